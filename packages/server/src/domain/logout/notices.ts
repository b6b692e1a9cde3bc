import { randomBytes } from '../../kernel/random.js';
import type { Common } from '../../database/shared.js';
import { HOUR, MINUTE, SECOND, toSeconds } from '../../kernel/clock.js';
import { createOutbox } from '../../kernel/outbox.js';
import { readSigningAlg } from '../../protocol/signing-alg.js';
import { UnusableAnswerError } from '../request-log/index.js';
import type { Needs } from './needs.js';
import type { DueNotice, LogoutNoticesStore } from './store.js';

/** OpenID Connect Back-Channel Logout section 2.4. */
const EVENT = 'http://schemas.openid.net/event/backchannel-logout';
/** In seconds. Section 2.4 recommends at most two minutes. */
const TOKEN_LIFETIME = 120;
const TIMEOUT = 5 * SECOND;
/** Only the app's status matters; the rest is read and ignored, and a framework's error page may be long. */
const MAX_ANSWER = 256 * 1024;
/** The delays between attempts; there is none after the last. */
const RETRY_AFTER = [MINUTE, 5 * MINUTE, 30 * MINUTE, 2 * HOUR] as const;
/** Apps notified concurrently. */
const CONCURRENCY = 16;
/** Of those, at one host. */
const PER_HOST = 2;
/** Of those, apps of one developer, who may have many hosts; or of all apps without an owner, since anybody registers those. */
const PER_OWNER = 8;

type Parts = Common & Needs & { store: LogoutNoticesStore };

/** Notifies apps that a session has ended (OpenID Connect Back-Channel Logout). */
export const createLogoutNotices = ({ store, clock, worldClock, keys, callApp, log, issuer }: Parts) => {
  /** Section 2.4. New for each attempt, so that it is fresh when it arrives. */
  const tokenFor = ({ clientId, idTokenAlg, userId, sid }: DueNotice): Promise<string> => {
    const now = toSeconds(worldClock.now());
    return keys.sign(readSigningAlg(idTokenAlg), 'logout+jwt', {
      iss: issuer,
      aud: clientId,
      iat: now,
      exp: now + TOKEN_LIFETIME,
      jti: randomBytes(16).toString('base64url'),
      events: { [EVENT]: {} },
      sub: userId,
      sid,
    });
  };

  /** Section 2.8: an app that accepts it answers 200, and with some frameworks 204. */
  const tell = async (notice: DueNotice): Promise<void> => {
    const { appId, isTrusted, attempts, backchannelLogoutUri } = notice;
    const call = {
      app: { id: appId, isTrusted },
      operation: 'backchannel_logout',
      url: backchannelLogoutUri,
      noted: [['attempt', `${attempts + 1} of ${RETRY_AFTER.length + 1}`]],
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ logout_token: await tokenFor(notice) }).toString(),
      timeoutMs: TIMEOUT,
      maxBytes: MAX_ANSWER,
    } as const;
    await callApp(call, ({ status }) => {
      if (status !== 200 && status !== 204) throw new UnusableAnswerError(`The app answered with status ${status}.`);
    });
  };

  return createOutbox<DueNotice>({
    table: store,
    clock,
    concurrency: CONCURRENCY,
    shares: {
      laneOf: ({ backchannelLogoutUri }) => URL.parse(backchannelLogoutUri)?.host ?? '',
      perLane: PER_HOST,
      ownerOf: ({ ownerId }) => ownerId ?? '',
      perOwner: PER_OWNER,
      // One person can have many hosts, or name many in apps without an owner; those are told apart by who signed out.
      causeOf: ({ ownerId, userId }) => (ownerId === null ? `user ${userId}` : `owner ${ownerId}`),
    },
    retryAfter: RETRY_AFTER,
    // An attempt is short, so its claim lasts until the next one.
    lease: (wait) => wait ?? HOUR,
    deliver: tell,
    onRetry: (notice, err) =>
      log.info({ clientId: notice.clientId, attempts: notice.attempts + 1, err }, 'logout notice failed'),
    onGivenUp: (notice, err) => log.warn({ clientId: notice.clientId, err }, 'logout notice given up'),
  });
};

export type LogoutNotices = ReturnType<typeof createLogoutNotices>;
