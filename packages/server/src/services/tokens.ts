import { hash as digest } from 'node:crypto';
import { ENABLED, type Account, type AccountSource } from '../accounts/account-source.js';
import { MINUTE, SECOND, toSeconds, type Clock } from '../kernel/clock.js';
import { deriveKey } from '../kernel/keys.js';
import { hashSecret } from '../kernel/secret.js';
import { signAccessToken, verifyAccessToken, type AccessTokenClaims } from '../protocol/access-token.js';
import { OAuthError } from '../protocol/errors.js';
import { verifyCodeVerifier } from '../protocol/pkce.js';
import {
  formatRefreshToken,
  newRefreshSecret,
  parseRefreshToken,
  refreshSecretHash,
  successorSecret,
  type RefreshTokenKeys,
} from '../protocol/refresh-token.js';
import { formatScope, narrowScope, readStoredScope, type Scope } from '../protocol/scopes.js';
import type { Store } from '../store/index.js';
import type { CodeRow } from '../store/codes.js';
import type { Client } from './apps.js';
import type { Audit } from './audit.js';
import type { Keys } from './keys.js';

/** How long a spent refresh token may be sent again, while its successor is unused (design decision 3). */
const REPLAY_WINDOW = MINUTE;
/** How exactly "last used" is kept: a write at every userinfo would cost more than it tells. */
const LAST_USED_PRECISION = 5 * MINUTE;

/** RFC 6749 section 5.1. `expires_in` is in seconds. */
export interface TokenResponse {
  access_token: string;
  token_type: 'Bearer';
  expires_in: number;
  refresh_token: string;
  scope: string;
  id_token?: string;
}

/** Who calls with a live access token, and what it may ask. */
export interface Access {
  account: Account;
  scopes: Scope[];
  appId: number;
  clientId: string;
}

export interface TokenLifetimes {
  /** All in seconds. */
  accessTokenLifetime: number;
  refreshTokenLifetime: number;
  tokenFamilyLifetime: number;
}

interface Dependencies {
  store: Store;
  clock: Clock;
  keys: Keys;
  accounts: AccountSource;
  audit: Audit;
  issuer: string;
  secretKey: Uint8Array;
  lifetimes: TokenLifetimes;
}

interface Minting {
  client: Client;
  userId: string;
  scopes: readonly Scope[];
  authTime: number;
  familyId: number;
  generation: number;
  refreshToken: string;
}

const invalidGrant = (description: string): OAuthError => new OAuthError('invalid_grant', description);
const invalidToken = (description: string): OAuthError => new OAuthError('invalid_token', description);

/** Of what a token was given, what the user still allows. */
const stillGranted = (given: string, authorized: string): Scope[] => {
  const granted = readStoredScope(authorized);
  return readStoredScope(given).filter((scope) => granted.includes(scope));
};

