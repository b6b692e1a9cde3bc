import { MINUTE, type Clock } from '../../kernel/clock.js';
import { seal, unseal } from '../../kernel/keys.js';
import type { NewSigningKey, SigningKeysStore, StoredSigningKey } from './store.js';
import type { KeyKind } from './material.js';

/**
 * How long a new key is published before it signs: longer than a client may keep the key set (five minutes), and than
 * another process takes to see the key.
 */
const PUBLICATION_LEAD = 10 * MINUTE;

/** How an algorithm's keys were rotated. */
export interface Rotation {
  /** The newest key. */
  kid: string;
  /** When it starts to sign, in milliseconds since the epoch. */
  signsFrom: number;
  /** False when another process made it. */
  isOurs: boolean;
}

/** The keys of one algorithm, as this process knows them. */
export interface KeyRing<K> {
  readonly alg: string;
  /** Every key that what is still valid may be signed with, oldest first. */
  readonly all: readonly K[];
  /** The key that signs now. */
  readonly current: K | undefined;
  /** When the newest key was made; undefined when there is none. In milliseconds since the epoch. */
  readonly renewedAt: number | undefined;
  /** Takes over what the database has. Throws when a key was sealed under another secret key, and then changes nothing. */
  accept(stored: readonly StoredSigningKey[]): void;
  /** Makes the first key, unless there is one. Of all processes that do, one makes it. */
  ensure(): Promise<void>;
  /**
   * Makes the next key. It signs after the publication lead, and the older ones stay to verify; or it signs at once, and
   * the older ones are deleted. One that another process makes at the same moment serves as well, unless the older ones
   * are to go.
   */
  rotate(immediately: boolean): Promise<Rotation>;
}

interface Dependencies<K> {
  alg: string;
  kind: KeyKind<K>;
  store: SigningKeysStore;
  clock: Clock;
  sealingKey: Uint8Array;
  /** Makes every ring accept what the database has now. */
  refresh: () => Promise<void>;
}

interface Held<K> {
  readonly stored: StoredSigningKey;
  readonly key: K;
}

export const createKeyRing = <K>({ alg, kind, store, clock, sealingKey, refresh }: Dependencies<K>): KeyRing<K> => {
  let held: readonly Held<K>[] = [];
  let all: readonly K[] = [];
  let making: Promise<void> | null = null;

  const open = ({ kid, sealedKey, publicJwk }: StoredSigningKey): K => {
    try {
      return kind.read({ kid, secret: unseal(sealingKey, sealedKey), publicJwk });
    } catch (error) {
      throw new Error(
        'The signing keys in the database were sealed under another secret key. Set OCTROI_SECRET_KEY (or restore secret.key) to the one this database was created with.',
        { cause: error },
      );
    }
  };

  const makeNew = async (ordinal: number): Promise<NewSigningKey> => {
    const { kid, secret, publicJwk } = await kind.make();
    return { kid, alg, ordinal, publicJwk, sealedKey: seal(sealingKey, secret), createdAt: clock.now() };
  };

  const makeFirst = async (): Promise<void> => {
    await store.insert(await makeNew(1));
    await refresh();
  };

  const addNext = async (immediately: boolean): Promise<boolean> => {
    const next = await makeNew((held.at(-1)?.stored.ordinal ?? 0) + 1);
    const isOurs = immediately
      ? await store.replace(next)
      : await store.succeed(next, next.createdAt + PUBLICATION_LEAD);
    await refresh();
    return isOurs;
  };

  return {
    alg,
    get all() {
      return all;
    },
    get current() {
      const now = clock.now();
      const signing = held.find(({ stored: { retiredAt } }) => retiredAt === null || retiredAt > now);
      return (signing ?? held.at(-1))?.key;
    },
    get renewedAt() {
      return held.at(-1)?.stored.createdAt;
    },

    accept: (every) => {
      held = every
        .filter((stored) => stored.alg === alg)
        .map((stored) => ({
          stored,
          key: held.find((before) => before.stored.kid === stored.kid)?.key ?? open(stored),
        }));
      all = held.map(({ key }) => key);
    },

    ensure: async () => {
      if (held.length > 0) return;
      making ??= makeFirst().finally(() => {
        making = null; // if it failed, the next request tries again
      });
      await making;
    },

    rotate: async (immediately) => {
      let isOurs = await addNext(immediately);
      // What another process made is no less new; but it may have left the old ones there.
      if (immediately) while (!isOurs) isOurs = await addNext(immediately);
      const newest = held.at(-1)?.stored;
      if (newest === undefined) throw new Error('The database kept no signing key.');
      // It starts when the one before it stops.
      const signsFrom = held.at(-2)?.stored.retiredAt ?? newest.createdAt;
      return { kid: newest.kid, signsFrom, isOurs };
    },
  };
};
