import type { Database, Queryable } from '../../../database/database.js';
import type { AccountsTables } from '../tables.js';
import { someOperators } from './deletion.js';
import { endUnused } from './invitations.js';

export type StoredRole = 'developer' | 'operator';

const hasOperator = async (database: Queryable<AccountsTables>): Promise<boolean> =>
  (await someOperators(database)).length > 0;

/** The developers and operators; everybody else is a user. An operator may do all that a developer may. */
export const rolesStore = (database: Database<AccountsTables>) => ({
  find: async (userId: string): Promise<StoredRole | undefined> => {
    const found = database.read.query.selectFrom('user_roles').where('user_id', '=', userId).select('role');
    return (await found.executeTakeFirst())?.role;
  },

  /**
   * Grants a role, but never turns an operator into a developer. The first operator ends all other invitations to
   * become one. False if the user already had the role or a higher one.
   */
  grant: async (
    transaction: Queryable<AccountsTables>,
    userId: string,
    role: StoredRole,
    now: number,
  ): Promise<boolean> => {
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
  },

  hasOperator: (): Promise<boolean> => hasOperator(database.read),
});

export type RolesStore = ReturnType<typeof rolesStore>;
