import { sql } from 'kysely';
import { changesIn } from '../../../database/changes.js';
import type { Queryable } from '../../../database/database.js';
import { BATCH } from '../../../database/batches.js';
import { formatResourceGrants, readResourceGrants } from '../../../protocol/resource-grants.js';
import type { TokensTables } from '../tables.js';

/** Written out, because an index of these authorizations is only used for exactly this condition. */
const HAS_RESOURCES = sql<boolean>`resources <> '[]'`;

const withdrawFrom = async (
  transaction: Queryable<TokensTables>,
  { id, resources }: { id: number; resources: string },
  identifier: string,
): Promise<void> => {
  let before: string | undefined = resources;
  while (before !== undefined) {
    const given = readResourceGrants(before);
    const kept = formatResourceGrants(given.filter(({ resource }) => resource !== identifier));
    const read = before;
    const isDone =
      kept === read ||
      (await changesIn(transaction, (query) =>
        query.updateTable('authorizations').set({ resources: kept }).where('id', '=', id).where('resources', '=', read),
      ));
    if (isDone) return;
    // The user has just allowed the app something else.
    const found = transaction.query.selectFrom('authorizations').where('id', '=', id).select('resources');
    before = (await found.executeTakeFirst())?.resources;
  }
};

/**
 * Removes a resource from what users have allowed, so that whoever registers its identifier next inherits nothing. Looks at a
 * batch of the authorizations after the id `after`. Resolves to the last one, or null once there are no more.
 */
export const withdrawResource = async (
  transaction: Queryable<TokensTables>,
  identifier: string,
  after: number,
): Promise<number | null> => {
  const batch = await transaction.query
    .selectFrom('authorizations')
    .where(HAS_RESOURCES)
    .where('id', '>', after)
    .orderBy('id')
    .limit(BATCH)
    .select(['id', 'resources'])
    .execute();
  for (const each of batch) await withdrawFrom(transaction, each, identifier);
  return batch.length < BATCH ? null : (batch.at(-1)?.id ?? null);
};
