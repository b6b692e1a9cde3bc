import type { Locale } from '../../i18n/index.js';
import { unlessJudged } from '../../database/limiter.js';
import type { Shared } from '../../database/shared.js';
import { MINUTE, SECOND } from '../../kernel/clock.js';
import { hmac } from '../../kernel/hmac.js';
import { deriveKey } from '../../kernel/keys.js';
import { hashSecret, randomSecret, sameText } from '../../kernel/secret.js';
import { parseAccess, type Access, type AskedAccess } from '../../protocol/access.js';
import { formatScope, scopesAllowed } from '../../protocol/scopes.js';
import type { SignInFacts } from '../../protocol/sign-in-facts.js';
import { formatUserCode, newUserCode, readUserCode } from '../../protocol/user-code.js';
import type { DeviceRequestsStore } from './store.js';
import type { Account } from '../accounts/index.js';
import { type App, appIdentity, type Apps, type Client, overAsks } from '../apps/index.js';
import type { Audit } from '../audit/index.js';
import { consentTo, isNewlyAllowed, requireGrantType } from '../tokens/index.js';
import type { Admit, RequestSender } from '../client-auth/index.js';
import type { Notifications } from '../mail/index.js';
import type { Resources } from '../resources/index.js';
import { DEVICE_CODE } from './grant.js';
import type { DeviceSchema } from './tables.js';

/** Enough time to get a phone and sign in; short enough that few codes are live (RFC 8628 section 5.1). */
const LIFETIME = 10 * MINUTE;
/** The minimum polling interval (RFC 8628 section 3.5). */
const INTERVAL = 5 * SECOND;

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
  asked: AskedAccess;
  /** As displayed. */
  userCode: string;
  /** Binds the answer to the session that was asked, and to the app as it was shown. */
  ticket: string;
}

export type FoundDevice =
  | { outcome: 'found'; request: DeviceRequest }
  | { outcome: 'unknown' }
  | { outcome: 'limited'; retryAfterSeconds: number };

/** `changed`: not answered, because the app is no longer what was shown. `over`: answered before, expired, or not theirs. */
export type DeviceAnswer =
  { outcome: 'answered'; allowed: boolean } | { outcome: 'over' } | { outcome: 'changed'; request: DeviceRequest };

export interface Needs {
  admit: Admit;
  apps: Apps;
  audit: Audit;
  notifications: Notifications;
  resources: Resources;
}

/** The signed-in browser in which a device's user answers. */
export interface Answerer {
  session: { hash: string; userId: string; signIn: SignInFacts };
  account: Pick<Account, 'id'>;
}

