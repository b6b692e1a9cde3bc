import { changesIn } from '../../../database/changes.js';
import type { Database, Queryable } from '../../../database/database.js';
import { withRests } from '../../../kernel/rests.js';
import { releaseResources, withdrawResource, withholdResources } from '../../tokens/index.js';
import type { ResourcesSchema } from '../tables.js';

/** What was done to the row of a resource: it stays, so that its identifier stays with whoever had it. */
interface Removal {
  id: number;
  identifier: string;
  removedAt: number;
}

/**
 * Withdraws the resource from one batch of the authorizations. Resolves to where the next one begins; null once no
 * authorization has it, so that it is no longer withheld.
 */
const withdraw = async (
  transaction: Queryable<ResourcesSchema>,
  { id, identifier, removedAt }: Removal,
  after: number,
): Promise<number | null> => {
  // Holds the row. If another process was faster, users may have allowed what is registered under the identifier by now.
  const isRemoved = await changesIn(transaction, (query) =>
    query
      .updateTable('resources')
      .set({ removed_at: removedAt })
      .where('id', '=', id)
      .where('removed_at', '=', removedAt),
  );
  if (!isRemoved) return null;
  const next = await withdrawResource(transaction, identifier, after);
  if (next === null) await releaseResources(transaction, [identifier]);
  return next;
};

/**
 * Removes resources, within a transaction: no token is issued for them from then on, because they are withheld until they are
 * withdrawn.
 */
const remove = async (
  transaction: Queryable<ResourcesSchema>,
  column: 'id' | 'owner_id',
  value: number | string,
  now: number,
): Promise<Removal[]> => {
  const removed = await transaction.query
    .updateTable('resources')
    .set({ removed_at: now, name: '', scopes: '[]' })
    .where(column, '=', value)
    .where('removed_at', 'is', null)
    .returning(['id', 'identifier'])
    .execute();
  await withholdResources(
    transaction,
    removed.map(({ identifier }) => identifier),
  );
  return removed.map((each) => ({ ...each, removedAt: now }));
};

/** False if there is none with this id. If few authorizations have resources, all is done; otherwise `finishRemovals` does the rest. */
export const removeResource = async (
  transaction: Queryable<ResourcesSchema>,
  id: number,
  now: number,
): Promise<boolean> => {
  const [removal] = await remove(transaction, 'id', id, now);
  if (removal === undefined) return false;
  await withdraw(transaction, removal, 0);
  return true;
};

/**
 * Removes a user's resources, and keeps their identifiers for nobody. Part of the transaction that deletes the user, so it
 * leaves the authorizations to `finishRemovals`; safe to repeat.
 */
export const eraseResourcesOf = async (
  transaction: Queryable<ResourcesSchema>,
  userId: string,
  now: number,
): Promise<void> => {
  await remove(transaction, 'owner_id', userId, now);
  await transaction.query.updateTable('resources').set({ owner_id: null }).where('owner_id', '=', userId).execute();
};

const nextUnfinished = async (database: Database<ResourcesSchema>): Promise<Removal | null> => {
  const next = await database.read.query
    .selectFrom('resources')
    .innerJoin('withheld_resources', 'withheld_resources.identifier', 'resources.identifier')
    .where('resources.removed_at', 'is not', null)
    .orderBy('resources.id')
    .select(['resources.id', 'resources.identifier', 'resources.removed_at'])
    .executeTakeFirst();
  return next === undefined || next.removed_at === null ? null : { ...next, removedAt: next.removed_at };
};

/** Withdraws removed resources from all authorizations, a batch in each transaction. */
export const finishRemovals = (database: Database<ResourcesSchema>): Promise<void> =>
  withRests(async () => {
    const removal = await nextUnfinished(database);
    if (removal === null) return false;
    let after = 0;
    await withRests(async () => {
      const next = await database.write((transaction) => withdraw(transaction, removal, after));
      after = next ?? after;
      return next !== null;
    });
    return true;
  });
