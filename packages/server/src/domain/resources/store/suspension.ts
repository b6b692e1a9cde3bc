import type { Queryable } from '../../../database/database.js';
import type { WritersEnded } from '../../../kernel/ended.js';
import { releaseResources, withholdResources } from '../../tokens/index.js';
import type { ResourcesSchema } from '../tables.js';

/** Holds their rows, because none may be removed meanwhile: what is removed is withheld until it is withdrawn. */
const holdResourcesOf = async ({ query }: Queryable<ResourcesSchema>, ownerId: string): Promise<string[]> => {
  const held = await query
    .updateTable('resources')
    .set((set) => ({ name: set.ref('name') }))
    .where('owner_id', '=', ownerId)
    .where('removed_at', 'is', null)
    .returning('identifier')
    .execute();
  return held.map(({ identifier }) => identifier);
};

/** Issues no more tokens for the resources of a user whose account is being disabled, within that transaction. */
export const suspendResourcesOf = async (
  transaction: Queryable<ResourcesSchema>,
  { userId }: WritersEnded,
): Promise<void> => withholdResources(transaction, await holdResourcesOf(transaction, userId));

/** Ends that again. */
export const resumeResourcesOf = async (transaction: Queryable<ResourcesSchema>, ownerId: string): Promise<void> =>
  releaseResources(transaction, await holdResourcesOf(transaction, ownerId));
