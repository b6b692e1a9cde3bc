import type { Account, AccountSource } from '../accounts/index.js';
import { MINUTE, toSeconds, type Clock } from '../../kernel/clock.js';
import { randomBytes } from '../../kernel/random.js';
import { acrOf } from '../../protocol/acr.js';
import { signAccessToken, verifyAccessToken, type AccessTokenClaims } from '../../protocol/access-token.js';
import { readJwsPart } from '../../protocol/compact-jws.js';
import { OAuthError } from '../../protocol/errors.js';
import { readResourceGrants, type ResourceGrant } from '../../protocol/resource-grants.js';
import { formatScope, readStoredScope, type Scope } from '../../protocol/scopes.js';
import type { AuthorizationsStore } from './store/authorizations.js';
import type { TokenFamiliesStore } from './store/families.js';
import type { AccessRow } from './store/families.js';
import type { Client } from '../apps/index.js';
import type { Keys } from '../keys/index.js';

/** How exactly "last used" is kept: a write at every userinfo would cost more than it tells. */
const LAST_USED_PRECISION = 5 * MINUTE;

/** Who calls with a live access token, and what it may ask. */
export interface Access {
  account: Account;
  scopes: Scope[];
  appId: number;
  clientId: string;
  /** Whether the app keeps to FAPI 2.0. */
  isFapi: boolean;
}

/** How a request to a protected endpoint presents its token (RFC 6750, RFC 9449 section 7.1). */
export interface Presentation {
  scheme: 'Bearer' | 'DPoP';
  token: string;
  /** The thumbprint of the key that a DPoP proof for this request and this token proved; null without one. */
  jkt: string | null;
}

/** What a new access token says. */
export interface Minting {
  client: Client;
  userId: string;
  /** For our own endpoints. */
  scopes: readonly Scope[];
  /** The resource it is for; null when it is for our own endpoints. */
  resource: ResourceGrant | null;
  /** Seconds since the epoch. */
  authTime: number;
  /** How the user signed in (protocol/acr.ts). */
  amr: string;
  familyId: number;
  generation: number;
  /** The key it is bound to (RFC 9449 section 6). */
  jkt: string | null;
}

/** What an access token says, whoever it is for. */
export interface IssuedClaims extends AccessTokenClaims {
  /** Of a token for another resource (RFC 9470), where the sign-in is in a class of ours. */
  acr?: string;
}

/** A live access token: what it says, what of that still holds, and whose it is. */
export interface LiveToken {
  claims: IssuedClaims;
  /** Separated by spaces. */
  scope: string;
  account: Account;
  row: AccessRow;
}

interface Dependencies {
  store: { authorizations: AuthorizationsStore; tokenFamilies: TokenFamiliesStore };
  clock: Clock;
  keys: Keys;
  accounts: AccountSource;
  issuer: string;
  /** In seconds. */
  lifetime: number;
}

const invalidToken = (description: string): OAuthError => new OAuthError('invalid_token', description);

/** Of what a token was given, what the user still allows. */
export const stillGranted = (given: string, authorized: string): Scope[] => {
  const granted = readStoredScope(authorized);
  return readStoredScope(given).filter((scope) => granted.includes(scope));
};

const isText = (value: unknown): value is string => typeof value === 'string';

/** Signed by us, so what is there is as `mint` made it: this tells access tokens from what else we sign. */
const isIssued = (claims: object): claims is IssuedClaims =>
  'family' in claims &&
  'generation' in claims &&
  'exp' in claims &&
  typeof claims.exp === 'number' &&
  'scope' in claims &&
  isText(claims.scope) &&
  'aud' in claims &&
  isText(claims.aud);

/** Of the scope of a token for another resource, what the user still allows; null when the resource is gone. */
const stillAllowed = (claims: IssuedClaims, row: AccessRow): string | null => {
  const allowed = readResourceGrants(row.resources).find(({ resource }) => resource === claims.aud);
  if (allowed === undefined) return null;
  return claims.scope
    .split(' ')
    .filter((scope) => allowed.scopes.includes(scope))
    .join(' ');
};

/** RFC 9449 section 7: a bound token is worth nothing without its key, and an unbound one needs no proof. */
const requireBinding = ({ scheme, jkt }: Presentation, claims: AccessTokenClaims): void => {
  const bound = claims.cnf?.jkt;
  if (bound === undefined) {
    if (scheme === 'DPoP') throw invalidToken('This access token is not bound to a key; send it as a Bearer token.');
    return;
  }
  if (scheme !== 'DPoP')
    throw invalidToken('This access token is bound to a key; send it with the scheme DPoP and a proof.');
  if (jkt !== bound) throw invalidToken('The DPoP proof is by another key than the one this access token is bound to.');
};

