import { sql, type RawBuilder } from 'kysely';
import type { Queryable } from '../../../database/database.js';
import { inChunks } from '../../../database/batches.js';
import { coversResources, readResourceGrants, type ResourceGrant } from '../../../protocol/resource-grants.js';
import type { TokensTables } from '../tables.js';

/** Issues no tokens for these resources until they are released. What users have allowed stays. */
export const withholdResources = ({ query }: Queryable<TokensTables>, identifiers: readonly string[]): Promise<void> =>
  inChunks(identifiers, async (chunk) => {
    await query
      .insertInto('withheld_resources')
      .values(chunk.map((identifier) => ({ identifier })))
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  });

export const releaseResources = ({ query }: Queryable<TokensTables>, identifiers: readonly string[]): Promise<void> =>
  inChunks(identifiers, async (chunk) => {
    await query.deleteFrom('withheld_resources').where('identifier', 'in', chunk).execute();
  });

/**
 * A column for statements that read resources anyway: those among them that are withheld, separated by spaces, or null. It
 * may name more than that, because the identifier is a pattern here.
 */
export const withheldAmong = (column: string): RawBuilder<string | null> =>
  sql<string | null>`case when ${sql.ref(column)} = '[]' then null else (
    select string_agg(withheld.identifier, ' ') from withheld_resources as withheld
    where ${sql.ref(column)} like '%"' || withheld.identifier || '"%'
  ) end`;

/** What may be used of these grants while the column's resources are withheld. */
export const exceptWithheld = (grants: readonly ResourceGrant[], withheld: string | null): readonly ResourceGrant[] => {
  if (withheld === null) return grants;
  const identifiers = withheld.split(' ');
  return grants.filter(({ resource }) => !identifiers.includes(resource));
};

/** An authorization's columns `resources` and `withheldAmong` them. */
export interface AllowedResources {
  resources: string;
  withheld: string | null;
}

/** Whether an authorization allows a token for the resource now; null for our own endpoints. */
export const stillAllows = ({ resources, withheld }: AllowedResources, resource: ResourceGrant | null): boolean =>
  resource === null || coversResources(exceptWithheld(readResourceGrants(resources), withheld), [resource]);
