import type { Selectable } from 'kysely';
import type { Queryable } from '../../../database/database.js';
import { hashSecret } from '../../../kernel/secret.js';
import type { AskedResource } from '../../../protocol/access.js';
import { RESOURCE_COLUMNS, type ResourcesSchema, type ResourcesTable } from '../tables.js';

/** A digest of what users go by when they allow an app a resource, of its developer, and of when it was registered. */
export const registrationOf = (row: Selectable<ResourcesTable>): string =>
  hashSecret(JSON.stringify([row.identifier, row.owner_id, row.name, row.scopes, row.created_at]));

/**
 * Within a transaction that records a consent: whether each resource is registered as when it was asked for, and tokens are
 * issued for it. Until the transaction ends, nobody removes them.
 */
export const holdRegistrations = async (
  { query }: Queryable<ResourcesSchema>,
  asked: readonly AskedResource[],
): Promise<boolean> => {
  // In one order, so that two transactions do not wait for each other.
  for (const { resource, registration } of asked.toSorted((a, b) => (a.resource < b.resource ? -1 : 1))) {
    const held = await query
      .updateTable('resources')
      .set((set) => ({ name: set.ref('name') }))
      .where('identifier', '=', resource)
      .where('removed_at', 'is', null)
      .where('identifier', 'not in', (withheld) => withheld.selectFrom('withheld_resources').select('identifier'))
      .returning(RESOURCE_COLUMNS)
      .executeTakeFirst();
    if (held === undefined || registrationOf(held) !== registration) return false;
  }
  return true;
};
