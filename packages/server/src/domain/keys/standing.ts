import { DAY } from '../../kernel/clock.js';
import type { RootKeyCopy } from './store.js';

/** How long processes that have not been given the new secret key can still start with the old one. */
export const RETIRED_COPY_MEMORY = DAY;
/** How long a new secret key waits for a process to start with it. */
export const UNUSED_COPY_MEMORY = 30 * DAY;

/** What is wrong with using a secret key, and what to do. For the log and for `octroi doctor`. */
export interface SecretKeyAdvice {
  message: string;
  remedy: string;
}

const dayOf = (moment: number): string => new Date(moment).toISOString();

/** Null while all is well with the secret key of this name; also in a database without copies. */
export const adviceOn = (copies: readonly RootKeyCopy[], name: string): SecretKeyAdvice | null => {
  const own = copies.find(({ sealedUnder }) => sealedUnder === name);
  if (own === undefined) {
    return copies.length === 0
      ? null
      : {
          message: 'The secret key of this process was replaced, and no process can start with it any more.',
          remedy: 'Set OCTROI_SECRET_KEY to the new key before this process restarts.',
        };
  }
  if (own.retiredAt !== null) {
    return {
      message: `This secret key was replaced. Processes can start with it until ${dayOf(own.retiredAt + RETIRED_COPY_MEMORY)}.`,
      remedy:
        'Set OCTROI_SECRET_KEY, or secret.key beside the database, to the new key and restart every process. If the new key is lost, run `octroi keys rotate --secret-key` again before then.',
    };
  }
  const waiting = copies.findLast(({ ordinal }) => ordinal > own.ordinal);
  if (waiting === undefined) return null;
  return {
    message: `A new secret key was created at ${dayOf(waiting.createdAt)}, and no process has started with it. This one stays in use until then.`,
    remedy: `Set OCTROI_SECRET_KEY to the new key and restart every process. If it is lost, run \`octroi keys rotate --secret-key\` again. It stops working at ${dayOf(waiting.createdAt + UNUSED_COPY_MEMORY)} if it stays unused.`,
  };
};
