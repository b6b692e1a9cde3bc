import type { Database } from '../../database/database.js';
import type { ClientAuthTables } from './tables.js';
import { deleteInBatches } from '../../database/delete-in-batches.js';

/** Used client assertions, DPoP proofs and passkey challenges, for all processes on the database. */
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

    deleteExpired: (before: number): Promise<void> =>
      deleteInBatches(database, (query, limit) =>
        query
          .deleteFrom('used_jtis')
          .where('hash', 'in', (hashes) =>
            hashes.selectFrom('used_jtis').select('hash').where('expires_at', '<=', before).limit(limit),
          ),
      ),
  };
};

export type UsedJtisStore = ReturnType<typeof usedJtisStore>;
