import type { Expression, ExpressionBuilder, SqlBool } from 'kysely';
import type { Queryable } from '../../../database/database.js';
import type { AppsTables } from '../tables.js';
import { ownerColumn } from './app.js';
import { deleteApps } from './deleted.js';

/** In milliseconds since the epoch: the last token was issued by then, or none ever was and the app was created by then. */
export type Idleness = { lastUsedBy: number } | { neverUsedAndMadeBy: number };

const isIdle =
  (idleness: Idleness) =>
  (where: ExpressionBuilder<AppsTables, 'apps'>): Expression<SqlBool> =>
    where.and([
      where('owner_id', '=', ownerColumn(null)),
      // It would return, and no longer be suspended.
      where('suspended_at', 'is', null),
      ...('lastUsedBy' in idleness
        ? [where('last_used_at', '<=', idleness.lastUsedBy)]
        : [where('last_used_at', 'is', null), where('created_at', '<=', idleness.neverUsedAndMadeBy)]),
    ]);

/** The ids of idle apps without an owner, after the id `after`. */
export const idleAppIds = async (
  { query }: Queryable<AppsTables>,
  idleness: Idleness,
  { after, limit }: { after: number; limit: number },
): Promise<number[]> => {
  const idle = query.selectFrom('apps').where(isIdle(idleness)).where('id', '>', after);
  const rows = await idle.orderBy('id').limit(limit).select('id').execute();
  return rows.map(({ id }) => id);
};

/** Deletes those of the apps that are still idle. */
export const deleteIdle = async (
  transaction: Queryable<AppsTables>,
  idleness: Idleness,
  ids: readonly number[],
  now: number,
): Promise<void> => {
  if (ids.length === 0) return;
  await deleteApps(transaction, (where) => where.and([where('id', 'in', ids), isIdle(idleness)(where)]), now);
};
