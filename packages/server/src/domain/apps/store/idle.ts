import type { Queryable } from '../../../database/database.js';
import type { AppsTables } from '../tables.js';
import { ownerColumn } from './app.js';

/** In milliseconds since the epoch: the last token was issued by then, or none ever was and the app was created by then. */
export type Idleness = { lastUsedBy: number } | { neverUsedAndMadeBy: number };

/** The ids of idle apps without an owner, after the id `after`. */
export const idleAppIds = async (
  { query }: Queryable<AppsTables>,
  idleness: Idleness,
  { after, limit }: { after: number; limit: number },
): Promise<number[]> => {
  const ownerless = query.selectFrom('apps').where('owner_id', '=', ownerColumn(null)).where('id', '>', after);
  const idle =
    'lastUsedBy' in idleness
      ? ownerless.where('last_used_at', '<=', idleness.lastUsedBy)
      : ownerless.where('last_used_at', 'is', null).where('created_at', '<=', idleness.neverUsedAndMadeBy);
  const rows = await idle.orderBy('id').limit(limit).select('id').execute();
  return rows.map(({ id }) => id);
};

/** Also deletes their authorizations, codes and tokens. */
export const deleteApps = async ({ query }: Queryable<AppsTables>, ids: readonly number[]): Promise<void> => {
  if (ids.length > 0) await query.deleteFrom('apps').where('id', 'in', ids).execute();
};
