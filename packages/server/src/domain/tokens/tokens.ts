import { MINUTE, SECOND, type Clock } from '../../kernel/clock.js';
import { hashSecret } from '../../kernel/secret.js';
import { narrowAccess } from '../../protocol/access.js';
import { OAuthError } from '../../protocol/errors.js';
import { verifyCodeVerifier } from '../../protocol/pkce.js';
import {
  formatRefreshToken,
  parseRefreshToken,
  refreshSecretHash,
  successorSecret,
  type RefreshTokenParts,
} from '../../protocol/refresh-token.js';
import { commonResources, readResourceGrants, type ResourceGrant } from '../../protocol/resource-grants.js';
import { readStoredScope } from '../../protocol/scopes.js';
import type { CodeRow } from './store/codes.js';
import type { CodesStore } from './store/codes.js';
import type { TokenFamiliesStore } from './store/families.js';
import { stillGranted, type AccessTokens } from './access-tokens.js';
import type { Client } from '../apps/index.js';
import type { Audit } from '../audit/index.js';
import type { Notifications } from '../mail/index.js';
import {
  invalidGrant,
  type TokenIssuing,
  type TokenLifetimes,
  type TokenRequest,
  type TokenResponse,
} from './issuing.js';

/** How long a used refresh token may be sent again while its successor is unused (design decision 3). */
const REPLAY_WINDOW = MINUTE;

export type { TokenLifetimes, TokenRequest, TokenResponse } from './issuing.js';

interface Dependencies {
  store: { codes: CodesStore; tokenFamilies: TokenFamiliesStore };
  clock: Clock;
  accessTokens: AccessTokens;
  issuing: TokenIssuing;
  audit: Audit;
  notifications: Notifications;
  lifetimes: TokenLifetimes;
}

/** @throws {OAuthError} invalid_target if the token would be for fewer resources than the app may expect */
const refuseLost = (request: TokenRequest, given: readonly ResourceGrant[], left: readonly ResourceGrant[]): void => {
  if (left.length === given.length || request.resources.length > 0) return;
  throw new OAuthError(
    'invalid_target',
    'A resource this token was issued for is no longer registered. Specify which resource you want.',
  );
};

