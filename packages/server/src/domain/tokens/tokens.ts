import { invalidGrant } from '../../protocol/errors.js';
import type { Clock } from '../../kernel/clock.js';
import { parseRefreshToken, type RefreshTokenParts } from '../../protocol/refresh-token.js';
import type { Client } from '../apps/index.js';
import type { AccessTokens } from './access-tokens.js';
import type { TokenIssuing } from './issuing.js';
import type { TokensStore } from './store/index.js';

interface Dependencies {
  tokenRecords: Pick<TokensStore, 'tokenFamilies'>;
  clock: Clock;
  accessTokens: AccessTokens;
  issuing: TokenIssuing;
}

/** Reads and revokes issued tokens. */
export const createTokens = ({ tokenRecords, clock, accessTokens, issuing }: Dependencies) => {
  const { tokenFamilies } = tokenRecords;
  const { refreshKeys } = issuing;
  return {
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
      const family = await tokenFamilies.find(refresh?.familyId ?? access?.family ?? 0);
      if (family === null) return;
      if (family.appId !== client.id) throw invalidGrant('The token was issued to another app.');
      if (access) await tokenFamilies.revokeAccessTokens(family.id, access.generation);
      else await tokenFamilies.revoke(family.id, 'revoked_by_app', clock.now());
    },
  };
};

export type Tokens = ReturnType<typeof createTokens>;
