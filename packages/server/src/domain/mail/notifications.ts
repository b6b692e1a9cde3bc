import type { AccountSource } from '../accounts/index.js';
import { messagesFor, type Locale, type SecurityNotice } from '../../i18n/index.js';
import { mailLocale, type Mails } from './mails.js';
import { nameBrowser } from '../../i18n/user-agent.js';

/** Where the reader of such a mail can act on it. */
const PLACES: Readonly<Record<SecurityNotice, '/account/security' | '/account/authorizations'>> = {
  new_browser: '/account/security',
  app_allowed: '/account/authorizations',
  token_reused: '/account/authorizations',
  password_changed: '/account/security',
  email_changed: '/account/security',
  passkey_added: '/account/security',
  passkey_removed: '/account/security',
  totp_on: '/account/security',
  totp_off: '/account/security',
  recovery_codes_made: '/account/security',
  recovery_code_used: '/account/security',
  upstream_linked: '/account/security',
  upstream_unlinked: '/account/security',
};

export interface Notification {
  notice: SecurityNotice;
  /** The app, browser, passkey or provider that the notice is about. */
  about?: string;
  /** Of the page where it happened; null if the user did not cause it. */
  locale: Locale | null;
}

interface Dependencies {
  accounts: AccountSource;
  mails: Mails;
  issuer: string;
}

/**
 * Notifies users by mail of what happened to their account, so that they notice what they did not do. Only verified
 * addresses get such mail, because others may be a stranger's.
 */
export const createNotifications = ({ accounts, mails, issuer }: Dependencies) => {
  const tell = async (userId: string, { notice, about = '', locale }: Notification): Promise<void> => {
    if (!mails.isOn) return;
    const account = await accounts.getById(userId);
    if (account === null || account.email === null || !account.emailVerified) return;
    const language = mailLocale(account, locale);
    const texts = messagesFor(language).mails;
    await mails.send(userId, account.email, {
      locale: language,
      subject: texts.notices[notice].subject(about),
      paragraphs: [texts.greeting(account.username), texts.notices[notice].text(about), texts.notYou],
      action: { label: texts.review, url: `${issuer}${PLACES[notice]}` },
      footer: texts.why,
    });
  };

  return {
    tell,

    /** Somebody signed in from a browser not used with this account before. */
    tellNewBrowser: (userId: string, userAgent: string, locale: Locale): Promise<void> =>
      tell(userId, { notice: 'new_browser', about: nameBrowser(messagesFor(locale), userAgent), locale }),
  };
};

export type Notifications = ReturnType<typeof createNotifications>;