/** Devices without a browser or keyboard, whose user answers elsewhere (RFC 8628). */
export const createDeviceRequests = (parts: Shared<DeviceSchema> & Needs & { store: DeviceRequestsStore }) => {
  const { store, limits, clock, database, admit, apps, resources, audit, notifications, issuer } = parts;
  const userCodeKey = deriveKey(parts.rootKey, 'device user code');
  const ticketKey = deriveKey(parts.rootKey, 'device ticket');
  const byUser = limits.createForgiving({ name: 'user code by user', points: 10, durationSeconds: 15 * 60 });
  const byAddress = limits.createForgiving({ name: 'user code by address', points: 30, durationSeconds: 15 * 60 });

  /** Keyed: user codes are short, so a stolen database would reveal them from plain hashes. */
  const hashUserCode = (code: string): string => hmac(userCodeKey, code).toString('base64url');

  const ticketFor = (id: number, session: Answerer['session']): string =>
    hmac(ticketKey, `${id} ${session.hash}`).toString('base64url');

  /** An unanswered request, as shown to the user of this session; null also if a resource is another than it asked for. */
  const pending = async (code: string, session: Answerer['session']): Promise<DeviceRequest | null> => {
    const row = await store.findPending(hashUserCode(code), clock.now());
    const app = row && (await apps.findWorking(row.appId));
    if (!row || !app || !(await resources.areAsAsked(row.asked.resources))) return null;
    return {
      id: row.id,
      app,
      asked: row.asked,
      userCode: formatUserCode(code),
      ticket: `${ticketFor(row.id, session)}.${appIdentity(app)}`,
    };
  };

  /** Counts guesses; a right code does not count (RFC 8628 section 5.1). */
  const guess = async (code: string, { session, account }: Answerer, address: string): Promise<FoundDevice> => {
    // The user first, so that a blocked user cannot use up the limit of everybody at the address.
    const limited = (await byUser.consume(account.id)) ?? (await byAddress.consume(address));
    if (limited !== null) {
      const { retryAfterSeconds, isFirst } = limited;
      const detail = { kind: 'user_code', address, retryAfterSeconds };
      if (isFirst) await audit.observe({ type: 'requests_limited', userId: account.id, detail });
      return { outcome: 'limited', retryAfterSeconds };
    }
    const giveBack = async (): Promise<void> => {
      await byAddress.reward(address);
      await byUser.reward(account.id);
    };
    const request = await unlessJudged(() => pending(code, session), giveBack);
    if (request === null) return { outcome: 'unknown' };
    await giveBack();
    return { outcome: 'found', request };
  };

  return {
    /**
     * Starts a device request (RFC 8628 section 3.1).
     *
     * @throws {OAuthError} unauthorized_client, invalid_scope, invalid_target, temporarily_unavailable with status 429
     */
    begin: async (
      client: Client,
      asked: { scope: string | undefined; resources: readonly string[] },
      sender: RequestSender,
    ): Promise<DeviceAuthorization> => {
      requireGrantType(client, DEVICE_CODE);
      const access = parseAccess(asked.scope, await resources.named(asked.resources));
      await admit('device_request', client, sender);
      const deviceCode = randomSecret('device_').reveal();
      const now = clock.now();
      for (;;) {
        const userCode = newUserCode();
        const isNew = await store.insert({
          deviceHash: hashSecret(deviceCode),
          userCodeHash: hashUserCode(userCode),
          appId: client.id,
          asked: access,
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
    find: async (text: string, who: Answerer, address: string): Promise<FoundDevice> => {
      const code = readUserCode(text);
      return code === null ? { outcome: 'unknown' } : guess(code, who, address);
    },

    /**
     * Records the user's answer, only in the session that was asked (A71), and only about the app as it was shown.
     * `ticked`: the optional scopes they allow, null if they refuse. Who allows nothing refuses.
     */
    answer: async (
      { text, ticket, ticked }: { text: string; ticket: string; ticked: readonly string[] | null },
      { session }: Pick<Answerer, 'session'>,
      locale: Locale | null = null,
    ): Promise<DeviceAnswer> => {
      const code = readUserCode(text);
      const request = code === null ? null : await pending(code, session);
      const [forSession = '', identity = ''] = ticket.split('.');
      if (request === null || !sameText(forSession, ticketFor(request.id, session))) return { outcome: 'over' };
      const { id, app, asked } = request;
      const now = clock.now();
      const granted: Access | null = ticked && {
        ...asked,
        scopes: scopesAllowed(asked.scopes, ticked, overAsks(app, asked)),
      };
      if (granted === null || (granted.scopes.length === 0 && granted.resources.length === 0)) {
        return (await store.deny(id, now)) ? { outcome: 'answered', allowed: false } : { outcome: 'over' };
      }
      if (identity !== appIdentity(app)) return { outcome: 'changed', request };
      const about = { scopes: asked.scopes, registeredUri: null };
      const consent = consentTo(app, about, session.userId, granted);
      const grant = { userId: session.userId, access: granted, signIn: session.signIn };
      const detail = { scope: formatScope(granted.scopes), device: 1 };
      const tell = await notifications.to(session.userId);
      return database.write<DeviceAnswer>(async (transaction) => {
        const consented = await store.allow(transaction, request, consent, grant, now);
        if (consented === null) return { outcome: 'over' };
        const event = { userId: session.userId, appId: app.id, detail };
        await audit.record(transaction, { type: 'authorization_granted', ...event });
        if (isNewlyAllowed(consented.before, app, about)) {
          await tell(transaction, { notice: 'app_allowed', app, locale });
        }
        return { outcome: 'answered', allowed: true };
      });
    },
  };
};

export type DeviceRequests = ReturnType<typeof createDeviceRequests>;