/** Access tokens: made, and checked against the state of their authorization at each use. */
export const createAccessTokens = ({ store, clock, keys, accounts, issuer, lifetime }: Dependencies) => {
  const now = (): number => toSeconds(clock.now());

  const liveRowOf = async (claims: IssuedClaims): Promise<AccessRow | null> => {
    const row = await store.tokenFamilies.findAccess(claims.family);
    const isLive = row !== undefined && claims.generation >= row.live_from_generation && row.user_id === claims.sub;
    return isLive ? row : null;
  };

  const verify = async (token: string): Promise<AccessTokenClaims> =>
    verifyAccessToken(await keys.accessTokenKeysFor(token), token, { issuer, now: now() });

  /** A token for other resources, which we have verified as they would. */
  const readForOthers = async (token: string): Promise<IssuedClaims | null> => {
    const jwt = await keys.verifyOwn(token);
    if (jwt?.typ !== 'at+jwt' || !isIssued(jwt.claims)) return null;
    return jwt.claims.iss === issuer && jwt.claims.exp > now() ? jwt.claims : null;
  };

  const read = async (token: string): Promise<IssuedClaims | null> => {
    try {
      return await verify(token);
    } catch (error) {
      if (error instanceof OAuthError) return readForOthers(token);
      throw error;
    }
  };

  /** When the authorization was last used is kept, but not to the second. */
  const touch = async (row: AccessRow): Promise<void> => {
    if (clock.now() - row.last_used_at <= LAST_USED_PRECISION) return;
    await store.authorizations.touch(row.authorization_id, clock.now());
  };

  return {
    /** In seconds. */
    lifetime,

    /**
     * A token for our own endpoints (HS256, since nobody else verifies it), or for another resource (ES256 by the published
     * keys, RFC 9068), whose scope is then that of the resource alone.
     */
    mint: async (minting: Minting): Promise<string> => {
      const { client, resource, jkt } = minting;
      const claims = {
        iss: issuer,
        sub: minting.userId,
        client_id: client.clientId,
        iat: now(),
        exp: now() + lifetime,
        auth_time: minting.authTime,
        family: minting.familyId,
        generation: minting.generation,
        ...(jkt === null ? {} : { cnf: { jkt } }),
      };
      if (resource === null) {
        return signAccessToken(keys.accessTokenKey, { ...claims, aud: issuer, scope: formatScope(minting.scopes) });
      }
      const jti = randomBytes(12).toString('base64url');
      const [aud, scope] = [resource.resource, resource.scopes.join(' ')];
      const acr = acrOf(minting.amr);
      return keys.sign('ES256', 'at+jwt', { ...claims, ...(acr === null ? {} : { acr }), aud, scope, jti });
    },

    /**
     * Checks a token that is presented to one of our own endpoints: its signature, its binding, and that its family, its
     * authorization and its user are still there. Ending an authorization is felt at the next call.
     *
     * @throws {OAuthError} invalid_token
     */
    authenticate: async (presentation: Presentation): Promise<Access> => {
      const claims = await verify(presentation.token);
      requireBinding(presentation, claims);
      const row = await liveRowOf(claims);
      if (row === null) throw invalidToken('The access token was revoked, or the user has ended the authorization.');
      const account = await accounts.getById(claims.sub);
      if (account?.status !== 'enabled') throw invalidToken('The account of this user is disabled or gone.');
      await touch(row);
      return {
        account,
        scopes: stillGranted(claims.scope, row.scope),
        appId: row.app_id,
        clientId: row.client_id,
        isFapi: row.is_fapi === 1,
      };
    },

    /** The client_id a token for our own endpoints was issued to, however old it is; null when it is none of ours. */
    issuedTo: async (token: string): Promise<string | null> => {
      const issuedAt = readJwsPart(token, 'claims')?.['iat'];
      if (typeof issuedAt !== 'number') return null;
      try {
        const issued = verifyAccessToken(await keys.accessTokenKeysFor(token), token, { issuer, now: issuedAt });
        return issued.client_id;
      } catch (error) {
        if (error instanceof OAuthError) return null;
        throw error;
      }
    },

    /** The claims of an access token of ours; null when it is none, or has expired. Its state is not looked at. */
    read,

    /**
     * An access token of any audience, if it is live: not expired or revoked, its authorization not ended, its user and its
     * resource still there. Which part of its scope holds is what the user allows now.
     */
    inspect: async (token: string): Promise<LiveToken | null> => {
      const claims = await read(token);
      const row = claims && (await liveRowOf(claims));
      if (claims === null || row === null) return null;
      const account = await accounts.getById(claims.sub);
      if (account?.status !== 'enabled') return null;
      const scope =
        claims.aud === issuer ? formatScope(stillGranted(claims.scope, row.scope)) : stillAllowed(claims, row);
      return scope === null ? null : { claims, scope, account, row };
    },

    touch,
  };
};

export type AccessTokens = ReturnType<typeof createAccessTokens>;
