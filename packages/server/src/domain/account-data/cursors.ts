import { deriveKey, sealJson, unsealJson } from '../../kernel/keys.js';

/** Longer than any we create. */
const MAX_LENGTH = 400;

/** Positions in long lists, for links: sealed, so that nobody can read or forge one, and valid for one list of one user. */
export const createCursors = ({ rootKey }: { rootKey: Uint8Array }) => {
  const key = deriveKey(rootKey, 'cursor');

  return {
    write: (list: string, userId: string, place: readonly (string | number)[]): string =>
      sealJson(key, [list, userId, ...place]),

    /** Null for a cursor that is not ours, or belongs to another list or user. */
    read: (list: string, userId: string, cursor: string | undefined): readonly unknown[] | null => {
      if (cursor === undefined || cursor.length > MAX_LENGTH) return null;
      try {
        const content = unsealJson<unknown>(key, cursor);
        if (!Array.isArray(content)) return null;
        const [ofList, ofUser, ...place] = content as unknown[];
        return ofList === list && ofUser === userId ? place : null;
      } catch {
        return null;
      }
    },
  };
};

export type Cursors = ReturnType<typeof createCursors>;