/** Access tokens and refresh tokens: issued, rotated, checked, revoked. */
export const createTokens = ({ store, clock, keys, accounts, audit, issuer, secretKey, lifetimes }: Dependencies) => {
  const refreshKeys: RefreshTokenKeys = {
    tag: deriveKey(secretKey, 'refresh token tag'),
    successor: deriveKey(secretKey, 'refresh token successor'),
  };

  const respond = ({
    client,
    userId,
    scopes,
    authTime,
    familyId,
    generation,
    refreshToken,
  }: Minting): TokenResponse => {
    const now = toSeconds(clock.now());
    const scope = formatScope(scopes);
    return {
      access_token: signAccessToken(keys.accessTokenKey, {
        iss: issuer,
        aud: issuer,
        sub: userId,
        client_id: client.client_id,
        scope,
        iat: now,
        exp: now + lifetimes.accessTokenLifetime,
        auth_time: authTime,
        family: familyId,
        generation,
      }),
      token_type: 'Bearer',
      expires_in: lifetimes.accessTokenLifetime,
      refresh_token: refreshToken,
      scope,
    };
  };

  /** OpenID Connect Core section 2; `at_hash` as in 3.1.3.6. */
  const idToken = (response: TokenResponse, client: Client, code: CodeRow): Promise<string> => {
    const now = toSeconds(clock.now());
    return keys.signIdToken({
      iss: issuer,
      sub: code.user_id,
      aud: client.client_id,
      iat: now,
      exp: now + lifetimes.accessTokenLifetime,
      auth_time: code.auth_time,
      at_hash: digest('sha256', response.access_token, 'buffer').subarray(0, 16).toString('base64url'),
      ...(code.nonce === null ? {} : { nonce: code.nonce }),
    });
  };

  const requireEnabled = async (userId: string): Promise<void> => {
    const account = await accounts.getById(userId);
    if (account?.status !== ENABLED) throw invalidGrant('The account of this user is disabled or gone.');
  };

  const checkedCode = async (
    client: Client,
    request: { code: string; redirectUri: string | undefined; codeVerifier: string | undefined },
  ): Promise<CodeRow> => {
    const code = await store.codes.find(hashSecret(request.code));
    if (code === undefined || code.app_id !== client.id) {
      throw invalidGrant('The code is unknown, expired, or was issued to another app.');
    }
    if (request.redirectUri !== code.redirect_uri) {
      throw invalidGrant('redirect_uri must be the same as in the authorization request.');
    }
    verifyCodeVerifier(code.code_challenge, request.codeVerifier);
    // A code that was redeemed goes on to redeem(), which finds it replayed and revokes what came of it. Only whoever could
    // have redeemed it gets that far: a code from a log or a history alone signs nobody out.
    if (code.redeemed_at === null && code.expires_at <= clock.now()) {
      throw invalidGrant('The code has expired; it lives for 60 seconds.');
    }
    return code;
  };

  const accessRowOf = async (claims: AccessTokenClaims) => {
    const row = await store.tokenFamilies.findAccess(claims.family);
    if (row === undefined || claims.generation < row.live_from_generation || row.user_id !== claims.sub) {
      throw invalidToken('The access token was revoked, or the user has ended the authorization.');
    }
    return row;
  };

  return {
    /**
     * Exchanges an authorization code (RFC 6749 section 4.1.3). A code that is seen twice was perhaps stolen: what came of
     * it is revoked.
     *
     * @throws {OAuthError} invalid_grant
     */
    redeemCode: async (
      client: Client,
      request: { code: string; redirectUri: string | undefined; codeVerifier: string | undefined },
    ): Promise<TokenResponse> => {
      const code = await checkedCode(client, request);
      await requireEnabled(code.user_id);
      const now = clock.now();
      const secret = newRefreshSecret();
      const expiresAt = now + lifetimes.tokenFamilyLifetime * SECOND;
      const redemption = await store.codes.redeem(
        code.hash,
        {
          currentHash: refreshSecretHash(secret),
          refreshExpiresAt: Math.min(now + lifetimes.refreshTokenLifetime * SECOND, expiresAt),
          expiresAt,
        },
        now,
      );
      if (redemption.outcome === 'replayed') {
        await audit.record({ type: 'code_replayed', userId: code.user_id, appId: client.id });
        throw invalidGrant('The code was used before. The tokens that came of it have been revoked.');
      }
      if (redemption.outcome === 'unusable')
        throw invalidGrant('The code has expired, or the authorization has ended.');
      const scopes = readStoredScope(code.scope);
      const response = respond({
        client,
        userId: code.user_id,
        scopes,
        authTime: code.auth_time,
        familyId: redemption.familyId,
        generation: 0,
        refreshToken: formatRefreshToken(refreshKeys, redemption.familyId, secret).reveal(),
      });
      return scopes.includes('openid') ? { ...response, id_token: await idToken(response, client, code) } : response;
    },

    /**
     * Exchanges a refresh token for its successor (RFC 6749 section 6, RFC 9700 section 4.14). A client that lost the
     * answer may send the same token again for a minute and gets the same successor; any other second use is theft.
     *
     * @throws {OAuthError} invalid_grant, invalid_scope
     */
    refresh: async (
      client: Client,
      request: { refreshToken: string; scope: string | undefined },
    ): Promise<TokenResponse> => {
      const presented = parseRefreshToken(refreshKeys, request.refreshToken);
      const family = presented && (await store.tokenFamilies.findAccess(presented.familyId));
      if (!presented || !family || family.app_id !== client.id) {
        throw invalidGrant(
          'The refresh token is unknown, was revoked or issued to another app, or the user has ended the authorization.',
        );
      }
      const scopes = narrowScope(request.scope, stillGranted(family.family_scope, family.scope));
      await requireEnabled(family.user_id);

      const secret = successorSecret(refreshKeys, request.refreshToken);
      const rotation = await store.tokenFamilies.rotate({
        id: presented.familyId,
        appId: client.id,
        presentedHash: presented.hash,
        nextHash: refreshSecretHash(secret),
        refreshLifetime: lifetimes.refreshTokenLifetime * SECOND,
        replayWindow: REPLAY_WINDOW,
        now: clock.now(),
      });
      if (rotation.outcome === 'reused') {
        await audit.record({ type: 'refresh_token_reused', userId: family.user_id, appId: client.id });
        throw invalidGrant('The refresh token was used before. All tokens of this sign-in have been revoked.');
      }
      if (rotation.outcome === 'unusable') throw invalidGrant('The refresh token has expired or was revoked.');
      return respond({
        client,
        userId: family.user_id,
        scopes,
        authTime: family.auth_time,
        familyId: presented.familyId,
        generation: rotation.generation,
        refreshToken: formatRefreshToken(refreshKeys, presented.familyId, secret).reveal(),
      });
    },

    /**
     * Checks a bearer token: its signature, and that its family, its authorization and its user are still there. Ending
     * an authorization is felt at the next call.
     *
     * @throws {OAuthError} invalid_token
     */
    authenticate: async (token: string): Promise<Access> => {
      const claims = verifyAccessToken(keys.accessTokenKeys, token, { issuer, now: toSeconds(clock.now()) });
      const row = await accessRowOf(claims);
      const account = await accounts.getById(claims.sub);
      if (account?.status !== ENABLED) throw invalidToken('The account of this user is disabled or gone.');
      if (clock.now() - row.last_used_at > LAST_USED_PRECISION) {
        await store.authorizations.touch(row.authorization_id, clock.now());
      }
      return {
        account,
        scopes: stillGranted(claims.scope, row.scope),
        appId: row.app_id,
        clientId: row.client_id,
      };
    },

    /**
     * Revokes a refresh token with all its access tokens, or an access token with the older ones of its family (RFC 7009). A token that is unknown,
     * expired or revoked already is no error.
     *
     * @throws {OAuthError} invalid_grant for another app's token, which stays live
     */
    revoke: async (client: Client, token: string): Promise<void> => {
      const refresh = parseRefreshToken(refreshKeys, token);
      const access = refresh ? null : claimsOf(token);
      const family = await store.tokenFamilies.find(refresh?.familyId ?? access?.family ?? 0);
      if (family === undefined) return;
      if (family.app_id !== client.id) throw invalidGrant('The token was issued to another app.');
      if (access) await store.tokenFamilies.revokeAccessTokens(family.id, access.generation);
      else await store.tokenFamilies.revoke(family.id, 'revoked_by_app', clock.now());
    },
  };

  function claimsOf(token: string): AccessTokenClaims | null {
    try {
      return verifyAccessToken(keys.accessTokenKeys, token, { issuer, now: toSeconds(clock.now()) });
    } catch (error) {
      if (error instanceof OAuthError) return null;
      throw error;
    }
  }
};

export type Tokens = ReturnType<typeof createTokens>;
