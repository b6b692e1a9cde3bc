import { randomBytes } from '../../kernel/random.js';
import { DAY, HOUR, MINUTE, type Clock } from '../../kernel/clock.js';
import { deriveKey, sealJson, unsealJson } from '../../kernel/keys.js';
import type { Log } from '../../kernel/log.js';
import { createOutbox, oneAtATime } from '../../kernel/outbox.js';
import type { Account } from '../accounts/index.js';
import { negotiateLocale, type Locale, type Messages } from '../../i18n/index.js';
import { composeMail, type MailContent } from './compose.js';
import { MailRefusedError, type Mail, type MailTransport } from './transport.js';
import type { MailsStore, StoredMail } from './store/mails.js';

/** Longer than an attempt takes: until then a mail belongs to the process that claimed it. */
export const MAIL_LEASE = 15 * MINUTE;
/** The delays between attempts; there is none after the last. */
const RETRY_AFTER = [MINUTE, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 12 * HOUR] as const;
/** Longer than a mail is retried. */
export const MAIL_MEMORY = 2 * DAY;
/** Mails sent concurrently. */
const CROWD = 8;

interface Dependencies {
  store: MailsStore;
  clock: Clock;
  log: Log;
  secretKey: Uint8Array;
  /** Null if mail is disabled. */
  transport: MailTransport | null;
  from: string;
  siteName: string;
  issuer: string;
}

/** Outgoing mails. An accepted mail stays in the database until it is sent, even if this process dies. */
export const createMails = ({ store, clock, log, secretKey, transport, from, siteName, issuer }: Dependencies) => {
  const key = deriveKey(secretKey, 'mails');
  const { hostname } = new URL(issuer);
  const outbox =
    transport &&
    createOutbox({
      table: store,
      clock,
      crowd: CROWD,
      retryAfter: RETRY_AFTER,
      lease: () => MAIL_LEASE,
      deliver: ({ content }: StoredMail) => transport.send(unsealJson<Mail>(key, content)),
      isFinal: (fault) => fault instanceof MailRefusedError,
      onRetry: ({ id, attempts }, err) =>
        log.warn({ mailId: id, attempts: attempts + 1, err }, 'a mail could not be sent; it will be tried again'),
      onGivenUp: ({ id, userId }, err) => log.error({ mailId: id, userId, err }, 'a mail was given up'),
    });

  return {
    /** Whether mail is enabled. If not, nothing that needs mail is offered. */
    isOn: transport !== null,

    /** Queues a mail to a user's address. Does nothing if mail is disabled. */
    send: async (userId: string, to: string, content: Omit<MailContent, 'siteName'>): Promise<void> => {
      if (transport === null) return;
      const messageId = `${randomBytes(16).toString('hex')}@${hostname}`;
      const mail: Mail = { messageId, from, to, ...composeMail({ ...content, siteName }) };
      await store.insert({ userId, content: sealJson(key, mail), now: clock.now() });
      outbox?.wake();
    },

    /** Sends every mail that is due; starts no more once told to stop. Safe to run in several processes at once. */
    deliver: oneAtATime(async (stop) => outbox?.deliver(stop)),

    /** Registers what a new mail wakes: the job, in a process that runs jobs. */
    onWake: (wakened: () => void): void => outbox?.onWake(wakened),

    close: (): void => transport?.close(),
  };
};

/** The language of a mail: the user's choice, or else that of the page where its cause happened. */
export const mailLocale = ({ locale }: Account, ofPage: Locale | null): Locale =>
  negotiateLocale({ uiLocales: locale ?? '', cookie: ofPage ?? '' });

/** By name if the address is confirmed; otherwise an account's name could be a message to a stranger. */
export const greetingOf = (account: Account, { greeting }: Messages['mails']): string[] =>
  account.emailVerified ? [greeting(account.username)] : [];

export type Mails = ReturnType<typeof createMails>;
