import { invalidGrant } from '../../../protocol/errors.js';
import type { Clock } from '../../../kernel/clock.js';
import { hashSecret } from '../../../kernel/secret.js';
import { verifyCodeVerifier } from '../../../protocol/pkce.js';
import type { TokenIssuing, TokenRequest } from '../issuing.js';
import type { TokenReader } from '../reader.js';
import type { TokenView } from '../view.js';
import type { FoundCode } from '../store/codes.js';
import type { TokensStore } from '../store/index.js';
import type { GrantDefinition, ReadGrant } from './grant.js';

interface Parts {
  audit: TokenView['audit'];
  clock: Clock;
  issuing: TokenIssuing;
  tokenReader: TokenReader;
  tokenRecords: Pick<TokensStore, 'codes'>;
}

interface Sent {
  code: string;
  redirectUri: string | undefined;
  codeVerifier: string | undefined;
}

/**
 * Exchanges an authorization code (RFC 6749 section 4.1.3). A code used twice may have been stolen, so its tokens are
 * revoked.
 */
const create = ({ audit, clock, issuing, tokenReader, tokenRecords }: Parts): ReadGrant => {
  /** @throws {OAuthError} invalid_grant */
  const checkedCode = async ({ client, proof }: TokenRequest, sent: Sent): Promise<FoundCode> => {
    const code = await tokenReader.findCode(hashSecret(sent.code));
    if (code === null || code.appId !== client.id) {
      throw invalidGrant('The code is unknown, expired, or was issued to another app.');
    }
    if (sent.redirectUri !== code.redirectUri) {
      throw invalidGrant('redirect_uri must be the same as in the authorization request.');
    }
    verifyCodeVerifier(code.codeChallenge, sent.codeVerifier);
    if (code.dpopJkt !== null && code.dpopJkt !== proof?.jkt) {
      throw invalidGrant('The code is bound to a key (dpop_jkt). Send a DPoP proof signed by that key.');
    }
    // A code that was redeemed continues to redeem(), which treats it as replayed and revokes its tokens. Only a caller
    // who could have redeemed it gets that far, so a code leaked in a log or history alone signs nobody out.
    if (code.redeemedAt === null && code.expiresAt <= clock.now()) {
      throw invalidGrant('The code has expired. Codes are valid for 60 seconds.');
    }
    return code;
  };

  return (params) => {
    const sent: Sent = {
      code: params.required('code'),
      redirectUri: params.get('redirect_uri'),
      codeVerifier: params.get('code_verifier'),
    };
    return async (request) => {
      const { client } = request;
      const code = await checkedCode(request, sent);
      const { userId, access, nonce, signIn } = code;
      // Before the code is consumed, so that a faulty request can be corrected and sent again.
      const resource = issuing.audienceOf(request, access);
      await issuing.readyFor(request, userId);
      const { family, refreshToken } = issuing.newFamily(request, resource);
      const redemption = await tokenRecords.codes.redeem(code.hash, family, clock.now(), (transaction) =>
        audit.record(transaction, { type: 'code_replayed', userId, appId: client.id }),
      );
      if (redemption.outcome === 'replayed') {
        throw invalidGrant('The code was already used. The tokens issued from it have been revoked.');
      }
      if (redemption.outcome === 'unusable') {
        throw invalidGrant(
          'The code has expired, the user revoked access, or the redirect URI or resource is no longer registered.',
        );
      }
      const { familyId } = redemption;
      const { scopes } = access;
      const founded = { familyId, generation: 0, refreshToken: refreshToken(redemption) };
      return issuing.respond({ request, userId, scopes, resource, signIn, nonce, ...founded });
    };
  };
};

export const authorizationCode: GrantDefinition<Parts> = {
  type: { name: 'authorization_code', choice: null },
  isOn: () => true,
  create,
};