/** Exchanges and revokes codes and refresh tokens. */
export const createTokens = ({
  store,
  clock,
  accessTokens,
  issuing,
  audit,
  notifications,
  lifetimes,
}: Dependencies) => {
  const { refreshKeys, requireProof, audienceOf, readyFor, respond } = issuing;

  const checkedCode = async (
    { client, proof }: TokenRequest,
    sent: { code: string; redirectUri: string | undefined; codeVerifier: string | undefined },
  ): Promise<CodeRow> => {
    const code = await store.codes.find(hashSecret(sent.code));
    if (code === undefined || code.app_id !== client.id) {
      throw invalidGrant('The code is unknown, expired, or was issued to another app.');
    }
    if (sent.redirectUri !== code.redirect_uri) {
      throw invalidGrant('redirect_uri must be the same as in the authorization request.');
    }
    verifyCodeVerifier(code.code_challenge, sent.codeVerifier);
    if (code.dpop_jkt !== null && code.dpop_jkt !== proof?.jkt) {
      throw invalidGrant('The code is bound to a key (dpop_jkt), and this request proves another one or none.');
    }
    // A code that was redeemed continues to redeem(), which treats it as replayed and revokes its tokens. Only a caller
    // who could have redeemed it gets that far, so a code leaked in a log or history alone signs nobody out.
    if (code.redeemed_at === null && code.expires_at <= clock.now()) {
      throw invalidGrant('The code has expired; it lives for 60 seconds.');
    }
    return code;
  };

  return {
    /**
     * Exchanges an authorization code (RFC 6749 section 4.1.3). A code used twice may have been stolen, so its tokens
     * are revoked.
     *
     * @throws {OAuthError} invalid_grant, invalid_target, invalid_dpop_proof
     */
    redeemCode: async (
      request: TokenRequest,
      sent: { code: string; redirectUri: string | undefined; codeVerifier: string | undefined },
    ): Promise<TokenResponse> => {
      const { client } = request;
      requireProof(request);
      const code = await checkedCode(request, sent);
      const granted = readResourceGrants(code.resources);
      const scopes = readStoredScope(code.scope);
      // Before the code is consumed, so that a faulty request can be corrected and sent again.
      audienceOf(request, scopes, granted);
      await readyFor(request, code.user_id);
      const { family, refreshToken } = issuing.newFamily(request);
      const redemption = await store.codes.redeem(code.hash, family, clock.now());
      if (redemption.outcome === 'replayed') {
        await audit.record({ type: 'code_replayed', userId: code.user_id, appId: client.id });
        throw invalidGrant('The code was used before. The tokens that came of it have been revoked.');
      }
      if (redemption.outcome === 'unusable')
        throw invalidGrant('The code has expired, or the authorization has ended.');
      return respond({
        request,
        userId: code.user_id,
        scopes,
        granted,
        authTime: code.auth_time,
        nonce: code.nonce,
        sid: code.sid,
        amr: code.amr,
        familyId: redemption.familyId,
        generation: 0,
        refreshToken: refreshToken(redemption.familyId),
      });
    },

    /**
     * Exchanges a refresh token for its successor (RFC 6749 section 6, RFC 9700 section 4.14). A client that lost the
     * answer may send the same token again for a minute and gets the same successor; any other reuse counts as theft.
     * An app that uses FAPI 2.0 keeps its token.
     *
     * @throws {OAuthError} invalid_grant, invalid_scope, invalid_target, invalid_dpop_proof
     */
    refresh: async (
      request: TokenRequest,
      sent: { refreshToken: string; scope: string | undefined },
    ): Promise<TokenResponse> => {
      const { client, proof } = request;
      requireProof(request);
      const presented = parseRefreshToken(refreshKeys, sent.refreshToken);
      const family = presented && (await store.tokenFamilies.findAccess(presented.familyId));
      if (!presented || !family || family.app_id !== client.id) {
        throw invalidGrant(
          'The refresh token is unknown, was revoked or issued to another app, or the user has ended the authorization.',
        );
      }
      // Without a client secret, only the key distinguishes the app from a thief (RFC 9449 section 5).
      const isBoundToKey = family.dpop_jkt !== null && client.isPublic;
      if (family.dpop_jkt !== null && (proof === null || (isBoundToKey && family.dpop_jkt !== proof.jkt))) {
        throw invalidGrant('The refresh token is bound to a key, and this request proves another one or none.');
      }
      const given = readResourceGrants(family.family_resources);
      const left = commonResources(given, readResourceGrants(family.resources));
      refuseLost(request, given, left);
      const { scopes, resources: granted } = narrowAccess(sent.scope, {
        scopes: stillGranted(family.family_scope, family.scope),
        resources: left,
      });
      audienceOf(request, scopes, granted);
      await readyFor(request, family.user_id);

      const secret = successorSecret(refreshKeys, sent.refreshToken);
      const exchange = client.isFapi ? store.tokenFamilies.prolong : store.tokenFamilies.rotate;
      const rotation = await exchange({
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
        await notifications.tell(family.user_id, { notice: 'token_reused', about: client.name, locale: null });
        throw invalidGrant('The refresh token was used before. All tokens of this sign-in have been revoked.');
      }
      if (rotation.outcome === 'unusable') throw invalidGrant('The refresh token has expired or was revoked.');
      return respond({
        request,
        userId: family.user_id,
        scopes,
        granted,
        authTime: family.auth_time,
        nonce: null,
        sid: family.sid,
        amr: family.amr,
        familyId: presented.familyId,
        generation: rotation.generation,
        refreshToken:
          rotation.outcome === 'kept'
            ? sent.refreshToken
            : formatRefreshToken(refreshKeys, presented.familyId, secret).reveal(),
      });
    },

    /** The parts of one of our refresh tokens; null for anything else. Does not check its state. */
    readRefreshToken: (text: string): RefreshTokenParts | null => parseRefreshToken(refreshKeys, text),

    /**
     * Revokes a refresh token with all its access tokens, or an access token with the older ones of its family (RFC
     * 7009 section 2.1). An unknown, expired or already revoked token is not an error.
     *
     * @throws {OAuthError} invalid_grant for another app's token, which stays live
     */
    revoke: async (client: Client, token: string): Promise<void> => {
      const refresh = parseRefreshToken(refreshKeys, token);
      const access = refresh ? null : await accessTokens.read(token);
      const family = await store.tokenFamilies.find(refresh?.familyId ?? access?.family ?? 0);
      if (family === undefined) return;
      if (family.app_id !== client.id) throw invalidGrant('The token was issued to another app.');
      if (access) await store.tokenFamilies.revokeAccessTokens(family.id, access.generation);
      else await store.tokenFamilies.revoke(family.id, 'revoked_by_app', clock.now());
    },
  };
};

export type Tokens = ReturnType<typeof createTokens>;
