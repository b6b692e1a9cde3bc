import { SECOND, type Clock } from '../../kernel/clock.js';
import { deriveKey } from '../../kernel/keys.js';
import type { Access } from '../../protocol/access.js';
import { idTokenClaims } from '../../protocol/claims.js';
import { chooseAudience } from '../../protocol/audience.js';
import { invalidGrant, OAuthError } from '../../protocol/errors.js';
import {
  formatRefreshToken,
  newRefreshSecret,
  refreshSecretHash,
  type RefreshTokenKeys,
} from '../../protocol/refresh-token.js';
import type { ResourceGrant } from '../../protocol/resource-grants.js';
import { formatScope, type Scope } from '../../protocol/scopes.js';
import type { SignInFacts } from '../../protocol/sign-in-facts.js';
import type { NewFamily } from './store/founding.js';
import type { AccessTokens } from './access-tokens.js';
import type { TokenView } from './view.js';
import type { AppCredential, Apps, Client } from '../apps/index.js';
import type { CheckedProof } from '../client-auth/index.js';
import type { IdTokens } from './id-tokens.js';

/** RFC 6749 section 5.1. `expires_in` is in seconds. */
export interface TokenResponse {
  access_token: string;
  /** DPoP if the access token is bound to a key (RFC 9449 section 5). */
  token_type: 'Bearer' | 'DPoP';
  expires_in: number;
  /** Absent if the user was asked whether the app stays connected, and declined. */
  refresh_token?: string;
  scope: string;
  id_token?: string;
}

export interface TokenLifetimes {
  /** Both in seconds. */
  refreshTokenLifetime: number;
  tokenFamilyLifetime: number;
}

/** What every token request has besides its grant. */
export interface TokenRequest {
  client: Client;
  /** What the app proved itself with; null where the request depends on something else. */
  credential: AppCredential | null;
  /** The resources it names (RFC 8707 section 2.2). */
  resources: readonly string[];
  /** The key that the request proved (RFC 9449 section 5), or null. */
  proof: CheckedProof | null;
}

/** What redeeming a grant issues. */
export interface Issuing {
  request: TokenRequest;
  userId: string;
  scopes: readonly Scope[];
  /** The access token's resource, from `audienceOf`. */
  resource: ResourceGrant | null;
  signIn: SignInFacts;
  nonce: string | null;
  familyId: number;
  generation: number;
  /** Null if none is issued. */
  refreshToken: string | null;
}

/** A family that a redemption created. */
export interface Founded {
  familyId: number;
  staysConnected: boolean;
}

interface Dependencies {
  apps: Apps;
  clock: Clock;
  accessTokens: AccessTokens;
  idTokens: IdTokens;
  accounts: TokenView['accounts'];
  issuer: string;
  rootKey: Uint8Array;
  /** Whether tokens can be bound to keys. */
  dpop: boolean;
  lifetimes: TokenLifetimes;
}

/** The response's `scope`: what the user granted, for our own endpoints and for the token's resource. */
const describeScope = (scopes: readonly Scope[], resource: ResourceGrant | null): string =>
  [formatScope(scopes), ...(resource?.scopes ?? [])].filter((part) => part !== '').join(' ');

/** What all grants share: checks before redeeming, and the response. */
export const createTokenIssuing = (dependencies: Dependencies) => {
  const { apps, clock, accessTokens, idTokens, accounts, issuer, rootKey, dpop, lifetimes } = dependencies;
  const refreshKeys: RefreshTokenKeys = {
    tag: deriveKey(rootKey, 'refresh token tag'),
    successor: deriveKey(rootKey, 'refresh token successor'),
  };

  return {
    refreshKeys,

    /** @throws {OAuthError} invalid_dpop_proof for an app that registered to bind its tokens (RFC 9449 section 5.2) */
    requireProof: ({ client, proof }: TokenRequest): void => {
      if (proof !== null || (!client.dpopBound && !client.isFapi)) return;
      const how = dpop
        ? ': send a DPoP proof with each token request.'
        : ', but the operator of this server has switched DPoP off (OCTROI_DPOP).';
      throw new OAuthError('invalid_dpop_proof', `This app binds its tokens to a key${how}`);
    },

    /**
     * The resource that the access token is for; null for our own endpoints.
     *
     * @throws {OAuthError} invalid_target, also if nothing was granted at the endpoints the token would be for
     */
    audienceOf: ({ resources }: TokenRequest, granted: Access): ResourceGrant | null => {
      const audience = chooseAudience(granted.resources, resources, issuer);
      if (audience === null && granted.scopes.length === 0) {
        throw new OAuthError(
          'invalid_target',
          'The user granted access only to other resources, not to this server. Name one of them in resource.',
        );
      }
      return audience;
    },

    /**
     * The last check before a grant is redeemed. Spends the proof only here, because each spent proof is stored and
     * anybody can create any number of them.
     *
     * @throws {OAuthError} invalid_grant if the user's account is disabled or gone, invalid_dpop_proof for a proof that
     * was used before
     */
    readyFor: async ({ proof }: TokenRequest, userId: string): Promise<void> => {
      const account = await accounts.getById(userId);
      if (account?.status !== 'enabled') throw invalidGrant('The account of this user is disabled or gone.');
      await proof?.spend();
    },

    /** A family to create, and its first refresh token once it has an id; null if the app does not stay connected. */
    newFamily: (
      { proof }: TokenRequest,
      resource: ResourceGrant | null,
    ): { family: NewFamily; refreshToken: (founded: Founded) => string | null } => {
      const now = clock.now();
      const secret = newRefreshSecret();
      const expiresAt = now + lifetimes.tokenFamilyLifetime * SECOND;
      return {
        family: {
          currentHash: refreshSecretHash(secret),
          dpopJkt: proof?.jkt ?? null,
          accessExpiresAt: now + accessTokens.lifetime * SECOND,
          refreshExpiresAt: Math.min(now + lifetimes.refreshTokenLifetime * SECOND, expiresAt),
          expiresAt,
          resource,
        },
        refreshToken: ({ familyId, staysConnected }) =>
          staysConnected ? formatRefreshToken(refreshKeys, familyId, secret).reveal() : null,
      };
    },

    respond: async (issuing: Issuing): Promise<TokenResponse> => {
      const { request, userId, scopes, resource, signIn, nonce, familyId, generation } = issuing;
      const { client, proof } = request;
      const jkt = proof?.jkt ?? null;
      await apps.noteUse(client);
      const minting = { client, userId, scopes, resource, signIn, familyId, generation, jkt };
      const accessToken = await accessTokens.mint(minting);
      const response: TokenResponse = {
        access_token: accessToken,
        token_type: proof === null ? 'Bearer' : 'DPoP',
        expires_in: accessTokens.lifetime,
        ...(issuing.refreshToken === null ? {} : { refresh_token: issuing.refreshToken }),
        scope: describeScope(scopes, resource),
      };
      if (!scopes.includes('openid')) return response;
      const account = client.claimsInIdToken ? await accounts.getById(userId) : null;
      const claims = account === null ? {} : idTokenClaims(account, scopes);
      const idToken = await idTokens.issue({ client, userId, signIn, nonce, accessToken, claims });
      return { ...response, id_token: idToken };
    },
  };
};

export type TokenIssuing = ReturnType<typeof createTokenIssuing>;
