import { invalidScope, type OAuthError } from './errors.js';
import { commonResources, type ResourceGrant } from './resource-grants.js';
import {
  isScopeToken,
  knownScopes,
  narrowScope,
  parseScope,
  refuseWider,
  SCOPES,
  scopeTokens,
  type Scope,
} from './scopes.js';

/** What an app requests or has been granted: our own scopes, and other resources with their scopes. */
export interface Access {
  readonly scopes: readonly Scope[];
  readonly resources: readonly ResourceGrant[];
}

/** A resource named in a request, with all its scopes. */
export interface NamedResource {
  identifier: string;
  scopes: readonly string[];
  /** A digest of what its users see of it, and of its developer. */
  registration: string;
}

/** A resource that is asked for, as it was registered then. */
export interface AskedResource extends ResourceGrant {
  readonly registration: string;
}

/** What a user is asked for. */
export interface AskedAccess extends Access {
  readonly resources: readonly AskedResource[];
}

const isBlank = (text: string | undefined): text is undefined => text === undefined || /^ *$/.test(text);

const noneKnown = (resources: readonly Pick<NamedResource, 'scopes'>[]): OAuthError => {
  const known = [...SCOPES, ...new Set(resources.flatMap(({ scopes }) => scopes))];
  return invalidScope(`None of the requested scopes is known. Known scopes: ${known.join(', ')}.`);
};

const choose = (scopes: readonly string[], tokens: ReadonlySet<string>): string[] =>
  scopes.filter((scope) => tokens.has(scope)).toSorted();

/**
 * Parses the requested access (RFC 8707 section 2): each word of `scope` belongs to our own endpoints or to the named
 * resources. Without `scope`, a request that names resources asks for all their scopes and none of ours. A named
 * resource without a matching word is still requested, without scopes. Unknown words beside known ones are ignored.
 *
 * @throws {OAuthError} invalid_scope when no word is known, or a character is not allowed in a scope
 */
export const parseAccess = (text: string | undefined, named: readonly NamedResource[]): AskedAccess => {
  if (named.length === 0) return { scopes: parseScope(text), resources: [] };
  if (isBlank(text)) {
    return {
      scopes: [],
      resources: named.map(({ identifier, scopes, registration }) => ({
        resource: identifier,
        scopes: scopes.toSorted(),
        registration,
      })),
    };
  }
  const tokens = scopeTokens(text);
  const scopes = knownScopes(tokens);
  const resources = named.map(({ identifier, scopes: all, registration }) => ({
    resource: identifier,
    scopes: choose(all, tokens),
    registration,
  }));
  if (scopes.length === 0 && resources.every((grant) => grant.scopes.length === 0)) throw noneKnown(named);
  return { scopes, resources };
};

/**
 * The access of a refreshed access token (RFC 6749 section 6): all that was granted, or the requested part of it. Which
 * resource it is for is decided elsewhere.
 *
 * @throws {OAuthError} invalid_scope when more is requested than was granted, or as `parseAccess` does
 */
export const narrowAccess = (requested: string | undefined, granted: Access): Access => {
  if (granted.resources.length === 0) return { scopes: narrowScope(requested, granted.scopes), resources: [] };
  if (isBlank(requested)) return granted;
  const tokens = scopeTokens(requested);
  const scopes = knownScopes(tokens);
  refuseWider(scopes, granted.scopes);
  const resources = granted.resources.map((grant) => ({ ...grant, scopes: choose(grant.scopes, tokens) }));
  if (scopes.length === 0 && resources.every((grant) => grant.scopes.length === 0)) throw noneKnown(granted.resources);
  return { scopes, resources };
};

/** Of what a token was given, what the user still allows. */
export const commonAccess = (given: Access, allowed: Access): Access => ({
  scopes: given.scopes.filter((scope) => allowed.scopes.includes(scope)),
  resources: commonResources(given.resources, allowed.resources),
});

/** Whether a resource may have a scope of this name (RFC 6749 section 3.3): no spaces, and not one of our own scopes. */
export const isResourceScopeName = (name: string): boolean =>
  isScopeToken(name) && SCOPES.every((scope) => scope !== name);
