import type { Queryable } from '../../../database/database.js';
import { STATUS_NUMBERS } from '../../../protocol/claims.js';
import type { AccountsTables } from '../tables.js';

/** At most two: enough to recognise the last one. */
export const someOperators = async ({ query }: Queryable<AccountsTables>): Promise<string[]> => {
  const rows = await query.selectFrom('user_roles').where('role', '=', 'operator').select('user_id').limit(2).execute();
  return rows.map((row) => row.user_id);
};

/** Locks the rows of all operators, so that the last two cannot leave at the same time. */
export const holdOperators = async ({ query }: Queryable<AccountsTables>): Promise<string[]> => {
  const rows = await query
    .updateTable('user_roles')
    .set({ role: 'operator' })
    .where('role', '=', 'operator')
    .returning('user_id')
    .execute();
  return rows.map((row) => row.user_id);
};

/** Locks the row of a user who is not deleted. False if there is none. */
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

/** Removes a user's role. */
export const eraseRole = async ({ query }: Queryable<AccountsTables>, userId: string): Promise<void> => {
  await query.deleteFrom('user_roles').where('user_id', '=', userId).execute();
};

/** Erases everything but the user's number and ledger, which frees the name and the address. */
export const erasePerson = async ({ query }: Queryable<AccountsTables>, id: number, now: number): Promise<void> => {
  // No username contains an @ and no address starts with one, so this cannot collide.
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
      status: STATUS_NUMBERS.disabled,
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
