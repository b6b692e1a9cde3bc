import type { Generated } from 'kysely';
import type { AccountsTables } from '../accounts/index.js';
import { columnsOf } from '../../database/columns.js';
import type { AuditTables } from '../audit/index.js';
import type { TokensSchema } from '../tokens/index.js';

export interface ResourcesTables {
  resources: ResourcesTable;
}

export type ResourcesSchema = ResourcesTables & TokensSchema & AccountsTables & AuditTables;

/** APIs that access tokens can be requested for, besides our own endpoints (RFC 8707). */
export interface ResourcesTable {
  id: Generated<number>;
  /** An absolute URI without a fragment: the `aud` of its tokens. */
  identifier: string;
  name: string;
  /** JSON array of { name, description }. */
  scopes: string;
  /** The developer whose apps may introspect its tokens; null for an operator's resource, and for a deleted user's. */
  owner_id: string | null;
  created_at: number;
  /**
   * When it was removed; null for others. The API may still accept tokens for it, so the identifier stays with the owner
   * until it is registered again.
   */
  removed_at: number | null;
}

export const RESOURCE_COLUMNS = columnsOf<ResourcesTable>()([
  'id',
  'identifier',
  'name',
  'scopes',
  'owner_id',
  'created_at',
  'removed_at',
]);
