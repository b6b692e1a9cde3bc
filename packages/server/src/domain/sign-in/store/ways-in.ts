import type { Queryable } from '../../../database/database.js';
import type { SignInTables } from '../tables.js';

/**
 * Holds, to the end of the transaction, whatever a user signs in by besides a password; resolves to how many there are. Two
 * of them that are deleted at once would each take the other for the one that stays.
 */
export const holdWaysIn = async ({ query }: Queryable<SignInTables>, userId: string): Promise<number> => {
  const identities = await query
    .updateTable('upstream_identities')
    .set((row) => ({ label: row.ref('label') }))
    .where('user_id', '=', userId)
    .returning('id')
    .execute();
  const passkeys = await query
    .updateTable('passkeys')
    .set((row) => ({ name: row.ref('name') }))
    .where('user_id', '=', userId)
    .returning('id')
    .execute();
  return identities.length + passkeys.length;
};
