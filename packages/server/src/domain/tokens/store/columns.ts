import type { Access } from '../../../protocol/access.js';
import { formatResourceGrants, readResourceGrants } from '../../../protocol/resource-grants.js';
import { formatScope, readStoredScope } from '../../../protocol/scopes.js';
import type { SignInFacts } from '../../../protocol/sign-in-facts.js';

/** Columns that codes, token families and authorizations share. */

export const readAccess = ({ scope, resources }: { scope: string; resources: string }): Access => ({
  scopes: readStoredScope(scope),
  resources: readResourceGrants(resources),
});

export const writeAccess = ({ scopes, resources }: Access): { scope: string; resources: string } => ({
  scope: formatScope(scopes),
  resources: formatResourceGrants(resources),
});

export const readSignIn = (row: { auth_time: number; sid: string | null; amr: string }): SignInFacts => ({
  authTime: row.auth_time,
  sid: row.sid,
  amr: row.amr,
});
