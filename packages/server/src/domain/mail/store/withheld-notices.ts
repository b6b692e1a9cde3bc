import type { Database, Queryable } from '../../../database/database.js';
import { isDue } from '../../../database/outbox.js';
import type { SecurityNotice } from '../../../i18n/index.js';
import type { MailTables } from '../tables.js';

/** How often something happened that a user has not been told of yet. */
export interface WithheldNotice {
  notice: SecurityNotice;
  about: string;
  count: number;
}

/** Withholds a notice within the transaction of what it is about. Those about the same are one. */
export const withholdNotice = async (
  { query }: Queryable<MailTables>,
  given: { userId: string; notice: SecurityNotice; appId: number | null; about: string; dueAt: number },
): Promise<void> => {
  const { userId, notice, appId, about, dueAt } = given;
  const id = `${userId} ${notice} ${appId ?? about}`;
  await query
    .insertInto('withheld_notices')
    .values({ id, user_id: userId, notice, about, count: 1, due_at: dueAt })
    .onConflict((conflict) =>
      conflict.column('id').doUpdateSet((set) => ({ count: set('withheld_notices.count', '+', 1) })),
    )
    .execute();
};

/** Takes at most so many of a user's withheld notices: what happened least often first, because noise repeats itself. */
export const takeWithheld = (
  { query }: Queryable<MailTables>,
  userId: string,
  limit: number,
): Promise<WithheldNotice[]> =>
  query
    .deleteFrom('withheld_notices')
    .where('id', 'in', (ids) =>
      ids
        .selectFrom('withheld_notices')
        .select('id')
        .where('user_id', '=', userId)
        .orderBy('count')
        .orderBy('id')
        .limit(limit),
    )
    .returning(['notice', 'about', 'count'])
    .execute();

/** Users with a withheld notice that is due. */
export const usersToTell = async (database: Database<MailTables>, now: number, limit: number): Promise<string[]> => {
  const rows = await database.read.query
    .selectFrom('withheld_notices')
    .where(isDue('due_at', now))
    .groupBy('user_id')
    .orderBy((of) => of.fn.min('due_at'))
    .limit(limit)
    .select('user_id')
    .execute();
  return rows.map(({ user_id }) => user_id);
};
