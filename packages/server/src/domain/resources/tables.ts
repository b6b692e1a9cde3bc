import type { Generated } from 'kysely';
import type { TokensTables } from '../tokens/index.js';

export interface ResourcesTables {
  resources: ResourcesTable;
}

/** With the tables of earlier subjects that its queries read, or its transactions pass on. */
export type ResourcesSchema = ResourcesTables & TokensTables;

/** What access tokens can be asked for besides our own endpoints (RFC 8707). */
export interface ResourcesTable {
  id: Generated<number>;
  /** An absolute URI without a fragment: the `aud` of its tokens. */
  identifier: string;
  name: string;
  /** JSON array of { name, description }. */
  scopes: string;
  /** The developer whose apps may introspect its tokens; null for one of the operator's. */
  owner_id: string | null;
  created_at: number;
}
