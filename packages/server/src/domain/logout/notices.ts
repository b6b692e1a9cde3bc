import { randomBytes } from '../../kernel/random.js';
import { HOUR, MINUTE, SECOND, toSeconds, type Clock } from '../../kernel/clock.js';
import type { Log } from '../../kernel/log.js';
import type { SafeFetch } from '../../kernel/safe-fetch.js';
import { readSigningAlg } from '../../protocol/signing-alg.js';
import type { LogoutNoticesStore } from './store.js';
import type { DueNotice } from './store.js';
import type { Keys } from '../keys/index.js';

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
const CROWD = 16;

interface Dependencies {
  store: LogoutNoticesStore;
  clock: Clock;
  keys: Keys;
  fetch: SafeFetch;
  log: Log;
  issuer: string;
}

/** Notifies apps that a session has ended (OpenID Connect Back-Channel Logout). */
export const createLogoutNotices = ({ store, clock, keys, fetch, log, issuer }: Dependencies) => {
  let listener: (() => void) | null = null;

  /** Section 2.4. New for each attempt, so that it is fresh when it arrives. */
  const tokenFor = ({ client_id, id_token_alg, user_id, sid }: DueNotice): Promise<string> => {
    const now = toSeconds(clock.now());
    return keys.sign(readSigningAlg(id_token_alg), 'logout+jwt', {
      iss: issuer,
      aud: client_id,
      iat: now,
      exp: now + TOKEN_LIFETIME,
      jti: randomBytes(16).toString('base64url'),
      events: { [EVENT]: {} },
      sub: user_id,
      sid,
    });
  };

  /** Null if the app accepted it, otherwise the reason (section 2.8: 200, and with some frameworks 204). */
  const tell = async (notice: DueNotice): Promise<unknown> => {
    try {
      const { status } = await fetch(notice.backchannel_logout_uri, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({ logout_token: await tokenFor(notice) }).toString(),
        timeoutMs: TIMEOUT,
        maxBytes: MAX_ANSWER,
      });
      return status === 200 || status === 204 ? null : new Error(`The app answered ${status}.`);
    } catch (error) {
      return error;
    }
  };

  const attempt = async (notice: DueNotice): Promise<void> => {
    const wait = RETRY_AFTER[notice.attempts];
    // Claimed before sending: if the process dies, the next attempt follows later. After the last there is none.
    const claimed = await store.claim(notice, clock.now() + (wait ?? HOUR));
    if (!claimed) return;
    const fault = await tell(notice);
    if (fault !== null && wait !== undefined) {
      log.debug({ clientId: notice.client_id, attempts: notice.attempts + 1, err: fault }, 'logout notice failed');
      return;
    }
    if (fault !== null) log.warn({ clientId: notice.client_id, err: fault }, 'logout notice given up');
    await store.delete(notice.id);
  };

  return {
    /** Sends every notice that is due; starts no more once told to stop. Safe to run in several processes at once. */
    deliver: async (stop?: AbortSignal): Promise<void> => {
      for (;;) {
        const due = await store.listDue(clock.now(), CROWD);
        await Promise.all(due.map(attempt));
        if (due.length < CROWD || stop?.aborted === true) return;
      }
    },

    /** Called when notices may have been stored, so that they are sent before the job's next interval. */
    wake: (): void => listener?.(),

    /** Registers what `wake` calls: the job, in a process that runs jobs. */
    onWake: (wakened: () => void): void => {
      listener = wakened;
    },
  };
};

export type LogoutNotices = ReturnType<typeof createLogoutNotices>;
