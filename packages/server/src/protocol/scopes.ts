import { invalidScope } from './errors.js';

export type Scope = 'openid' | 'profile' | 'email' | 'balance' | 'offline_access';

/** Every scope, in the order in which scopes are stored, compared and sent. */
export const SCOPES: readonly Scope[] = ['openid', 'profile', 'email', 'balance', 'offline_access'];

const OPTIONAL: ReadonlySet<Scope> = new Set<Scope>(['email', 'balance', 'offline_access']);

/** RFC 6749 section 3.3: scope-token is 1*( %x21 / %x23-5B / %x5D-7E ), separated by spaces. */
const SCOPE_TEXT = /^[\x20-\x21\x23-\x5B\x5D-\x7E]*$/;

const SCOPE_TOKEN = /^[\x21\x23-\x5B\x5D-\x7E]+$/;

export const isScopeToken = (text: string): boolean => SCOPE_TOKEN.test(text);

const tokensOf = (text: string): ReadonlySet<string> => new Set(text.split(' ').filter((token) => token !== ''));

/** Ours among these words. */
export const knownScopes = (tokens: ReadonlySet<string>): Scope[] => SCOPES.filter((scope) => tokens.has(scope));

/**
 * The words of a scope.
 *
 * @throws OAuthError invalid_scope when a character is not allowed in a scope.
 */
export const scopeTokens = (text: string): ReadonlySet<string> => {
  if (!SCOPE_TEXT.test(text)) {
    throw invalidScope('The scope contains an invalid character. Separate scopes by spaces.');
  }
  return tokensOf(text);
};

/**
 * The scopes a request asks for: `profile` if it names none. Unknown ones beside known ones are ignored (RFC 6749
 * section 3.3), so that an app written for a larger server still works here.
 *
 * @throws OAuthError invalid_scope when no scope is known, or a character is not allowed in a scope.
 */
export const parseScope = (text: string | undefined): Scope[] => {
  if (text === undefined) return ['profile'];
  const tokens = scopeTokens(text);
  if (tokens.size === 0) return ['profile'];
  const scopes = knownScopes(tokens);
  if (scopes.length === 0) {
    throw invalidScope(
      `None of the requested scopes is known. Known scopes: ${SCOPES.join(', ')}. Scopes of a resource also need the resource parameter.`,
    );
  }
  return scopes;
};

/** Scopes as stored and sent, separated by single spaces. */
export const formatScope = (scopes: readonly Scope[]): string =>
  SCOPES.filter((scope) => scopes.includes(scope)).join(' ');

/** Whether users may untick the scope and still allow the rest. */
export const isOptionalScope = (scope: Scope): boolean => OPTIONAL.has(scope);

/**
 * Those of the requested scopes that users may untick; all of them if the app over-asks. The email address belongs to
 * `profile`, with which it is allowed or not.
 */
export const optionalAmong = (asked: readonly Scope[], overAsks: boolean): Scope[] =>
  asked.filter((scope) => (overAsks || isOptionalScope(scope)) && (scope !== 'email' || !asked.includes('profile')));

/** What a user allows of the requested scopes: all but the optional ones whose box is unticked. */
export const scopesAllowed = (asked: readonly Scope[], ticked: readonly string[], overAsks: boolean): Scope[] => {
  const optional = optionalAmong(asked, overAsks);
  const isKept = (scope: Scope): boolean => !optional.includes(scope) || ticked.includes(scope);
  return asked.filter((scope) => isKept(scope) && (scope !== 'email' || optional.includes(scope) || isKept('profile')));
};

const SUBSETS = SCOPES.reduce<Scope[][]>((sets, scope) => [...sets, ...sets.map((set) => [...set, scope])], [[]]);
/** Every text that `formatScope` can return, parsed once instead of for each request with a token. */
const WRITTEN: ReadonlyMap<string, readonly Scope[]> = new Map(SUBSETS.map((scopes) => [formatScope(scopes), scopes]));

/** Scopes from our own database. Unknown ones, left by another version, are dropped. */
export const readStoredScope = (text: string): readonly Scope[] => WRITTEN.get(text) ?? knownScopes(tokensOf(text));

/** @throws OAuthError invalid_scope when more is requested than was granted (RFC 6749 section 6) */
export const refuseWider = (asked: readonly Scope[], granted: readonly Scope[]): void => {
  const wider = asked.filter((scope) => !granted.includes(scope));
  if (wider.length > 0) {
    throw invalidScope(`The user has not granted: ${wider.join(', ')}. Refreshing cannot widen the scope.`);
  }
};

/**
 * The scopes of a refreshed access token (RFC 6749 section 6): all that were granted, or the requested subset.
 *
 * @throws OAuthError invalid_scope when more is requested than was granted, or as `parseScope` does.
 */
export const narrowScope = (requested: string | undefined, granted: readonly Scope[]): Scope[] => {
  if (requested === undefined || /^ *$/.test(requested)) return SCOPES.filter((scope) => granted.includes(scope));
  const scopes = parseScope(requested);
  refuseWider(scopes, granted);
  return scopes;
};
