import { hash as digest } from 'node:crypto';
import { type Account, findUnambiguous, verifiedOf } from '../accounts/index.js';
import type { Locale } from '../../i18n/index.js';
import { foldKey } from '../../kernel/text.js';
import type { Limited, Limiter } from '../../database/limiter.js';
import { type Queryable, unlessTaken } from '../../database/database.js';
import type { Shared } from '../../database/shared.js';
import type { MailLinks } from './links.js';
import type { Mails } from './mails.js';
import type { Needs } from './needs.js';
import type { MailSchema, MailTables } from './tables.js';

export type ChangeRequest =
  /** A link was sent to the new address; opening it changes the account's address. */
  | { outcome: 'sent' }
  /** Mail is disabled: the address was changed at once, unverified. */
  | { outcome: 'changed' }
  | { outcome: 'invalid' }
  /** Returned only if there is no mail to say so. */
  | { outcome: 'taken' }
  | { outcome: 'limited'; retryAfterSeconds: number };

type Parts = Shared<MailSchema> & Needs & { mailLinks: MailLinks; mails: Mails };

const HOUR_SECONDS = 3600;

/** The email addresses of accounts, and their verification. */
export const createEmailAddresses = ({ accounts, audit, database, mailLinks, mails, limits }: Parts) => {
  // Each mail may reach a stranger who did not ask for it, and many accounts may request the same address. Those that have
  // an address are counted apart, so that others cannot keep its confirmation away; they may be one after the other.
  const perUser = limits.create({ name: 'address-mail', points: 5, durationSeconds: HOUR_SECONDS });
  const perRecipient = limits.create({ name: 'address-mail-to', points: 5, durationSeconds: HOUR_SECONDS });

  const perHeld = limits.create({ name: 'held-address-mail', points: 20, durationSeconds: HOUR_SECONDS });

  const consume = async (userId: string, recipients: Limiter, to: string): Promise<Limited | null> =>
    (await perUser.consume(userId)) ?? recipients.consume(digest('sha256', foldKey(to), 'base64url'));

  const tellOldAddress = async (transaction: Queryable<MailTables>, account: Account, next: string, ofPage: Locale) => {
    const { username, email, emailVerified } = account;
    if (email === null || !emailVerified) return;
    await mails.sendTo(transaction, account, email, ofPage, ({ greeting, notices, emailChangedNotYou, why }) => ({
      subject: notices.email_changed.subject(),
      paragraphs: [greeting(username), notices.email_changed.text(next), emailChangedNotYou],
      action: null,
      footer: why,
    }));
  };

  const send = (account: Account, to: string, mail: 'verify_email' | 'change_email', ofPage: Locale) =>
    database.write(async (transaction) => {
      const url = await mailLinks.create(transaction, mail, account.id, to);
      await mails.sendTo(
        transaction,
        account,
        to,
        ofPage,
        ({ links: { [mail]: texts } }) => ({
          subject: texts.subject,
          // Without a name: the address is unconfirmed, and an account's name could be a message to a stranger.
          paragraphs: [texts.text],
          action: { label: texts.action, url },
          footer: texts.footer,
        }),
        { isLink: true },
      );
    });

  /** `allowed` is part of the transaction. False if it says so, or if another account has the address. */
  const setEmail = async (
    { id }: Account,
    email: string,
    options: { isVerified: boolean },
    allowed?: (transaction: Queryable<MailSchema>) => Promise<boolean>,
  ): Promise<boolean> => {
    if (await accounts.isEmailTaken(id, email)) return false;
    const isSet = await unlessTaken(
      database.write(async (transaction) => {
        if ((await allowed?.(transaction)) === false) return false;
        if (!(await accounts.setEmail(transaction, id, email, options))) return false;
        await audit.record(transaction, { type: 'email_changed', userId: id });
        return true;
      }),
    );
    return isSet ?? false;
  };

  /** Tells the holder of a requested address; whoever requested it learns nothing. */
  const tellHolder = (holder: Account, to: string, ofPage: Locale): Promise<void> =>
    database.write((transaction) =>
      mails.sendTo(transaction, holder, to, ofPage, ({ addressTaken: { subject, text, footer } }) => ({
        subject,
        paragraphs: [text],
        action: null,
        footer,
      })),
    );

  return {
    /** Whether addresses can be verified here. */
    isOn: mails.isOn,

    /**
     * Sends a link to verify the account's address. Resolves to the seconds to wait if too many were sent, otherwise to null.
     */
    requestVerification: async (account: Account, locale: Locale): Promise<number | null> => {
      if (!mails.isOn || account.email === null || account.emailVerified) return null;
      const limited = await consume(account.id, perHeld, account.email);
      if (limited !== null) return limited.retryAfterSeconds;
      await send(account, account.email, 'verify_email', locale);
      return null;
    },

    /** The address and account of a link; null if it is no longer valid. */
    find: async (
      purpose: 'verify_email' | 'change_email',
      token: string,
    ): Promise<{ email: string; username: string } | null> => {
      const link = await mailLinks.find(purpose, token);
      const account = link && (await accounts.getById(link.userId));
      return account?.status === 'enabled' ? { email: link?.email ?? '', username: account.username } : null;
    },

    /** Null if the link is used up, or the account is disabled or now has another address. */
    verify: async (token: string): Promise<string | null> => {
      const found = await mailLinks.find('verify_email', token);
      const account = found && (await accounts.getById(found.userId));
      if (account === null) return null;
      return database.write(async (transaction) => {
        if (!(await accounts.holdVerified(transaction, verifiedOf(account)))) return null;
        const link = await mailLinks.take(transaction, 'verify_email', token);
        if (link === null || !(await accounts.confirmEmail(transaction, account.id, link.email))) return null;
        await audit.record(transaction, { type: 'email_verified', userId: account.id });
        return link.email;
      });
    },

    /** Requests another address. Whether another account has it is revealed only to its reader. */
    requestChange: async (account: Account, email: string, locale: Locale): Promise<ChangeRequest> => {
      if (!accounts.isEmail(email)) return { outcome: 'invalid' };
      if (!mails.isOn) {
        // The answer says whether somebody has the address.
        const limited = await perUser.consume(account.id);
        if (limited !== null) return { outcome: 'limited', retryAfterSeconds: limited.retryAfterSeconds };
        const isChanged = await setEmail(account, email, { isVerified: false });
        return { outcome: isChanged ? 'changed' : 'taken' };
      }
      const limited = await consume(account.id, perRecipient, email);
      if (limited !== null) return { outcome: 'limited', retryAfterSeconds: limited.retryAfterSeconds };
      if (!(await accounts.isEmailTaken(account.id, email))) await send(account, email, 'change_email', locale);
      else {
        const holder = await findUnambiguous(accounts, email);
        if (holder !== null) await tellHolder(holder, email, locale);
      }
      return { outcome: 'sent' };
    },

    /** Changes the account's address to the one the link was sent to. Null if the link is used up or the address taken. */
    change: async (token: string, locale: Locale): Promise<string | null> => {
      const link = await mailLinks.find('change_email', token);
      const before = link && (await accounts.getById(link.userId));
      if (link === null || before === null) return null;
      const isChanged = await setEmail(before, link.email, { isVerified: true }, async (transaction) => {
        if (!(await accounts.holdVerified(transaction, verifiedOf(before)))) return false;
        if ((await mailLinks.take(transaction, 'change_email', token)) === null) return false;
        // A link to set a password may still be in a mailbox the owner no longer controls.
        await mailLinks.endAll(transaction, before.id);
        await tellOldAddress(transaction, before, link.email, locale);
        return true;
      });
      return isChanged ? link.email : null;
    },
  };
};

export type EmailAddresses = ReturnType<typeof createEmailAddresses>;
