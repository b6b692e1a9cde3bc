import { type Account, findUnambiguous, verifiedOf } from '../../accounts/index.js';
import type { Queryable } from '../../../database/database.js';
import type { Locale } from '../../../i18n/index.js';
import { bestEffort } from '../../../kernel/best-effort.js';
import type { Secret } from '../../../kernel/secret.js';
import { UnavailableError } from '../../../kernel/unavailable.js';
import { holdWritersOf } from '../../sessions/index.js';
import { greetingOf, type MailLink } from '../../mail/index.js';
import type { Needs } from '../needs.js';
import type { PendingSignIns } from '../pending-sign-ins.js';
import type { PasswordChange } from './password-change.js';
import type { RemainingAccess, RemainingOf } from './remaining-access.js';
import type { RemovalAnswers } from './remaining-boxes.js';
import type { SignInSchema } from '../tables.js';

interface Siblings {
  pendingSignIns: PendingSignIns;
  passwordChange: PasswordChange;
  remaining: RemainingOf;
}

const HOUR_SECONDS = 3600;
/** Minimum response time, longer than a real request takes, so that timing does not reveal whether the account exists. */
const FLOOR_MS = 300;

/** Stored instead of an address: an operator's link was not sent to any. */
const BY_HAND = '';

export interface ResetOfAccount {
  account: Account;
  leaves: RemainingAccess;
}

export interface NewPasswordByLink {
  password: Secret;
  locale: Locale;
  /** The client's address, or its /64 for IPv6. */
  address: string;
  /** The browser that sets it; null for none. */
  browserId?: string | null;
  removal?: RemovalAnswers;
}

/**
 * An intruder's session can change the account at any moment, which undoes what relied on it as it was. The link stays, so
 * another try is as good.
 */
const TRIES = 10;

/** Of a form without boxes. */
const NOTHING: RemovalAnswers = { ticked: [], shown: [] };

interface OpenedLink {
  link: MailLink;
  account: Account;
}

type PreparedChange = Awaited<ReturnType<PasswordChange['prepare']>>;

const pause = (duration: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, duration));

/** Nobody has proven the address before, so that a stranger may have made the account. */
const mayBeStrangers = (link: MailLink, { emailVerified }: Account): boolean =>
  link.email !== BY_HAND && !emailVerified;

/** As the account will be, so that notices reach an address that is verified by this very step. */
const ownerOf = ({ email }: MailLink, account: Account): Account => ({
  ...account,
  emailVerified: account.emailVerified || email !== BY_HAND,
});

