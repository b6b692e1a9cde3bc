import { OAuthError } from './errors.js';
import type { ResourceGrant } from './resource-grants.js';
import { canonicalResource, isSameResource } from './resource-identifier.js';

/**
 * Which of the granted resources a token is for (RFC 8707 section 2.2): those that the token request names, or all. Our own
 * endpoints are named by the issuer, are granted to every app, and never share a token with another resource: who else
 * received it could otherwise use it here.
 *
 * @returns the resources of the token; none for one of our own endpoints
 * @throws {OAuthError} invalid_target
 */
export const chooseAudience = (
  granted: readonly ResourceGrant[],
  requested: readonly string[],
  issuer: string,
): readonly ResourceGrant[] => {
  if (requested.length === 0) return granted;
  const named = new Set(requested.map(canonicalResource));
  if (named.has(issuer)) {
    if (named.size === 1) return [];
    throw new OAuthError('invalid_target', 'A token for this server is for no other resource. Ask for one at a time.');
  }
  return [...named].map((name) => {
    const grant = granted.find(({ resource }) => isSameResource(resource, name));
    if (grant === undefined) {
      throw new OAuthError(
        'invalid_target',
        'The resource was not asked for in the authorization request, or is unknown.',
      );
    }
    return grant;
  });
};
