import type { ExpressionBuilder } from 'kysely';
import { parseJsonObject, type JsonObject } from '../../kernel/json.js';
import { changes, changesIn } from '../../database/changes.js';
import type { Database, Queryable } from '../../database/database.js';
import { deleteUpTo } from '../../database/delete-in-batches.js';
import type { KeysTables } from './tables.js';

export interface NewSigningKey {
  kid: string;
  alg: string;
  /** 1, 2, 3 ... per algorithm. */
  ordinal: number;
  /** Null for a secret that only we verify with. */
  publicJwk: JsonObject | null;
  sealedKey: string;
  createdAt: number;
}

export interface StoredSigningKey extends NewSigningKey {
  /** When it stops signing; null if no successor is planned. */
  retiredAt: number | null;
}

/**
 * False if the position (algorithm and ordinal) is taken: another process's key came first. It also counts as taken if
 * a later key exists and the one at this position was already deleted.
 */
const insertKey = async (transaction: Queryable<KeysTables>, key: NewSigningKey): Promise<boolean> => {
  const row = await transaction.query
    .insertInto('signing_keys')
    .values({
      kid: key.kid,
      alg: key.alg,
      ordinal: key.ordinal,
      public_jwk: key.publicJwk && JSON.stringify(key.publicJwk),
      sealed_key: key.sealedKey,
      created_at: key.createdAt,
      retired_at: null,
    })
    .onConflict((conflict) => conflict.columns(['alg', 'ordinal']).doNothing())
    .returning('id')
    .executeTakeFirst();
  if (row === undefined) return false;
  const later = await transaction.query
    .selectFrom('signing_keys')
    .where('alg', '=', key.alg)
    .where('ordinal', '>', key.ordinal)
    .select('id')
    .limit(1)
    .executeTakeFirst();
  if (later === undefined) return true;
  await transaction.query.deleteFrom('signing_keys').where('id', '=', row.id).execute();
  return false;
};

const isOlderThan =
  ({ alg, ordinal }: NewSigningKey) =>
  (where: ExpressionBuilder<KeysTables, 'signing_keys'>) =>
    where.and([where('alg', '=', alg), where('ordinal', '<', ordinal)]);

/**
 * Signing keys, with sealed private keys. Those of an algorithm are numbered: however many processes create the next
 * one at once, one succeeds.
 */
export const signingKeysStore = (database: Database<KeysTables>) => ({
  /** Oldest first within each algorithm. */
  list: async (): Promise<StoredSigningKey[]> => {
    const rows = await database.read.query
      .selectFrom('signing_keys')
      .orderBy('id')
      .select(['kid', 'alg', 'ordinal', 'public_jwk as publicJwk'])
      .select(['sealed_key as sealedKey', 'created_at as createdAt', 'retired_at as retiredAt'])
      .execute();
    return rows.map((row) => ({ ...row, publicJwk: row.publicJwk === null ? null : parseJsonObject(row.publicJwk) }));
  },

  /** True if this key got its position. */
  insert: (key: NewSigningKey): Promise<boolean> => database.write((transaction) => insertKey(transaction, key)),

  /** Adds a key and retires the older ones of its algorithm at `retireAt`. True if it got its position. */
  succeed: async (transaction: Queryable<KeysTables>, key: NewSigningKey, retireAt: number): Promise<boolean> => {
    if (!(await insertKey(transaction, key))) return false;
    const update = transaction.query.updateTable('signing_keys').set({ retired_at: retireAt });
    await update.where(isOlderThan(key)).where('retired_at', 'is', null).execute();
    return true;
  },

  /** Adds a key and deletes the older ones of its algorithm. True if it got its position; otherwise changes nothing. */
  replace: async (transaction: Queryable<KeysTables>, key: NewSigningKey): Promise<boolean> => {
    if (!(await insertKey(transaction, key))) return false;
    await transaction.query.deleteFrom('signing_keys').where(isOlderThan(key)).execute();
    return true;
  },

  /** Deletes the keys that stopped signing at `before` or earlier. */
  deleteRetired: (before: number) => deleteUpTo(database, 'signing_keys', 'retired_at', before),
});

export type SigningKeysStore = ReturnType<typeof signingKeysStore>;

/** The root key, sealed under one secret key. */
export interface NewRootKeyCopy {
  /** The name of that secret key. */
  sealedUnder: string;
  sealedKey: string;
  createdAt: number;
}

