import type { Queryable } from '../../../database/database.js';
import type { AppsTables } from '../tables.js';
import { ownerColumn } from './app.js';

/** In milliseconds since the epoch: got its last token by then, or never got one and was made by then. */
export type Idleness = { lastUsedBy: number } | { neverUsedAndMadeBy: number };

/** Apps without an owner that are idle, by id: those after `after`. */
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

/** Takes their authorizations, codes and tokens with them. */
export const deleteApps = async ({ query }: Queryable<AppsTables>, ids: readonly number[]): Promise<void> => {
  if (ids.length > 0) await query.deleteFrom('apps').where('id', 'in', ids).execute();
};
