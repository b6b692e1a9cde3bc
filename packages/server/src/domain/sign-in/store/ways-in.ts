import type { Queryable } from '../../../database/database.js';
import type { SignInSchema, SignInTables } from '../tables.js';

declare const changing: unique symbol;

/** A transaction in which what began with the user's ways in has ended: `changeWaysIn` (`../ways-in.ts`). */
export type WaysInTransaction = Queryable<SignInSchema> & { readonly [changing]: true };

/**
 * Locks everything a user can sign in with besides a password; resolves to the count. Without the lock, two concurrent
 * deletions could each rely on the other's way to stay.
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
