import { randomBytes } from 'node:crypto';
import type { Database } from '../../database/database.js';
import type { Shared } from '../../database/shared.js';
import type { Clock } from '../../kernel/clock.js';
import { deriveKey, seal, unseal } from '../../kernel/keys.js';
import type { Audit } from '../audit/index.js';
import { adviceOn, type SecretKeyAdvice } from './standing.js';
import { rootKeyCopiesStore, signingKeysStore, type NewRootKeyCopy } from './store.js';
import type { KeysSchema, KeysTables } from './tables.js';

/** Another secret key than the one that this database is used with. */
export class OtherSecretKeyError extends Error {
  override readonly name = 'OtherSecretKeyError';

  constructor(cause?: unknown) {
    super(
      'This database is used with another secret key. Set OCTROI_SECRET_KEY, or restore secret.key from a backup, to the key that the database is used with.',
      { cause },
    );
  }
}

/** Tells secret keys apart, and nothing about them. */
const nameOf = (secretKey: Uint8Array): string => deriveKey(secretKey, 'name of the secret key').toString('base64url');

const copyUnder = (secretKey: Uint8Array, rootKey: Uint8Array, now: number): NewRootKeyCopy => ({
  sealedUnder: nameOf(secretKey),
  sealedKey: seal(deriveKey(secretKey, 'root key'), Buffer.from(rootKey).toString('base64url')),
  createdAt: now,
});

/** The key that seals private keys in the database. */
export const sealingKeyOf = (rootKey: Uint8Array): Buffer => deriveKey(rootKey, 'signing keys');

/** Whether a secret key has been used with this database. */
export const hasSecretKey = async (database: Database<KeysTables>): Promise<boolean> =>
  (await rootKeyCopiesStore(database).list()).length > 0 || (await signingKeysStore(database).list()).length > 0;

/**
 * The root key, and the copies of it. In a database without copies, signing keys are sealed under the secret key, which is the root
 * key then; null where there are none of these either. @throws {OtherSecretKeyError}
 */
const readRootKey = async (database: Database<KeysTables>, secretKey: Uint8Array) => {
  // Before the copies: whoever makes both makes the copy first.
  const signingKey = (await signingKeysStore(database).list()).at(-1);
  const copies = await rootKeyCopiesStore(database).list();
  const copy = copies.find(({ sealedUnder }) => sealedUnder === nameOf(secretKey)) ?? null;
  if (copy === null && copies.length > 0) throw new OtherSecretKeyError();
  if (copy === null && signingKey === undefined) return null;
  try {
    if (copy === null) unseal(sealingKeyOf(secretKey), signingKey?.sealedKey ?? '');
    const key = copy && Buffer.from(unseal(deriveKey(secretKey, 'root key'), copy.sealedKey), 'base64url');
    return { key: key ?? secretKey, copy, copies };
  } catch (error) {
    throw new OtherSecretKeyError(error);
  }
};

/** The root key, for whoever must change nothing; null in a database that has none yet. @throws {OtherSecretKeyError} */
export const peekAtRootKey = async (
  database: Database<KeysTables>,
  secretKey: Uint8Array,
): Promise<Uint8Array | null> => (await readRootKey(database, secretKey))?.key ?? null;

/**
 * The root key of this installation, which all its other keys are derived from. It is created at random the first time. The
 * database has it sealed under the secret key, so that the secret key can be replaced and everything derived stays.
 *
 * @throws {OtherSecretKeyError}
 */
export const openRootKey = async (
  { database, clock }: { database: Database<KeysTables>; clock: Clock },
  secretKey: Uint8Array,
): Promise<Uint8Array> => {
  const store = rootKeyCopiesStore(database);
  const found = await readRootKey(database, secretKey);
  if (found?.copy) {
    const { copy, copies, key } = found;
    const isRecorded =
      copy.usedAt !== null && copies.every((each) => each.ordinal >= copy.ordinal || each.retiredAt !== null);
    if (!isRecorded) {
      const isThere = await database.write((transaction) => store.use(transaction, copy, clock.now()));
      if (!isThere) throw new OtherSecretKeyError();
    }
    return key;
  }
  const rootKey = found?.key ?? randomBytes(32);
  await database.write((transaction) => store.insertFirst(transaction, copyUnder(secretKey, rootKey, clock.now())));
  // Of several processes that start at once, one made it.
  return (await readRootKey(database, secretKey))?.key ?? rootKey;
};

/** What to tell about this secret key, or null. */
export const adviceOnSecretKey = async (
  database: Database<KeysTables>,
  secretKey: Uint8Array,
): Promise<SecretKeyAdvice | null> => adviceOn(await rootKeyCopiesStore(database).list(), nameOf(secretKey));

/** Replaces the secret key. `ownKey` is the secret key of this process. */
export const createSecretKeys = ({
  database,
  clock,
  audit,
  rootKey,
  ownKey,
}: Pick<Shared<KeysSchema>, 'database' | 'clock' | 'rootKey'> & { audit: Audit; ownKey: Uint8Array }) => {
  const store = rootKeyCopiesStore(database);
  return {
    /** From now on the database can be used with this secret key as well. */
    add: (secretKey: Uint8Array): Promise<void> =>
      database.write(async (transaction) => {
        await store.insertNext(transaction, copyUnder(secretKey, rootKey, clock.now()));
        await audit.record(transaction, { type: 'secret_key_rotated' });
      }),
    /** Undoes that, unless a process has used it. */
    remove: async (secretKey: Uint8Array): Promise<void> => {
      await database.write((transaction) => store.deleteUnused(transaction, nameOf(secretKey)));
    },
    /**
     * From now on the database can be used with no older secret key than this one. False if its files may still hold copies
     * under older ones.
     */
    forgetOlder: async (secretKey: Uint8Array): Promise<boolean> => {
      await database.write((transaction) => store.deleteBefore(transaction, nameOf(secretKey)));
      return database.emptyLog();
    },
    /** What to tell about the secret key of this process, or null. */
    advice: (): Promise<SecretKeyAdvice | null> => adviceOnSecretKey(database, ownKey),
  };
};

export type SecretKeys = ReturnType<typeof createSecretKeys>;