/** Password resets: a link goes to the account's address, and whoever opens it sets a new password. */
export const createPasswordReset = (needs: Needs & Siblings) => {
  const {
    accounts,
    audit,
    database,
    log,
    mailLinks,
    mails,
    notifications,
    passwordChange,
    remaining,
    limits,
    sessions,
  } = needs;
  const perAddress = limits.create({ name: 'reset-address', points: 20, durationSeconds: HOUR_SECONDS });
  const perAccount = limits.create({ name: 'reset-account', points: 5, durationSeconds: HOUR_SECONDS });

  /** What whoever knew the old password has used up. */
  const startCountsOver = async (userId: string): Promise<void> => {
    await needs.signInCounts.startOver(userId);
    await needs.pendingSignIns.startOver(userId);
  };

  const createLink = async (transaction: Queryable<SignInSchema>, { id }: Account, email: string): Promise<string> => {
    await audit.record(transaction, { type: 'password_reset_requested', userId: id });
    return mailLinks.create(transaction, 'reset_password', id, email);
  };

  const send = async (account: Account | null, locale: Locale): Promise<void> => {
    if (account === null || account.status !== 'enabled' || account.email === null) return;
    if ((await perAccount.consume(account.id)) !== null) return;
    const { email } = account;
    await database.write(async (transaction) => {
      const url = await createLink(transaction, account, email);
      await mails.sendTo(
        transaction,
        account,
        email,
        locale,
        (texts) => ({
          subject: texts.links.reset_password.subject,
          paragraphs: [...greetingOf(account, texts), texts.links.reset_password.text],
          action: { label: texts.links.reset_password.action, url },
          footer: texts.links.reset_password.footer,
        }),
        { isLink: true },
      );
    });
  };

  const leavesOf = (link: MailLink, account: Account): Promise<RemainingAccess> =>
    mayBeStrangers(link, account) ? remaining.ofStranger(account.id) : remaining.of(account.id);

  /** Only if the account is enabled and still has the address that the link was sent to. */
  const opened = async (token: string): Promise<OpenedLink | null> => {
    const link = await mailLinks.find('reset_password', token);
    const account = link && (await accounts.getById(link.userId));
    if (link === null || account?.status !== 'enabled') return null;
    return link.email === BY_HAND || link.email === account.email ? { link, account } : null;
  };

  /** False if the account has changed since the link was opened, or the link was used. */
  const use = async (
    token: string,
    { link, account }: OpenedLink,
    change: PreparedChange,
    { locale, browserId = null, removal = NOTHING }: NewPasswordByLink,
  ): Promise<boolean> => {
    const leaves = await leavesOf(link, account);
    const chosen = await remaining.chosenBy(account.id, removal);
    const tell = await notifications.to(ownerOf(link, account));
    return database.write(async (transaction) => {
      await holdWritersOf(transaction, account.id);
      if (!(await accounts.holdVerified(transaction, verifiedOf(account)))) return false;
      if ((await mailLinks.take(transaction, 'reset_password', token)) === null) return false;
      const provesOwner = link.email !== BY_HAND;
      // False if the account now has another address.
      if (provesOwner && !(await accounts.confirmEmail(transaction, account.id, link.email))) return false;
      const { ended } = await change.setAndRevokeCredentials(transaction);
      if (browserId !== null) await sessions.knowBrowser(transaction, account.id, browserId);
      if (mayBeStrangers(link, account)) await remaining.removeStrangers(transaction, ended, { tell, leaves });
      else await remaining.removeIn(transaction, ended, { chosen, tell, locale });
      return true;
    });
  };

  return {
    /** Whether users can reset their password themselves. */
    isOn: mails.isOn,

    /**
     * Sends a link if the account exists. Neither the result nor its timing reveals whether it does. Resolves to the
     * seconds to wait if this client address has asked too often, otherwise to null. A browser that the account knows is not
     * counted by its address, so that nobody else there can keep its user waiting.
     */
    request: async (login: string, address: string, locale: Locale, browserId = ''): Promise<number | null> => {
      const account = await findUnambiguous(accounts, login);
      if (!(await sessions.isKnownBrowser(account?.id ?? '', browserId))) {
        const limited = await perAddress.consume(address);
        if (limited !== null) return limited.retryAfterSeconds;
      }
      await Promise.all([send(account, locale), pause(FLOOR_MS)]);
      return null;
    },

    /** A link for an operator to hand over. Works without mail and proves no address. */
    createLink: (account: Account): Promise<string> =>
      database.write((transaction) => createLink(transaction, account, BY_HAND)),

    /** The account of a link, and what the new password leaves; null if it is used up. */
    find: async (token: string): Promise<ResetOfAccount | null> => {
      const found = await opened(token);
      return found && { account: found.account, leaves: await leavesOf(found.link, found.account) };
    },

    /** What goes on after a reset. */
    leavesOf: remaining.of,

    /**
     * Sets the password, once per link, signs out everything that knew the old one, and removes what the form says. Signs
     * nobody in, because a second step may still be required. Whatever strangers guess, the user can sign in with the
     * browser, if any, that sets it: those that were known before are forgotten. False if the link is used up.
     */
    reset: async (token: string, given: NewPasswordByLink): Promise<boolean> => {
      const { password, locale, address } = given;
      const first = await opened(token);
      if (first === null) return false;
      const { id } = first.account;
      const owner = ownerOf(first.link, first.account);
      const change = await passwordChange.prepare(owner, { password, kept: null, locale, address });
      for (let tries = 0; tries < TRIES; tries += 1) {
        // Again, because the password took a while to hash.
        const now = await opened(token);
        if (now === null) return false;
        if (await use(token, now, change, given)) {
          await bestEffort(log, startCountsOver(id));
          return true;
        }
      }
      throw new UnavailableError('the account changes all the time', { retryAfterSeconds: 1 });
    },
  };
};

export type PasswordReset = ReturnType<typeof createPasswordReset>;
