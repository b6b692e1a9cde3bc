import type { Database, Queryable } from '../../../database/database.js';
import type { AccountsTables } from '../tables.js';
import { endUnused } from './invitations.js';

export type StoredRole = 'developer' | 'operator';

const hasOperator = async ({ query }: Queryable<AccountsTables>): Promise<boolean> =>
  (await query
    .selectFrom('user_roles')
    .where('role', '=', 'operator')
    .select('user_id')
    .limit(1)
    .executeTakeFirst()) !== undefined;

/** Who is a developer or an operator here; everybody else is a user. An operator may do what a developer may. */
export const rolesStore = (database: Database<AccountsTables>) => ({
  find: async (userId: string): Promise<StoredRole | undefined> => {
    const row = await database.read.query
      .selectFrom('user_roles')
      .where('user_id', '=', userId)
      .select('role')
      .executeTakeFirst();
    return row?.role;
  },

  /**
   * Gives a role; an operator is never made a mere developer by it. The first operator ends the invitations by which
   * somebody else would have become it. False when the user had the role, or more, already.
   */
  grant: (userId: string, role: StoredRole, now: number): Promise<boolean> =>
    database.write(async (transaction) => {
      if (role === 'operator' && !(await hasOperator(transaction))) await endUnused(transaction, role, now);
      const insert = transaction.query.insertInto('user_roles').values({ user_id: userId, role, created_at: now });
      const given = await insert
        .onConflict((conflict) =>
          role === 'operator'
            ? conflict.column('user_id').doUpdateSet({ role }).where('user_roles.role', '!=', role)
            : conflict.column('user_id').doNothing(),
        )
        .returning('user_id')
        .executeTakeFirst();
      return given !== undefined;
    }),

  hasOperator: (): Promise<boolean> => hasOperator(database.read),
});

export type RolesStore = ReturnType<typeof rolesStore>;
