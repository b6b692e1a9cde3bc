import type { Database, Queryable } from '../../database/database.js';
import type { ClientAuthTables } from './tables.js';
import { deleteUpTo } from '../../database/delete-in-batches.js';

/** Used client assertions, DPoP proofs, passkey challenges and forms, for all processes on the database. */
export const usedJtisStore = (database: Database<ClientAuthTables>) => {
  const insert = database.prepare<{ hash: string; expiresAt: number }, { hash: string }>((query, p) =>
    query
      .insertInto('used_jtis')
      .values({ hash: p('hash'), expires_at: p('expiresAt') })
      .onConflict((conflict) => conflict.column('hash').doNothing())
      .returning('hash'),
  );

  return {
    /** True for the first of any number of concurrent callers, false for all others. */
    use: async (hash: string, expiresAt: number): Promise<boolean> =>
      (await database.writeOne(insert, { hash, expiresAt })).length > 0,

    /** The same within a transaction, so that it is used only if that is committed. */
    useIn: async (transaction: Queryable<ClientAuthTables>, hash: string, expiresAt: number): Promise<boolean> =>
      (await transaction.run(insert, { hash, expiresAt })).length > 0,

    deleteExpired: (before: number) => deleteUpTo(database, 'used_jtis', 'expires_at', before, 'hash'),
  };
};

export type UsedJtisStore = ReturnType<typeof usedJtisStore>;
