import type { Queryable } from '../../../database/database.js';
import type { MailTables } from '../tables.js';

/** Of one kind to one user, or of those the ones about one app, within `span`. */
export interface NoticeWindow {
  userId: string;
  notice: string;
  appId: number | null;
  now: number;
  span: number;
}

/** Counts a notice within the transaction of what it is about. Resolves to the count, with this one, since the window opened. */
export const countNotice = async (
  { query }: Queryable<MailTables>,
  { userId, notice, appId, now, span }: NoticeWindow,
): Promise<number> => {
  const { count } = await query
    .insertInto('notice_counts')
    .values({ id: `${userId} ${notice}${appId === null ? '' : ` ${appId}`}`, user_id: userId, since: now, count: 1 })
    .onConflict((conflict) =>
      conflict.column('id').doUpdateSet((set) => {
        const isOver = set('notice_counts.since', '<=', now - span);
        return {
          count: set
            .case()
            .when(isOver)
            .then(1)
            .else(set('notice_counts.count', '+', 1))
            .end(),
          since: set.case().when(isOver).then(now).else(set.ref('notice_counts.since')).end(),
        };
      }),
    )
    .returning('count')
    .executeTakeFirstOrThrow();
  return count;
};
