import type { Queryable } from '../../database/database.js';
import { withdrawResource } from '../tokens/index.js';
import type { ResourcesSchema } from './tables.js';

/** Deletes a user's resources. Part of the transaction that deletes the user; safe to repeat. */
export const eraseResourcesOf = async (transaction: Queryable<ResourcesSchema>, userId: string): Promise<void> => {
  const removed = await transaction.query
    .deleteFrom('resources')
    .where('owner_id', '=', userId)
    .returning('identifier')
    .execute();
  for (const { identifier } of removed) await withdrawResource(transaction, identifier);
};
