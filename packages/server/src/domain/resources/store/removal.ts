import type { Database, Queryable } from '../../../database/database.js';
import { withdrawResource } from '../../tokens/index.js';
import type { ResourcesSchema } from '../tables.js';

/** A resource that is no longer found. Its row keeps the identifier from others until nobody has allowed it any more. */
interface Removed {
  id: number;
  identifier: string;
}

/** One batch of the authorizations. Resolves to where the next one begins; null once the resource is gone. */
const withdraw = async (
  transaction: Queryable<ResourcesSchema>,
  { id, identifier }: Removed,
  after: number,
): Promise<number | null> => {
  const next = await withdrawResource(transaction, identifier, after);
  if (next === null) await transaction.query.deleteFrom('resources').where('id', '=', id).execute();
  return next;
};

/**
 * Removes resources, within a transaction: no token is issued for them from then on. If few authorizations have
 * resources, all is done; otherwise `finishRemovals` does the rest.
 */
const remove = async (
  transaction: Queryable<ResourcesSchema>,
  column: 'id' | 'owner_id',
  value: number | string,
  now: number,
): Promise<Removed[]> => {
  const removed = await transaction.query
    .updateTable('resources')
    .set({ removed_at: now, owner_id: null, name: '', scopes: '[]' })
    .where(column, '=', value)
    .where('removed_at', 'is', null)
    .returning(['id', 'identifier'])
    .execute();
  for (const each of removed) await withdraw(transaction, each, 0);
  return removed;
};

/** False if there is none with this id. */
export const removeResource = async (
  transaction: Queryable<ResourcesSchema>,
  id: number,
  now: number,
): Promise<boolean> => (await remove(transaction, 'id', id, now)).length > 0;

/** Deletes a user's resources. Part of the transaction that deletes the user; safe to repeat. */
export const eraseResourcesOf = async (
  transaction: Queryable<ResourcesSchema>,
  userId: string,
  now: number,
): Promise<void> => void (await remove(transaction, 'owner_id', userId, now));

const nextRemoved = (database: Database<ResourcesSchema>): Promise<Removed | undefined> =>
  database.read.query
    .selectFrom('resources')
    .where('removed_at', 'is not', null)
    .orderBy('id')
    .select(['id', 'identifier'])
    .executeTakeFirst();

/** Withdraws removed resources from all authorizations, a batch in each transaction. */
export const finishRemovals = async (database: Database<ResourcesSchema>): Promise<void> => {
  for (let removed = await nextRemoved(database); removed !== undefined; removed = await nextRemoved(database)) {
    const resource = removed;
    let after: number | null = 0;
    while (after !== null) {
      const from: number = after;
      after = await database.write((transaction) => withdraw(transaction, resource, from));
    }
  }
};