export interface RootKeyCopy extends NewRootKeyCopy {
  /** 1, 2, 3 ... */
  ordinal: number;
  /** When it was first used; null until then. */
  usedAt: number | null;
  /** When a newer copy was first used; null until then. */
  retiredAt: number | null;
}

export const rootKeyCopiesStore = (database: Database<KeysTables>) => ({
  /** Oldest first. */
  list: (): Promise<RootKeyCopy[]> =>
    database.read.query
      .selectFrom('root_keys')
      .select(['sealed_under as sealedUnder', 'ordinal', 'sealed_key as sealedKey'])
      .select(['created_at as createdAt', 'used_at as usedAt', 'retired_at as retiredAt'])
      .orderBy('ordinal')
      .execute(),

  /** As the first copy. Changes nothing if there is one. */
  insertFirst: async ({ query }: Queryable<KeysTables>, copy: NewRootKeyCopy): Promise<void> => {
    await query
      .insertInto('root_keys')
      .values({
        sealed_under: copy.sealedUnder,
        ordinal: 1,
        sealed_key: copy.sealedKey,
        created_at: copy.createdAt,
        used_at: copy.createdAt,
        retired_at: null,
      })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  },

  /** As the newest copy. Of several at once, one succeeds. */
  insertNext: async ({ query }: Queryable<KeysTables>, copy: NewRootKeyCopy): Promise<void> => {
    await query
      .insertInto('root_keys')
      .columns(['sealed_under', 'ordinal', 'sealed_key', 'created_at'])
      .expression(
        query
          .selectFrom('root_keys')
          .select(({ fn, val, eb }) => [
            val(copy.sealedUnder).as('sealed_under'),
            eb(fn.coalesce(fn.max('ordinal'), val(0)), '+', 1).as('ordinal'),
            val(copy.sealedKey).as('sealed_key'),
            val(copy.createdAt).as('created_at'),
          ]),
      )
      .execute();
  },

  /** Records, at `now`, that a copy is used, and retires the older ones. False if it is gone. */
  use: async (transaction: Queryable<KeysTables>, { ordinal }: RootKeyCopy, now: number): Promise<boolean> => {
    const isThere = await changesIn(transaction, (query) =>
      query
        .updateTable('root_keys')
        .set(({ fn, val }) => ({ used_at: fn.coalesce('used_at', val(now)) }))
        .where('ordinal', '=', ordinal),
    );
    if (!isThere) return false;
    const retire = transaction.query.updateTable('root_keys').set({ retired_at: now });
    await retire.where('ordinal', '<', ordinal).where('retired_at', 'is', null).execute();
    return true;
  },

  /** Deletes the copy under this secret key, unless it was used. */
  deleteUnused: async ({ query }: Queryable<KeysTables>, sealedUnder: string): Promise<void> => {
    await query.deleteFrom('root_keys').where('sealed_under', '=', sealedUnder).where('used_at', 'is', null).execute();
  },

  /** Deletes the copies older than the one under this secret key. */
  deleteBefore: async ({ query }: Queryable<KeysTables>, sealedUnder: string): Promise<void> => {
    await query
      .deleteFrom('root_keys')
      .where('ordinal', '<', (kept) =>
        kept.selectFrom('root_keys').select('ordinal').where('sealed_under', '=', sealedUnder),
      )
      .execute();
  },

  /**
   * Deletes the copies that were retired at `retiredBefore` or earlier, and those that were made at `madeBefore` or earlier
   * and never used, while an older one is in use. Nothing of them stays in the files.
   */
  deleteOld: async (retiredBefore: number, madeBefore: number): Promise<void> => {
    const deleted = await changes(database, (query) =>
      query
        .deleteFrom('root_keys')
        .where((where) =>
          where.or([
            where('retired_at', '<=', retiredBefore),
            where.and([
              where('used_at', 'is', null),
              where('created_at', '<=', madeBefore),
              where.exists(
                where
                  .selectFrom('root_keys as older')
                  .select('older.ordinal')
                  .whereRef('older.ordinal', '<', 'root_keys.ordinal')
                  .where('older.retired_at', 'is', null),
              ),
            ]),
          ]),
        ),
    );
    if (!deleted || (await database.emptyLog())) return;
    throw new Error('the write-ahead log may still hold them, because others kept reading it');
  },
});
