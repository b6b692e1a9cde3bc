import type { Queryable } from '../../database/database.js';
import type { Common } from '../../database/shared.js';
import { HOUR } from '../../kernel/clock.js';
import { messagesFor, type Locale, type SecurityNotice } from '../../i18n/index.js';
import type { Account } from '../accounts/index.js';
import type { Mails } from './mails.js';
import type { Needs } from './needs.js';
import { countNotice } from './store/notice-counts.js';
import type { MailTables } from './tables.js';
import { nameBrowser } from '../../i18n/user-agent.js';

/** In this span, a user gets at most so many notices of a kind; the last says so. */
export const NOTICE_SPAN = HOUR;
const MOST_OF_A_KIND = 10;

/** Notices about an app, and not about ways to sign in. */
const ABOUT_APPS: ReadonlySet<SecurityNotice> = new Set(['app_allowed', 'token_reused']);

/** Notices about credentials of developers. */
const OF_DEVELOPERS: ReadonlySet<SecurityNotice> = new Set([
  'app_created',
  'app_deleted',
  'app_keys_changed',
  'app_secret_added',
  'app_security_changed',
  'developer_token_created',
]);

/** Where the reader of such a mail can act on it. */
const placeOf = (notice: SecurityNotice): string => {
  if (OF_DEVELOPERS.has(notice)) return '/console';
  return ABOUT_APPS.has(notice) ? '/account/authorizations' : '/account/security';
};

export interface Notification {
  notice: SecurityNotice;
  /** The app, browser, passkey or provider that the notice is about. */
  about?: string;
  /** Of the page where it happened; null if the user did not cause it. */
  locale: Locale | null;
}

/** Queues a notice within the transaction of what it is about. */
export type Tell = (transaction: Queryable<MailTables>, notification: Notification) => Promise<void>;

/**
 * Notifies users by mail of what happened to their account, so that they notice what they did not do. Only verified
 * addresses get such mail, because others may be a stranger's.
 */
export const createNotifications = ({ accounts, clock, mails, issuer }: Common & Needs & { mails: Mails }) => ({
  /**
   * For a user, by number or as the caller knows the account. Resolves before the transaction to what tells within it,
   * because a transaction waits for nothing else.
   */
  to: async (user: string | Account): Promise<Tell> => {
    const account = !mails.isOn ? null : typeof user === 'string' ? await accounts.getById(user) : user;
    return async (transaction, { notice, about = '', locale }) => {
      if (account === null || account.email === null || !account.emailVerified) return;
      const window = { userId: account.id, notice, now: clock.now(), span: NOTICE_SPAN };
      const count = await countNotice(transaction, window);
      if (count > MOST_OF_A_KIND) return;
      await mails.sendTo(transaction, account, account.email, locale, (texts) => ({
        subject: texts.notices[notice].subject(about),
        paragraphs: [
          texts.greeting(account.username),
          texts.notices[notice].text(about),
          texts.notYou,
          ...(count === MOST_OF_A_KIND ? [texts.lastForAnHour] : []),
        ],
        action: { label: texts.review, url: `${issuer}${placeOf(notice)}` },
        footer: texts.why,
      }));
    };
  },
});

/** Somebody signed in from a browser not used with this account before. */
export const newBrowser = (userAgent: string, locale: Locale): Notification => ({
  notice: 'new_browser',
  about: nameBrowser(messagesFor(locale), userAgent),
  locale,
});

export type Notifications = ReturnType<typeof createNotifications>;
