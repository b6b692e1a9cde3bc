import type { UpstreamIdentity } from '../upstream/store/identities.js';

type Removable =
  | { kind: 'passkey'; id: number }
  | { kind: 'provider'; identity: UpstreamIdentity }
  | { kind: 'app'; id: number }
  | { kind: 'redirectUri'; appId: number; uri: string }
  | { kind: 'deviceFlow'; appId: number };

/** Of things that share a box. */
interface Group {
  key: string;
  kind: 'otherApps' | 'otherRedirectUris';
  /** The app of redirect URIs, otherwise ''. */
  name: string;
}

/** Something that opens the account, or acts for its user, and that a new password does not end. */
export type Thing = Removable & {
  key: string;
  /** What the user knows it by; '' if it can have no box of its own. */
  name: string;
  /** Since when, in milliseconds since the epoch. */
  at: number;
  /** An intruder's is likely to be. */
  isRecent: boolean;
  /** Where it belongs if there is no box for it alone; null if there always is one. */
  group: Group | null;
};

/** A box of the form: for one thing, or for all of a group that have none of their own. */
export type Remaining = Pick<Thing, 'key' | 'name' | 'isRecent'> &
  ({ kind: Removable['kind']; at: number } | { kind: Group['kind']; count: number });

/** What the form says. */
export interface RemovalAnswers {
  /** The keys of the boxes that are ticked. */
  ticked: readonly string[];
  /** The keys of all its boxes: what has one is not meant by a group, even if newer things would now have theirs. */
  shown: readonly string[];
}

/** Of each kind, so that the form stays readable, and small enough to be sent. */
export const MOST_BOXES = 20;

/** A box for each of the first, and one for each group of the others, so that nothing is hidden by how much there is. */
export const boxesOf = (things: readonly Thing[]): Remaining[] => {
  const boxes: Remaining[] = [];
  const groups = new Map<string, Group & { isRecent: boolean; count: number }>();
  for (const { kind, key, name, at, isRecent, group } of things) {
    if (group === null || boxes.length < MOST_BOXES) boxes.push({ kind, key, name, at, isRecent });
    else groups.set(group.key, { ...group, isRecent, count: (groups.get(group.key)?.count ?? 0) + 1 });
  }
  return [...boxes, ...groups.values()];
};

/** What the form says to remove, of what there is. */
export const chosenOf = (things: readonly Thing[], { ticked, shown }: RemovalAnswers): Thing[] => {
  const [removed, own] = [new Set(ticked), new Set(shown)];
  return things.filter(
    ({ key, group }) => removed.has(key) || (group !== null && removed.has(group.key) && !own.has(key)),
  );
};
