import type { SecurityNotice } from '../../i18n/index.js';

/** Notices about an app that the user has allowed something. */
const OF_USERS = ['app_allowed', 'token_reused'] as const satisfies readonly SecurityNotice[];

/** Notices about an app that the user owns. */
const OF_OWNERS = [
  'app_created',
  'app_deleted',
  'app_keys_changed',
  'app_secret_added',
  'app_security_changed',
] as const satisfies readonly SecurityNotice[];

/** Each is counted by its app too, so that many about one hide none about another. */
export type AppNotice = (typeof OF_USERS)[number] | (typeof OF_OWNERS)[number];

const isIn = (list: readonly SecurityNotice[], notice: SecurityNotice): boolean => list.includes(notice);

/** Where the reader of such a mail can act on it. */
export const placeOf = (notice: SecurityNotice): string => {
  if (isIn(OF_OWNERS, notice) || notice === 'developer_token_created') return '/console';
  return isIn(OF_USERS, notice) ? '/account/authorizations' : '/account/security';
};
