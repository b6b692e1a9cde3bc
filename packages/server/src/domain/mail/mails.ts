import { randomBytes } from '../../kernel/random.js';
import type { Queryable } from '../../database/database.js';
import type { Common } from '../../database/shared.js';
import { DAY, HOUR, MINUTE } from '../../kernel/clock.js';
import { deriveKey, sealJson, unsealJson } from '../../kernel/keys.js';
import { createOutbox } from '../../kernel/outbox.js';
import type { Account } from '../accounts/index.js';
import { messagesFor, negotiateLocale, type Locale, type Messages } from '../../i18n/index.js';
import { composeMail, type MailContent } from './compose.js';
import type { Needs } from './needs.js';
import { MailRefusedError, type Mail } from './transport.js';
import type { MailsStore, StoredMail } from './store/mails.js';
import type { MailTables } from './tables.js';

/** Longer than an attempt takes: until then a mail belongs to the process that claimed it. */
export const MAIL_LEASE = 15 * MINUTE;
/** The delays between attempts; there is none after the last. */
const RETRY_AFTER = [MINUTE, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 12 * HOUR] as const;
/** Longer than a mail is retried. */
export const MAIL_MEMORY = 2 * DAY;
/** Mails sent concurrently. */
const CONCURRENCY = 8;
/** Of those, to one user. */
const PER_USER = 1;

/** What a kind of mail says, in its reader's language. */
type Wording = (texts: Messages['mails']) => Omit<MailContent, 'siteName' | 'locale'>;

/** Outgoing mails. An accepted mail stays in the database until it is sent, even if this process dies. */
export const createMails = (parts: Common & Needs & { store: MailsStore }) => {
  const { store, clock, log, transport, from, siteName } = parts;
  const key = deriveKey(parts.rootKey, 'mails');
  const { hostname } = new URL(parts.issuer);
  const outbox =
    transport &&
    createOutbox<StoredMail>({
      table: store,
      clock,
      concurrency: CONCURRENCY,
      shares: {
        laneOf: ({ userId }) => userId,
        perLane: PER_USER,
        ownerOf: ({ userId }) => userId,
        perOwner: PER_USER,
        causeOf: ({ userId }) => userId,
      },
      retryAfter: RETRY_AFTER,
      lease: () => MAIL_LEASE,
      deliver: ({ content }) => transport.send(unsealJson<Mail>(key, content)),
      isFinal: (fault) => fault instanceof MailRefusedError,
      onRetry: ({ id, attempts }, err) =>
        log.warn({ mailId: id, attempts: attempts + 1, err }, 'a mail could not be sent; it will be tried again'),
      onGivenUp: ({ id, userId }, err) => log.error({ mailId: id, userId, err }, 'a mail was given up'),
    });

  /** Queues a mail to a user's address. Does nothing if mail is disabled. */
  const send = async (
    transaction: Queryable<MailTables>,
    userId: string,
    to: string,
    content: Omit<MailContent, 'siteName'>,
    isLink = false,
  ): Promise<void> => {
    if (transport === null) return;
    const messageId = `${randomBytes(16).toString('hex')}@${hostname}`;
    const mail: Mail = { messageId, from, to, ...composeMail({ ...content, siteName }) };
    await store.insert(transaction, { userId, content: sealJson(key, mail), isLink, now: clock.now() });
    transaction.onCommit(() => outbox?.wake());
  };

  return {
    /** Whether mail is enabled. If not, nothing that needs mail is offered. */
    isOn: transport !== null,

    send,

    /**
     * Queues a mail in the user's language, or else in that of the page that caused it. `to` may not be theirs yet. One with
     * a link, which somebody waits for, is sent before all others.
     */
    sendTo: (
      transaction: Queryable<MailTables>,
      user: Account,
      to: string,
      ofPage: Locale | null,
      wording: Wording,
      { isLink = false }: { isLink?: boolean } = {},
    ): Promise<void> => {
      const locale = negotiateLocale({ uiLocales: user.locale ?? '', cookie: ofPage ?? '' });
      return send(transaction, user.id, to, { locale, ...wording(messagesFor(locale).mails) }, isLink);
    },

    /** Sends every mail that is due; starts no more once told to stop. Safe to run in several processes at once. */
    deliver: (stop?: AbortSignal): Promise<void> => outbox?.deliver(stop) ?? Promise.resolve(),

    /** Registers what a new mail wakes: the job, in a process that runs jobs. */
    onWake: (wakened: () => void): void => outbox?.onWake(wakened),

    close: (): void => transport?.close(),
  };
};

/** By name if the address is confirmed; otherwise an account's name could be a message to a stranger. */
export const greetingOf = (account: Account, { greeting }: Messages['mails']): string[] =>
  account.emailVerified ? [greeting(account.username)] : [];

export type Mails = ReturnType<typeof createMails>;
