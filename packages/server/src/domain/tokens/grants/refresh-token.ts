import { ageOf, MINUTE, SECOND, type Clock } from '../../../kernel/clock.js';
import { commonAccess, narrowAccess } from '../../../protocol/access.js';
import { invalidGrant, OAuthError } from '../../../protocol/errors.js';
import {
  formatRefreshToken,
  parseRefreshToken,
  refreshSecretHash,
  successorSecret,
} from '../../../protocol/refresh-token.js';
import type { ResourceGrant } from '../../../protocol/resource-grants.js';
import type { Notifications } from '../../mail/index.js';
import type { TokenIssuing, TokenLifetimes, TokenRequest } from '../issuing.js';
import type { TokenReader } from '../reader.js';
import type { TokenView } from '../view.js';
import type { LiveFamily } from '../store/family.js';
import type { TokensStore } from '../store/index.js';
import type { GrantDefinition, ReadGrant } from './grant.js';

/** How long a used refresh token may be sent again while its successor is unused (design decision 3). */
const REPLAY_WINDOW = MINUTE;

interface Parts {
  audit: TokenView['audit'];
  clock: Clock;
  issuing: TokenIssuing;
  /** Hears of a jump of the clock that other processes may have heard of. */
  lookAtClock: () => Promise<void>;
  lifetimes: TokenLifetimes;
  notifications: Notifications;
  tokenReader: TokenReader;
  tokenRecords: Pick<TokensStore, 'tokenFamilies'>;
}

/** @throws {OAuthError} invalid_target if the token would be for fewer resources than the app may expect */
const refuseLost = (request: TokenRequest, given: readonly ResourceGrant[], left: readonly ResourceGrant[]): void => {
  if (left.length === given.length || request.resources.length > 0) return;
  throw new OAuthError(
    'invalid_target',
    'A resource this token was issued for is no longer registered. Specify which resource you want.',
  );
};

/**
 * Without a client secret, only the key distinguishes the app from a thief (RFC 9449 section 5).
 *
 * @throws {OAuthError} invalid_grant
 */
const requireKey = ({ client, proof }: TokenRequest, { dpopJkt }: LiveFamily): void => {
  if (dpopJkt === null) return;
  const isSameKey = !client.isPublic || dpopJkt === proof?.jkt;
  if (proof !== null && isSameKey) return;
  throw invalidGrant('The refresh token is bound to a key. Send a DPoP proof signed by that key.');
};

/**
 * Exchanges a refresh token for its successor (RFC 6749 section 6, RFC 9700 section 4.14). A client that lost the answer
 * may send the same token again for a minute and gets the same successor; any other reuse counts as theft. An app that
 * uses FAPI 2.0 keeps its token.
 */
const create = (parts: Parts): ReadGrant => {
  const { audit, clock, issuing, lifetimes, lookAtClock, notifications, tokenReader } = parts;
  const { tokenFamilies } = parts.tokenRecords;
  const { refreshKeys } = issuing;

  return (params) => {
    const [sent, scope] = [params.required('refresh_token'), params.get('scope')];
    return async (request) => {
      const { client } = request;
      const presented = parseRefreshToken(refreshKeys, sent);
      const family = presented && (await tokenReader.findFamily(presented.familyId));
      if (presented === null || family === null || family.appId !== client.id) {
        throw invalidGrant(
          'The refresh token is unknown, was revoked or issued to another app, or the user revoked access.',
        );
      }
      if (!family.canRefresh) throw invalidGrant('The refresh token has expired or was revoked.');
      requireKey(request, family);
      const { userId, signIn, given } = family;
      const left = commonAccess(given, family.allowed);
      refuseLost(request, given.resources, left.resources);
      const access = narrowAccess(scope, left);
      const resource = issuing.audienceOf(request, access);
      await issuing.readyFor(request, userId);

      const { familyId } = presented;
      const secret = successorSecret(refreshKeys, sent);
      const exchange = client.isFapi ? tokenFamilies.prolong : tokenFamilies.rotate;
      const rotation = await exchange(
        {
          id: familyId,
          appId: client.id,
          credential: request.credential,
          presentedHash: presented.hash,
          nextHash: refreshSecretHash(secret),
          refreshLifetime: lifetimes.refreshTokenLifetime * SECOND,
          replayWindow: REPLAY_WINDOW,
          now: clock.now(),
          ageOf: (since) => ageOf(clock, since),
        },
        async () => {
          // Before a token is judged. Processes that do not agree on the time would take a lost answer for a theft.
          await lookAtClock();
          const tell = await notifications.to(userId);
          return async (transaction) => {
            await audit.record(transaction, { type: 'refresh_token_reused', userId, appId: client.id });
            await tell(transaction, { notice: 'token_reused', app: client, locale: null });
          };
        },
      );
      if (rotation.outcome === 'reused') {
        throw invalidGrant('The refresh token was used before. All tokens of this sign-in have been revoked.');
      }
      if (rotation.outcome === 'unusable') throw invalidGrant('The refresh token has expired or was revoked.');
      const { outcome, generation } = rotation;
      const refreshToken = outcome === 'kept' ? sent : formatRefreshToken(refreshKeys, familyId, secret).reveal();
      const { scopes } = access;
      return issuing.respond({
        request,
        userId,
        scopes,
        resource,
        signIn,
        nonce: null,
        familyId,
        generation,
        refreshToken,
      });
    };
  };
};

export const refreshToken: GrantDefinition<Parts> = {
  type: { name: 'refresh_token', choice: null },
  isOn: () => true,
  create,
};
