import { SECOND, type Clock } from '../../kernel/clock.js';
import { fault } from '../../kernel/fault.js';
import { hashSecret } from '../../kernel/secret.js';
import { invalidGrant, OAuthError } from '../../protocol/errors.js';
import { DEVICE_GRANT, type GrantType } from '../apps/index.js';
import type { GrantDefinition, ReadGrant, TokenIssuing } from '../tokens/index.js';
import type { DeviceRequestsStore, StoredDeviceRequest } from './store.js';

/** How much the polling interval grows after polling too fast (RFC 8628 section 3.5). */
const SLOWER_BY = 5 * SECOND;

const VARIABLE = 'OCTROI_DEVICE_FLOW';

export const DEVICE_CODE: GrantType = {
  name: DEVICE_GRANT,
  choice: {
    title: 'device grant',
    variable: VARIABLE,
    off: fault('deviceFlowOff', VARIABLE),
    inFapi: fault('fapiWithoutDevices'),
  },
};

interface Parts {
  clock: Clock;
  deviceRecords: DeviceRequestsStore;
  issuing: TokenIssuing;
}

/** Answers a device that polls for its tokens (RFC 8628 section 3.4). */
const create = ({ clock, deviceRecords, issuing }: Parts): ReadGrant => {
  /** @throws {OAuthError} authorization_pending, slow_down, access_denied, expired_token (section 3.5), invalid_grant */
  const refuseUnanswered = async ({ id, status, expiresAt }: StoredDeviceRequest): Promise<void> => {
    if (status === 'denied') throw new OAuthError('access_denied', 'The user denied the request.');
    if (status === 'redeemed') throw invalidGrant('The device code was already used.');
    if (expiresAt <= clock.now()) {
      throw new OAuthError('expired_token', 'The device code has expired. Request a new one.');
    }
    if (status === 'allowed') return;
    const poll = await deviceRecords.poll(id, SLOWER_BY, clock.now());
    if (poll === 'too_soon') {
      throw new OAuthError('slow_down', 'From now on, wait five seconds longer between requests.');
    }
    throw new OAuthError('authorization_pending', 'The user has not answered yet.');
  };

  return (params) => {
    const deviceCode = params.required('device_code');
    return async (request) => {
      const found = await deviceRecords.find(hashSecret(deviceCode));
      if (found === null || found.appId !== request.client.id) {
        throw invalidGrant('The device code is unknown, or was issued to another app.');
      }
      await refuseUnanswered(found);
      if (found.grant === null)
        throw invalidGrant('The device code is no longer valid. Start a new device authorization.');
      const { userId, access, signIn } = found.grant;
      // Before the code is consumed, so that a faulty request can be corrected and sent again.
      const resource = issuing.audienceOf(request, access);
      await issuing.readyFor(request, userId);
      const { family, refreshToken } = issuing.newFamily(request, resource);
      const redemption = await deviceRecords.redeem(found.deviceHash, family, clock.now());
      if (redemption.outcome === 'unusable') {
        throw invalidGrant(
          'The device code was already used, the user revoked access, or the resource is no longer registered.',
        );
      }
      const { familyId } = redemption;
      const { scopes } = access;
      const founded = { familyId, generation: 0, refreshToken: refreshToken(redemption) };
      return issuing.respond({ request, userId, scopes, resource, signIn, nonce: null, ...founded });
    };
  };
};

export const deviceCode: GrantDefinition<Parts, { deviceFlow: boolean }> = {
  type: DEVICE_CODE,
  isOn: ({ deviceFlow }) => deviceFlow,
  create,
};
