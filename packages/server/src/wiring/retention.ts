import { DAY, HOUR } from '../kernel/clock.js';
import type { AuditEventType } from '../domain/audit/index.js';
import { MAIL_MEMORY } from '../domain/mail/index.js';
import { LINE_MEMORY } from '../domain/request-log/index.js';
import type { Store } from '../domain/store.js';

/** How long a spent code is remembered, so that a replay still finds the tokens it must revoke. */
const CODE_MEMORY = HOUR;
/** How long a dead token family is kept for those who look into what happened. */
const FAMILY_MEMORY = 30 * DAY;
const ENDED_AUTHORIZATION_MEMORY = 90 * DAY;
/** Of events that anybody can cause, and of their addresses. */
const FAILURE_MEMORY = 90 * DAY;
const FAILURES: readonly AuditEventType[] = [
  'sign_in_failed',
  'sign_in_limited',
  'passkey_refused',
  'second_step_failed',
  'second_step_limited',
  'sign_up_limited',
  'requests_limited',
];
/** As long as a browser keeps the cookie it is known by. */
const BROWSER_MEMORY = 400 * DAY;
/** Of a signing key that signs no more: a day, which no token outlives (`config/variables.ts`), and an hour for clocks. */
const RETIRED_KEY_MEMORY = DAY + HOUR;
/** Longer than an app is tried for (domain/logout/notices.ts). */
const LOGOUT_NOTICE_MEMORY = DAY;
/** Of a jti beyond the time its proof is refused anyway: a clock that goes back a little must not bring it to life (A97). */
const JTI_MEMORY = HOUR;
const INVITATION_MEMORY = 30 * DAY;
const UNPAID_ORDER_MEMORY = 90 * DAY;

/** How long after a deletion a request may still have been on its way, and hours more for a job that could not run. */
const DELETION_SWEEP = 2 * DAY;

/** How long an app that belongs to nobody may wait for its first token. */
const FIRST_USE = 7 * DAY;

/** Deletes apps that registered themselves, or that a document describes, when nobody has used them for so many days. */
export const deleteIdleApps = (store: Store, days: number, now: number): Promise<void> =>
  store.apps.deleteIdle({ usedBefore: now - days * DAY, unusedBefore: now - FIRST_USE });

/** Deletes whatever is no longer needed at `now`. Families before their authorizations, which they hold on to. */
export const deleteOld = async (store: Store, now: number): Promise<void> => {
  await store.sessions.deleteExpired(now);
  await store.sessions.forgetBrowsers(now - BROWSER_MEMORY);
  await store.authorizationRequests.deleteExpired(now);
  await store.pushedRequests.deleteExpired(now);
  await store.playgroundRuns.deleteExpired(now);
  await store.usedJtis.deleteExpired(now - JTI_MEMORY);
  await store.limits.deleteExpired(now);
  await store.codes.deleteExpired(now - CODE_MEMORY);
  await store.deviceRequests.deleteExpired(now - CODE_MEMORY);
  await store.tokenFamilies.deleteEnded(now - FAMILY_MEMORY);
  await store.authorizations.deleteEnded(now - ENDED_AUTHORIZATION_MEMORY);
  await store.invitations.deleteExpired(now - INVITATION_MEMORY);
  await store.topupOrders.deleteUnpaid(now - UNPAID_ORDER_MEMORY);
  await store.signingKeys.deleteRetired(now - RETIRED_KEY_MEMORY);
  await store.logoutNotices.deleteOld(now - LOGOUT_NOTICE_MEMORY);
  await store.mailLinks.deleteExpired(now);
  await store.pendingSignIns.deleteExpired(now);
  await store.upstreamRequests.deleteExpired(now);
  await store.mails.deleteOld(now - MAIL_MEMORY);
  await store.appRequests.deleteOld(now - LINE_MEMORY);
  await store.userDeletion.sweep(now - DELETION_SWEEP, now);
  await store.auditEvents.deleteOld(FAILURES, now - FAILURE_MEMORY);
};
