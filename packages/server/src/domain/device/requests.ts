import { createHmac } from 'node:crypto';
import type { Locale } from '../../i18n/index.js';
import { MINUTE, SECOND, toSeconds, type Clock } from '../../kernel/clock.js';
import { deriveKey } from '../../kernel/keys.js';
import { hashSecret, randomSecret, sameText } from '../../kernel/secret.js';
import { parseAccess, type Access } from '../../protocol/access.js';
import { OAuthError } from '../../protocol/errors.js';
import { formatResourceGrants, readResourceGrants } from '../../protocol/resource-grants.js';
import { formatScope, readStoredScope } from '../../protocol/scopes.js';
import { formatUserCode, newUserCode, readUserCode } from '../../protocol/user-code.js';
import type { DeviceGrant, DeviceRequestRow } from './store.js';
import type { AuthorizationsStore } from '../tokens/index.js';
import type { DeviceRequestsStore } from './store.js';
import type { Limits } from '../../database/limits.js';
import { type App, type Apps, type Client, mayUseDevices } from '../apps/index.js';
import type { Audit } from '../audit/index.js';
import { consentTo, isNewlyAllowed } from '../tokens/index.js';
import type { Notifications } from '../mail/index.js';
import type { Resources } from '../resources/index.js';
import { sidOf, type Session, type SignedIn } from '../sessions/index.js';
import { invalidGrant, type TokenIssuing, type TokenRequest, type TokenResponse } from '../tokens/index.js';

/** Enough time to get a phone and sign in; short enough that few codes are live (RFC 8628 section 5.1). */
const LIFETIME = 10 * MINUTE;
/** The minimum polling interval, and by how much it grows after polling too fast (RFC 8628 section 3.5). */
const INTERVAL = 5 * SECOND;
const SLOWER_BY = 5 * SECOND;

/** RFC 8628 section 3.2. Times are in seconds. */
export interface DeviceAuthorization {
  device_code: string;
  user_code: string;
  verification_uri: string;
  verification_uri_complete: string;
  expires_in: number;
  interval: number;
}

/** A request that waits for the user who entered its code. */
export interface DeviceRequest {
  id: number;
  app: App;
  asked: Access;
  /** As displayed. */
  userCode: string;
  /** Binds the answer to the session that was asked. */
  ticket: string;
}

export type FoundDevice =
  | { outcome: 'found'; request: DeviceRequest }
  | { outcome: 'unknown' }
  | { outcome: 'limited'; retryAfterSeconds: number };

interface Dependencies {
  store: DeviceRequestsStore;
  limits: Limits;
  authorizations: AuthorizationsStore;
  clock: Clock;
  apps: Apps;
  resources: Resources;
  issuing: TokenIssuing;
  audit: Audit;
  notifications: Notifications;
  issuer: string;
  secretKey: Uint8Array;
}

const requireDeviceGrant = (client: Client): void => {
  if (mayUseDevices(client)) return;
  const why = client.isFapi
    ? 'This app keeps to FAPI 2.0, which has no device grant.'
    : 'The device grant is off for this app. Its developer can turn it on.';
  throw new OAuthError('unauthorized_client', why);
};

const askedOf = (row: DeviceRequestRow): Access => JSON.parse(row.parameters) as Access;

