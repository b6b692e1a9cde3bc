import { outsideRequests } from '../../kernel/condition.js';
import type { Shared } from '../../database/shared.js';
import { MINUTE } from '../../kernel/clock.js';
import { seal, unseal } from '../../kernel/keys.js';
import type { NewSigningKey, SigningKeysStore, StoredSigningKey } from './store.js';
import type { Audit } from '../audit/index.js';
import type { KeyKind } from './material.js';
import type { KeysSchema } from './tables.js';

/**
 * How long a new key is published before it signs: longer than clients may cache the key set (five minutes), and than
 * another process takes to read the key.
 */
const PUBLICATION_LEAD = 10 * MINUTE;

/** The result of rotating an algorithm's keys. */
export interface Rotation {
  /** The newest key. */
  kid: string;
  /** When it starts signing, in milliseconds since the epoch. */
  signsFrom: number;
}

/** The keys of one algorithm, as this process knows them. */
export interface KeyRing<K> {
  /** Every key that may have signed something still valid, oldest first. */
  readonly all: readonly K[];
  /** The key that signs now. */
  readonly current: K | undefined;
  /** When the newest key was created, in milliseconds since the epoch; undefined if there is none. */
  readonly renewedAt: number | undefined;
  /** Adopts the keys in the database. Throws if a key was sealed under another root key, and then changes nothing. */
  accept(stored: readonly StoredSigningKey[]): void;
  /** Creates the first key if there is none. Of several processes one succeeds. */
  ensure(): Promise<void>;
  /**
   * Creates the next key. It signs after the publication lead and the older ones stay for verification; or it signs at
   * once and the older ones are deleted. A key that another process creates at the same moment also counts, unless the
   * older ones must be deleted.
   */
  rotate(immediately: boolean): Promise<Rotation>;
}

interface Dependencies<K> extends Pick<Shared<KeysSchema>, 'database' | 'clock'> {
  alg: string;
  kind: KeyKind<K>;
  store: SigningKeysStore;
  audit: Audit;
  sealingKey: Uint8Array;
  /** Makes every ring adopt the keys in the database. */
  refresh: () => Promise<void>;
}

interface Held<K> {
  readonly stored: StoredSigningKey;
  readonly key: K;
}

export const createKeyRing = <K>(dependencies: Dependencies<K>): KeyRing<K> => {
  const { alg, kind, store, database, audit, clock, sealingKey, refresh } = dependencies;
  let held: readonly Held<K>[] = [];
  let all: readonly K[] = [];
  let making: Promise<void> | null = null;

  const open = ({ kid, sealedKey, publicJwk }: StoredSigningKey): K => {
    try {
      return kind.read({ kid, secret: unseal(sealingKey, sealedKey), publicJwk });
    } catch (error) {
      throw new Error(
        'The signing keys in the database were sealed under another root key. Restore the tables root_keys and signing_keys from one backup.',
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
    const isOurs = await database.write(async (transaction) => {
      const isNext = immediately
        ? await store.replace(transaction, next)
        : await store.succeed(transaction, next, next.createdAt + PUBLICATION_LEAD);
      const detail = { alg, kid: next.kid, immediately: String(immediately) };
      if (isNext) await audit.record(transaction, { type: 'keys_rotated', detail });
      return isNext;
    });
    await refresh();
    return isOurs;
  };

  return {
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
      making ??= outsideRequests(makeFirst)().finally(() => {
        making = null; // if it failed, the next request retries
      });
      await making;
    },

    rotate: async (immediately) => {
      let isOurs = await addNext(immediately);
      // Another process's key is as new, but that process may have kept the old ones.
      if (immediately) while (!isOurs) isOurs = await addNext(immediately);
      const newest = held.at(-1)?.stored;
      if (newest === undefined) throw new Error('The database has no signing key.');
      // It starts signing when its predecessor stops.
      const signsFrom = held.at(-2)?.stored.retiredAt ?? newest.createdAt;
      return { kid: newest.kid, signsFrom };
    },
  };
};
