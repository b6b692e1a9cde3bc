import type { Queryable } from '../../database/database.js';
import type { Common } from '../../database/shared.js';
import { HOUR, MINUTE } from '../../kernel/clock.js';
import { messagesFor, type Locale, type SecurityNotice } from '../../i18n/index.js';
import { nameBrowser } from '../../i18n/user-agent.js';
import type { Account } from '../accounts/index.js';
import type { Mails } from './mails.js';
import type { Needs } from './needs.js';
import { type AppNotice, placeOf } from './notice-kinds.js';
import { countNotice } from './store/notice-counts.js';
import { withholdNotice } from './store/withheld-notices.js';
import type { MailTables } from './tables.js';

/** In this span, a user gets at most so many notices of a kind by themselves. The others are mailed together. */
export const NOTICE_SPAN = HOUR;
const MOST_OF_A_KIND = 10;
/** If each is about one of several apps. */
const MOST_ABOUT_APPS = 30;
const MOST_ABOUT_AN_APP = 5;
/** How long a notice waits at most until it is mailed together with others. */
const WITHHELD_FOR = 10 * MINUTE;

/** The app that a notice is about, by its number, whatever it is called. */
export interface AppTold {
  id: number;
  name: string;
}

export type Notification = {
  /** Of the page where it happened; null if the user did not cause it. */
  locale: Locale | null;
} & (
  | { notice: AppNotice; app: AppTold }
  | {
      notice: Exclude<SecurityNotice, AppNotice>;
      /** The browser, passkey or provider that the notice is about. */
      about?: string;
    }
);

/** Queues a notice within the transaction of what it is about. */
export type Tell = (transaction: Queryable<MailTables>, notification: Notification) => Promise<void>;

/**
 * Notifies users by mail of what happened to their account, so that they notice what they did not do. Only verified
 * addresses get such mail, because others may be a stranger's.
 */
export const createNotifications = ({ accounts, clock, mails, issuer }: Common & Needs & { mails: Mails }) => {
  /** Whether a notice is mailed by itself, and whether it is the last one for a while. */
  const admit = async (
    transaction: Queryable<MailTables>,
    userId: string,
    notice: SecurityNotice,
    app: AppTold | null,
  ): Promise<'mailed' | 'last' | 'withheld'> => {
    const count = (appId: number | null): Promise<number> =>
      countNotice(transaction, { userId, notice, appId, now: clock.now(), span: NOTICE_SPAN });
    const aboutApp = app === null ? 0 : await count(app.id);
    // Many about one app leave the others their part of the whole.
    if (aboutApp > MOST_ABOUT_AN_APP) return 'withheld';
    const most = app === null ? MOST_OF_A_KIND : MOST_ABOUT_APPS;
    const all = await count(null);
    if (all > most) return 'withheld';
    return aboutApp === MOST_ABOUT_AN_APP || all === most ? 'last' : 'mailed';
  };

  return {
    /**
     * For a user, by number or as the caller knows the account. Resolves before the transaction to what tells within it,
     * because a transaction waits for nothing else.
     */
    to: async (user: string | Account): Promise<Tell> => {
      const account = !mails.isOn ? null : typeof user === 'string' ? await accounts.getById(user) : user;
      return async (transaction, notification) => {
        if (account === null || account.email === null || !account.emailVerified) return;
        const { notice, locale } = notification;
        const app = 'app' in notification ? notification.app : null;
        const about = 'app' in notification ? notification.app.name : (notification.about ?? '');
        const admitted = await admit(transaction, account.id, notice, app);
        if (admitted === 'withheld') {
          const dueAt = clock.now() + WITHHELD_FOR;
          await withholdNotice(transaction, { userId: account.id, notice, appId: app?.id ?? null, about, dueAt });
          return;
        }
        await mails.sendTo(transaction, account, account.email, locale, (texts) => ({
          subject: texts.notices[notice].subject(about),
          paragraphs: [
            texts.greeting(account.username),
            texts.notices[notice].text(about),
            texts.notYou,
            ...(admitted === 'last' ? [texts.withheld.announced] : []),
          ],
          action: { label: texts.review, url: `${issuer}${placeOf(notice)}` },
          footer: texts.why,
        }));
      };
    },
  };
};

/** Somebody signed in from a browser not used with this account before. */
export const newBrowser = (userAgent: string, locale: Locale): Notification => ({
  notice: 'new_browser',
  about: nameBrowser(messagesFor(locale), userAgent),
  locale,
});

export type Notifications = ReturnType<typeof createNotifications>;
