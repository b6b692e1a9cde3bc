import type { Account } from '../accounts/index.js';
import { bestEffort } from '../../kernel/best-effort.js';
import { MINUTE, type Clock } from '../../kernel/clock.js';
import type { Log } from '../../kernel/log.js';
import { randomBytes } from '../../kernel/random.js';
import { acrOf } from '../../protocol/acr.js';
import {
  hasExpired,
  momentOf,
  signAccessToken,
  verifyAccessToken,
  type AccessTokenClaims,
  type Moment,
  type VerifiedTokens,
} from '../../protocol/access-token.js';
import { readJwsPart } from '../../protocol/compact-jws.js';
import { OAuthError } from '../../protocol/errors.js';
import type { ResourceGrant } from '../../protocol/resource-grants.js';
import { formatScope, readStoredScope, type Scope } from '../../protocol/scopes.js';
import type { SignInFacts } from '../../protocol/sign-in-facts.js';
import type { AuthorizationsStore } from './store/authorizations.js';
import type { LiveFamily } from './store/family.js';
import type { TokenReader } from './reader.js';
import type { TokenView } from './view.js';
import type { Client } from '../apps/index.js';
import type { Keys } from '../keys/index.js';

/** The precision of "last used": a write for every userinfo request would cost too much. */
const LAST_USED_PRECISION = 5 * MINUTE;

/** The caller with a live access token, and what it may access. */
export interface Access {
  account: Account;
  scopes: readonly Scope[];
  appId: number;
  clientId: string;
  /** Whether the app uses FAPI 2.0. */
  isFapi: boolean;
}

/** How a request to a protected endpoint presents its token (RFC 6750, RFC 9449 section 7.1). */
export interface Presentation {
  scheme: 'Bearer' | 'DPoP';
  token: string;
  /** The thumbprint of the key that a DPoP proof for this request and token proved, or null. */
  jkt: string | null;
}

/** The content of a new access token. */
export interface Minting {
  client: Client;
  userId: string;
  /** For our own endpoints. */
  scopes: readonly Scope[];
  /** The resource it is for; null for our own endpoints. */
  resource: ResourceGrant | null;
  signIn: SignInFacts;
  familyId: number;
  generation: number;
  /** The key it is bound to (RFC 9449 section 6). */
  jkt: string | null;
}

/** The claims of any access token we issue. */
export interface IssuedClaims extends AccessTokenClaims {
  /** In tokens for other resources (RFC 9470), if the sign-in reaches a class. */
  acr?: string;
}

/** A live access token: its claims, what still holds of them, and its authorization. */
export interface LiveToken {
  claims: IssuedClaims;
  /** Separated by spaces. */
  scope: string;
  account: Account;
  family: LiveFamily;
}

interface Dependencies {
  reader: TokenReader;
  authorizations: Pick<AuthorizationsStore, 'touch'>;
  clock: Clock;
  worldClock: Clock;
  log: Log;
  keys: Pick<Keys, 'accessTokenKey' | 'accessTokenKeysFor' | 'verifyOwn'>;
  signer: TokenView['signer'];
  accounts: TokenView['accounts'];
  issuer: string;
  /** In seconds. */
  lifetime: number;
}

const invalidToken = (description: string): OAuthError => new OAuthError('invalid_token', description);

/** The part of a token's scopes that the user still allows, for a token for our own endpoints. */
const stillGranted = (claims: AccessTokenClaims, { allowed }: LiveFamily): Scope[] =>
  readStoredScope(claims.scope).filter((scope) => allowed.scopes.includes(scope));

const isText = (value: unknown): value is string => typeof value === 'string';

/** We signed it, so its content is as `mint` wrote it; this distinguishes access tokens from what else we sign. */
const isIssued = (claims: object): claims is IssuedClaims =>
  'family' in claims &&
  'generation' in claims &&
  'exp' in claims &&
  typeof claims.exp === 'number' &&
  'scope' in claims &&
  isText(claims.scope) &&
  'aud' in claims &&
  isText(claims.aud);

/** The part of the scope that the user still allows, for a token for another resource; null if the resource is gone. */
const stillAllowed = (claims: IssuedClaims, family: LiveFamily): string | null => {
  const allowed = family.allowed.resources.find(({ resource }) => resource === claims.aud);
  if (allowed === undefined) return null;
  return claims.scope
    .split(' ')
    .filter((scope) => allowed.scopes.includes(scope))
    .join(' ');
};

/** RFC 9449 section 7: a bound token is invalid without its key, and an unbound one needs no proof. */
const requireBinding = ({ scheme, jkt }: Presentation, claims: AccessTokenClaims): void => {
  const bound = claims.cnf?.jkt;
  if (bound === undefined) {
    if (scheme === 'DPoP') throw invalidToken('This access token is not bound to a key; send it as a Bearer token.');
    return;
  }
  if (scheme !== 'DPoP')
    throw invalidToken('This access token is bound to a key; send it with the scheme DPoP and a proof.');
  if (jkt !== bound) throw invalidToken('The DPoP proof is not signed by the key that this access token is bound to.');
};

