import { randomBytes } from '../../kernel/random.js';
import { DAY, HOUR, MINUTE, type Clock } from '../../kernel/clock.js';
import { deriveKey, sealJson, unsealJson } from '../../kernel/keys.js';
import type { Log } from '../../kernel/log.js';
import type { Account } from '../accounts/index.js';
import { negotiateLocale, type Locale, type Messages } from '../../i18n/index.js';
import { composeMail, type MailContent } from './compose.js';
import { MailRefusedError, type Mail, type MailTransport } from './transport.js';
import type { MailsStore } from './store/mails.js';
import type { MailRow } from './store/mails.js';

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
  let listener: (() => void) | null = null;
  let delivery: Promise<void> | null = null;
  let lookAgain = false;

  /** Null if it was sent, otherwise why not. */
  const attempt = async (mail: MailRow, sendBy: MailTransport): Promise<unknown> => {
    try {
      await sendBy.send(unsealJson<Mail>(key, mail.content));
      return null;
    } catch (error) {
      return error;
    }
  };

  const deliverOne = async (mail: MailRow, sendBy: MailTransport): Promise<void> => {
    // Claimed before sending: if the process dies, another attempt follows later.
    if (!(await store.claim(mail, clock.now() + MAIL_LEASE))) return;
    const wait = RETRY_AFTER[mail.attempts];
    const fault = await attempt(mail, sendBy);
    if (fault !== null && wait !== undefined && !(fault instanceof MailRefusedError)) {
      log.warn(
        { mailId: mail.id, attempts: mail.attempts + 1, err: fault },
        'a mail could not be sent; it will be tried again',
      );
      await store.retryAt(mail, clock.now() + wait);
      return;
    }
    if (fault !== null) log.error({ mailId: mail.id, userId: mail.user_id, err: fault }, 'a mail was given up');
    await store.delete(mail.id);
  };

  const deliverDue = async (sendBy: MailTransport, stop?: AbortSignal): Promise<void> => {
    for (;;) {
      const due = await store.listDue(clock.now(), CROWD);
      await Promise.all(due.map((mail) => deliverOne(mail, sendBy)));
      if (due.length < CROWD || stop?.aborted === true) return;
    }
  };

  const deliverAll = async (sendBy: MailTransport, stop?: AbortSignal): Promise<void> => {
    try {
      for (;;) {
        lookAgain = false;
        await deliverDue(sendBy, stop);
        if (!lookAgain || stop?.aborted === true) return;
      }
    } finally {
      delivery = null;
    }
  };

  return {
    /** Whether mail is enabled. If not, nothing that needs mail is offered. */
    isOn: transport !== null,

    /** Queues a mail to a user's address. Does nothing if mail is disabled. */
    send: async (userId: string, to: string, content: Omit<MailContent, 'siteName'>): Promise<void> => {
      if (transport === null) return;
      const messageId = `${randomBytes(16).toString('hex')}@${hostname}`;
      const mail: Mail = { messageId, from, to, ...composeMail({ ...content, siteName }) };
      await store.insert({ userId, content: sealJson(key, mail), now: clock.now() });
      listener?.();
    },

    /**
     * Sends every mail that is due; starts no more once told to stop. Safe to run in several processes at once; within
     * a process, calls during a run make it look again.
     */
    deliver: (stop?: AbortSignal): Promise<void> => {
      if (transport === null) return Promise.resolve();
      lookAgain = true;
      return (delivery ??= deliverAll(transport, stop));
    },

    /** Registers what a new mail wakes: the job, in a process that runs jobs. */
    onWake: (wakened: () => void): void => {
      listener = wakened;
    },

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
