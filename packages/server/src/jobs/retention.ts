import { DAY, HOUR } from '../kernel/clock.js';
import type { Store } from '../store/index.js';

/** How long a spent code is remembered, so that a replay still finds the tokens it must revoke. */
const CODE_MEMORY = HOUR;
/** How long a dead token family is kept for those who look into what happened. */
const FAMILY_MEMORY = 30 * DAY;
const ENDED_AUTHORIZATION_MEMORY = 90 * DAY;
/** Of wrong and refused sign-ins, which anybody can cause. */
const FAILED_SIGN_IN_MEMORY = 90 * DAY;
const FAILED_SIGN_INS = ['sign_in_failed', 'sign_in_limited'];
/** As long as a browser keeps the cookie it is known by. */
const BROWSER_MEMORY = 400 * DAY;
const INVITATION_MEMORY = 30 * DAY;
const UNPAID_ORDER_MEMORY = 90 * DAY;

/** Deletes whatever is no longer needed at `now`. Families before their authorizations, which they hold on to. */
export const deleteOld = async (store: Store, now: number): Promise<void> => {
  await store.sessions.deleteExpired(now);
  await store.sessions.forgetBrowsers(now - BROWSER_MEMORY);
  await store.authorizationRequests.deleteExpired(now);
  await store.codes.deleteExpired(now - CODE_MEMORY);
  await store.tokenFamilies.deleteEnded(now - FAMILY_MEMORY);
  await store.authorizations.deleteEnded(now - ENDED_AUTHORIZATION_MEMORY);
  await store.invitations.deleteExpired(now - INVITATION_MEMORY);
  await store.topupOrders.deleteUnpaid(now - UNPAID_ORDER_MEMORY);
  await store.auditEvents.deleteOld(FAILED_SIGN_INS, now - FAILED_SIGN_IN_MEMORY);
};