/** Devices without a browser or keyboard, whose user answers elsewhere (RFC 8628). */
export const createDeviceRequests = (dependencies: Dependencies) => {
  const { store, limits, authorizations, clock, apps, resources, issuing, audit, notifications, issuer } = dependencies;
  const userCodeKey = deriveKey(dependencies.secretKey, 'device user code');
  const ticketKey = deriveKey(dependencies.secretKey, 'device ticket');
  const byUser = limits.create({ name: 'user code by user', points: 10, durationSeconds: 15 * 60 });
  const byAddress = limits.create({ name: 'user code by address', points: 30, durationSeconds: 15 * 60 });

  /** Keyed: user codes are short, so a stolen database would reveal them from plain hashes. */
  const hashUserCode = (code: string): string => createHmac('sha256', userCodeKey).update(code).digest('base64url');

  const ticketFor = (id: number, session: Session): string =>
    createHmac('sha256', ticketKey).update(`${id} ${session.hash}`).digest('base64url');

  /** An unanswered request, as shown to the user of this session. */
  const pending = async (code: string, session: Session): Promise<DeviceRequest | null> => {
    const row = await store.findPending(hashUserCode(code), clock.now());
    const app = row && (await apps.findById(row.app_id));
    if (!row || !app) return null;
    return { id: row.id, app, asked: askedOf(row), userCode: formatUserCode(code), ticket: ticketFor(row.id, session) };
  };

  /** Counts guesses; a right code does not count (RFC 8628 section 5.1). */
  const guess = async (code: string, { session, account }: SignedIn, address: string): Promise<FoundDevice> => {
    // The user first, so that a blocked user cannot use up the limit of everybody at the address.
    const limited = (await byUser.consume(account.id)) ?? (await byAddress.consume(address));
    if (limited !== null) {
      const { retryAfterSeconds, isFirst } = limited;
      const detail = { kind: 'user_code', address, retryAfterSeconds };
      if (isFirst) await audit.record({ type: 'requests_limited', userId: account.id, detail });
      return { outcome: 'limited', retryAfterSeconds };
    }
    const request = await pending(code, session);
    if (request === null) return { outcome: 'unknown' };
    await byAddress.reward(address);
    await byUser.reward(account.id);
    return { outcome: 'found', request };
  };

  const refuseUnanswered = async (row: DeviceRequestRow): Promise<void> => {
    if (row.status === 'denied') throw new OAuthError('access_denied', 'The user denied the request.');
    if (row.status === 'redeemed') throw invalidGrant('The device code was already used.');
    if (row.expires_at <= clock.now()) {
      throw new OAuthError('expired_token', 'The device code has expired. Request a new one.');
    }
    if (row.status === 'allowed') return;
    const poll = await store.poll(row.id, SLOWER_BY, clock.now());
    if (poll === 'too_soon') throw new OAuthError('slow_down', 'Wait five more seconds between requests from now on.');
    throw new OAuthError('authorization_pending', 'The user has not answered yet.');
  };

  return {
    /**
     * Starts a device request (RFC 8628 section 3.1).
     *
     * @throws {OAuthError} unauthorized_client, invalid_scope, invalid_target
     */
    begin: async (
      client: Client,
      asked: { scope: string | undefined; resources: readonly string[] },
    ): Promise<DeviceAuthorization> => {
      requireDeviceGrant(client);
      const access = parseAccess(asked.scope, await resources.named(asked.resources));
      const deviceCode = randomSecret('device_').reveal();
      const now = clock.now();
      for (;;) {
        const userCode = newUserCode();
        const isNew = await store.insert({
          deviceHash: hashSecret(deviceCode),
          userCodeHash: hashUserCode(userCode),
          appId: client.id,
          parameters: JSON.stringify(access),
          interval: INTERVAL,
          expiresAt: now + LIFETIME,
          now,
        });
        if (!isNew) continue;
        const shown = formatUserCode(userCode);
        return {
          device_code: deviceCode,
          user_code: shown,
          verification_uri: `${issuer}/device`,
          verification_uri_complete: `${issuer}/device?user_code=${shown}`,
          expires_in: LIFETIME / SECOND,
          interval: INTERVAL / SECOND,
        };
      }
    },

    /** Looks up a code that a signed-in user entered or opened by link. */
    find: async (text: string, who: SignedIn, address: string): Promise<FoundDevice> => {
      const code = readUserCode(text);
      return code === null ? { outcome: 'unknown' } : guess(code, who, address);
    },

    /**
     * Records the user's answer, only in the session that was asked (A71). False if the request was answered, has
     * expired, or was shown to another session.
     */
    answer: async (
      { text, ticket, allow }: { text: string; ticket: string; allow: boolean },
      { session }: SignedIn,
      locale: Locale | null = null,
    ): Promise<boolean> => {
      const code = readUserCode(text);
      const request = code === null ? null : await pending(code, session);
      if (request === null || !sameText(ticket, request.ticket)) return false;
      const { id, app, asked } = request;
      const now = clock.now();
      if (!allow) return store.deny(id, now);
      const about = { scopes: asked.scopes, registeredUri: null };
      const consent = consentTo(app, about, session.user_id, asked);
      const grant: DeviceGrant = {
        userId: session.user_id,
        scope: formatScope(asked.scopes),
        resources: formatResourceGrants(asked.resources),
        authTime: toSeconds(session.created_at),
        sid: sidOf(session),
        amr: session.amr,
      };
      const before = await authorizations.findLive(session.user_id, app.id);
      const allowed = await store.allow(id, consent, grant, now);
      if (allowed) {
        const detail = { scope: formatScope(asked.scopes), device: 1 };
        await audit.record({ type: 'authorization_granted', userId: session.user_id, appId: app.id, detail });
        if (isNewlyAllowed(before, app, about)) {
          await notifications.tell(session.user_id, { notice: 'app_allowed', about: app.name, locale });
        }
      }
      return allowed;
    },

    /**
     * Answers a device that polls for its tokens (RFC 8628 section 3.4).
     *
     * @throws {OAuthError} authorization_pending, slow_down, access_denied, expired_token (section 3.5), invalid_grant,
     * invalid_target, unauthorized_client, invalid_dpop_proof
     */
    redeem: async (request: TokenRequest, deviceCode: string): Promise<TokenResponse> => {
      const { client } = request;
      requireDeviceGrant(client);
      issuing.requireProof(request);
      const row = await store.find(hashSecret(deviceCode));
      if (row === undefined || row.app_id !== client.id) {
        throw invalidGrant('The device code is unknown, or was issued to another app.');
      }
      await refuseUnanswered(row);
      const grant = JSON.parse(row.grant ?? 'null') as DeviceGrant | null;
      if (grant === null) throw invalidGrant('The device code is of no use any more.');
      const scopes = readStoredScope(grant.scope);
      const granted = readResourceGrants(grant.resources);
      // Before the code is consumed, so that a faulty request can be corrected and sent again.
      issuing.audienceOf(request, scopes, granted);
      await issuing.readyFor(request, grant.userId);
      const { family, refreshToken } = issuing.newFamily(request);
      const redemption = await store.redeem(row.device_hash, family, clock.now());
      if (redemption.outcome === 'unusable') {
        throw invalidGrant('The device code was used before, or the user has ended the authorization.');
      }
      return issuing.respond({
        request,
        userId: grant.userId,
        scopes,
        granted,
        authTime: grant.authTime,
        nonce: null,
        sid: grant.sid,
        amr: grant.amr,
        familyId: redemption.familyId,
        generation: 0,
        refreshToken: refreshToken(redemption.familyId),
      });
    },
  };
};

export type DeviceRequests = ReturnType<typeof createDeviceRequests>;
