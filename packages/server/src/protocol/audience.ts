import { OAuthError } from './errors.js';
import type { ResourceGrant } from './resource-grants.js';
import { canonicalResource, isSameResource } from './resource-identifier.js';

const invalidTarget = (description: string): OAuthError => new OAuthError('invalid_target', description);

/**
 * Which granted resource a token is for (RFC 8707 section 2.2): the one the token request names, or the only one
 * granted. Never several, because each could then use the token at the others (section 3). The issuer names our own
 * endpoints, which every app is granted.
 *
 * @returns null for our own endpoints
 * @throws {OAuthError} invalid_target
 */
export const chooseAudience = (
  granted: readonly ResourceGrant[],
  requested: readonly string[],
  issuer: string,
): ResourceGrant | null => {
  const [name, ...others] = new Set(requested.map(canonicalResource));
  if (others.length > 0) throw invalidTarget('An access token is for one resource. Ask for one at a time.');
  if (name === issuer) return null;
  if (name === undefined) {
    if (granted.length <= 1) return granted[0] ?? null;
    throw invalidTarget('Several resources were granted, and an access token is for one. Name it with resource.');
  }
  const grant = granted.find(({ resource }) => isSameResource(resource, name));
  if (grant === undefined) {
    throw invalidTarget('The resource was not asked for in the authorization request, or is unknown.');
  }
  return grant;
};