/** Issues access tokens, and checks each use against the state of their authorization. */
export const createAccessTokens = ({
  reader,
  authorizations,
  clock,
  worldClock,
  log,
  keys,
  signer,
  accounts,
  issuer,
  lifetime,
}: Dependencies) => {
  const moment = (): Moment => momentOf(clock, worldClock);
  const verified: VerifiedTokens = new Map();

  const liveFamilyOf = async (claims: IssuedClaims): Promise<LiveFamily | null> => {
    const family = await reader.findFamily(claims.family);
    if (family === null || claims.generation < family.liveFromGeneration) return null;
    // After a backup was restored, another family may have the number of one that was created since.
    return family.userId === claims.sub && family.clientId === claims.client_id ? family : null;
  };

  const verify = async (token: string): Promise<AccessTokenClaims> =>
    verifyAccessToken(await keys.accessTokenKeysFor(token), token, { issuer, ...moment() }, verified);

  /** Reads a token for another resource, verified as that resource would. */
  const readForOthers = async (token: string): Promise<IssuedClaims | null> => {
    const jwt = await keys.verifyOwn(token);
    if (jwt?.typ !== 'at+jwt' || !isIssued(jwt.claims)) return null;
    return jwt.claims.iss === issuer && !hasExpired(jwt.claims, moment()) ? jwt.claims : null;
  };

  const read = async (token: string): Promise<IssuedClaims | null> => {
    try {
      return await verify(token);
    } catch (error) {
      if (error instanceof OAuthError) return readForOthers(token);
      throw error;
    }
  };

  /** Records when the authorization was last used, with limited precision. */
  const touch = async ({ authorizationId, lastUsedAt }: LiveFamily): Promise<void> => {
    if (clock.now() - lastUsedAt <= LAST_USED_PRECISION) return;
    await bestEffort(log, authorizations.touch(authorizationId, clock.now()));
  };

  return {
    /** In seconds. */
    lifetime,

    /**
     * A token for our own endpoints (HS256, because only we verify it), or for another resource (ES256, RFC 9068) with
     * only that resource's scopes.
     */
    mint: async (minting: Minting): Promise<string> => {
      const { client, resource, jkt } = minting;
      const { now: iat, ahead } = moment();
      const claims = {
        iss: issuer,
        sub: minting.userId,
        client_id: client.clientId,
        iat,
        exp: iat + lifetime,
        ...(ahead === 0 ? {} : { ahead }),
        auth_time: minting.signIn.authTime,
        family: minting.familyId,
        generation: minting.generation,
        ...(jkt === null ? {} : { cnf: { jkt } }),
      };
      if (resource === null) {
        return signAccessToken(keys.accessTokenKey, { ...claims, aud: issuer, scope: formatScope(minting.scopes) });
      }
      const jti = randomBytes(12).toString('base64url');
      const [aud, scope] = [resource.resource, resource.scopes.join(' ')];
      const acr = acrOf(minting.signIn.amr);
      return signer.sign('ES256', 'at+jwt', { ...claims, ...(acr === null ? {} : { acr }), aud, scope, jti });
    },

    /**
     * Checks a token presented to one of our own endpoints: its signature and binding, and that its family,
     * authorization and user still exist. Revoking an authorization takes effect with the next call.
     *
     * @throws {OAuthError} invalid_token
     */
    authenticate: async (presentation: Presentation): Promise<Access> => {
      const claims = await verify(presentation.token);
      requireBinding(presentation, claims);
      const family = await liveFamilyOf(claims);
      if (family === null) throw invalidToken('The access token was revoked, or the user revoked access.');
      const account = await accounts.getById(claims.sub);
      if (account?.status !== 'enabled') throw invalidToken('The account of this user is disabled or gone.');
      await touch(family);
      const { appId, clientId, isFapi } = family;
      return { account, scopes: stillGranted(claims, family), appId, clientId, isFapi };
    },

    /** The client_id that a token for our own endpoints was issued to, even if expired; null if it is not ours. */
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

    /** The claims of one of our access tokens; null if it is not ours or has expired. Does not check its state. */
    read,

    /**
     * A live access token of any audience: not expired or revoked, its authorization, user and resource still there.
     * Its scope is limited to what the user allows now.
     */
    inspect: async (token: string): Promise<LiveToken | null> => {
      const claims = await read(token);
      const family = claims && (await liveFamilyOf(claims));
      if (claims === null || family === null) return null;
      const account = await accounts.getById(claims.sub);
      if (account?.status !== 'enabled') return null;
      const scope = claims.aud === issuer ? formatScope(stillGranted(claims, family)) : stillAllowed(claims, family);
      return scope === null ? null : { claims, scope, account, family };
    },

    touch,
  };
};

export type AccessTokens = ReturnType<typeof createAccessTokens>;
