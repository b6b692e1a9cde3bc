import type { Insertable, Selectable } from 'kysely';
import type { Database } from './database.js';
import type { SigningKeysTable } from './schema.js';

export type SigningKeyRow = Selectable<SigningKeysTable>;

/** Signing keys, their private halves sealed. */
export const signingKeysStore = (database: Database) => ({
  list: (): Promise<SigningKeyRow[]> =>
    database.read.query.selectFrom('signing_keys').orderBy('id').selectAll().execute(),

  /** Keeps the first key of an algorithm and ordinal; another process's comes first or ours does. */
  insert: async (key: Insertable<SigningKeysTable>): Promise<void> => {
    await database.write((transaction) =>
      transaction.query
        .insertInto('signing_keys')
        .values(key)
        .onConflict((conflict) => conflict.columns(['alg', 'ordinal']).doNothing())
        .execute(),
    );
  },
});
