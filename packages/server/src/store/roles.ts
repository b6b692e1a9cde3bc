import type { Database } from './database.js';

export type StoredRole = 'developer' | 'operator';

/** Who is a developer or an operator here; everybody else is a user. An operator may do what a developer may. */
export const rolesStore = (database: Database) => ({
  find: async (userId: string): Promise<StoredRole | undefined> => {
    const row = await database.read.query
      .selectFrom('user_roles')
      .where('user_id', '=', userId)
      .select('role')
      .executeTakeFirst();
    return row?.role;
  },

  /** Gives a role; an operator is never made a mere developer by it. */
  grant: async (userId: string, role: StoredRole, now: number): Promise<void> => {
    await database.write((transaction) => {
      const insert = transaction.query.insertInto('user_roles').values({ user_id: userId, role, created_at: now });
      return insert
        .onConflict((conflict) =>
          role === 'operator'
            ? conflict.column('user_id').doUpdateSet({ role })
            : conflict.column('user_id').doNothing(),
        )
        .execute();
    });
  },

  hasOperator: async (): Promise<boolean> =>
    (await database.read.query
      .selectFrom('user_roles')
      .where('role', '=', 'operator')
      .select('user_id')
      .limit(1)
      .executeTakeFirst()) !== undefined,
});
