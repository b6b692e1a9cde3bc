import type { Queryable } from '../../../database/database.js';
import type { AccountsTables } from '../tables.js';

/** Two at most: enough to tell the last one. */
export const someOperators = async ({ query }: Queryable<AccountsTables>): Promise<string[]> => {
  const rows = await query.selectFrom('user_roles').where('role', '=', 'operator').select('user_id').limit(2).execute();
  return rows.map((row) => row.user_id);
};

/** All operators, their rows held to the end of the transaction: two last operators who both leave wait for each other. */
export const holdOperators = async ({ query }: Queryable<AccountsTables>): Promise<string[]> => {
  const rows = await query
    .updateTable('user_roles')
    .set({ role: 'operator' })
    .where('role', '=', 'operator')
    .returning('user_id')
    .execute();
  return rows.map((row) => row.user_id);
};

/** Holds the row of a user who is not deleted yet. False when there is none. */
export const holdUser = async ({ query }: Queryable<AccountsTables>, id: number): Promise<boolean> => {
  const held = await query
    .updateTable('users')
    .set({ deleted_at: null })
    .where('id', '=', id)
    .where('deleted_at', 'is', null)
    .returning('id')
    .executeTakeFirst();
  return held !== undefined;
};

/** Takes a user's role away. */
export const eraseRole = async ({ query }: Queryable<AccountsTables>, userId: string): Promise<void> => {
  await query.deleteFrom('user_roles').where('user_id', '=', userId).execute();
};

/** Leaves of a user the number and the ledger; the name and the address are free again. */
export const erasePerson = async ({ query }: Queryable<AccountsTables>, id: number, now: number): Promise<void> => {
  // No username has an @ and no address begins with one: nobody can be called this.
  const key = `@deleted ${id}`;
  await query
    .updateTable('users')
    .set({
      username: '',
      username_key: key,
      email: '',
      email_key: key,
      email_verified: 0,
      password_hash: '',
      status: 2,
      locale: null,
      deleted_at: now,
    })
    .where('id', '=', id)
    .execute();
};

/** The ids of users deleted since a moment. */
export const deletedSince = async ({ query }: Queryable<AccountsTables>, since: number): Promise<number[]> => {
  const rows = await query.selectFrom('users').where('deleted_at', '>=', since).select('id').execute();
  return rows.map(({ id }) => id);
};
