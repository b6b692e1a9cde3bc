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

/** Longer than a try takes: until then a mail belongs to the process that claimed it. */
export const MAIL_LEASE = 15 * MINUTE;
/** How long after each try the next one is; there is none after the last. */
const RETRY_AFTER = [MINUTE, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 12 * HOUR] as const;
/** Longer than a mail is tried for. */
export const MAIL_MEMORY = 2 * DAY;
/** How many go out at once. */
const CROWD = 8;

interface Dependencies {
  store: MailsStore;
  clock: Clock;
  log: Log;
  secretKey: Uint8Array;
  /** Null when the operator has set up no way for mails to go out. */
  transport: MailTransport | null;
  from: string;
  siteName: string;
  issuer: string;
}

/** Mails on their way. One that was accepted here lies in the database until it is sent, whatever happens to this process. */
export const createMails = ({ store, clock, log, secretKey, transport, from, siteName, issuer }: Dependencies) => {
  const key = deriveKey(secretKey, 'mails');
  const { hostname } = new URL(issuer);
  let listener: (() => void) | null = null;
  let delivery: Promise<void> | null = null;
  let lookAgain = false;

  /** Null when it is gone, otherwise why not. */
  const attempt = async (mail: MailRow, sendBy: MailTransport): Promise<unknown> => {
    try {
      await sendBy.send(unsealJson<Mail>(key, mail.content));
      return null;
    } catch (error) {
      return error;
    }
  };

  const deliverOne = async (mail: MailRow, sendBy: MailTransport): Promise<void> => {
    // Claimed before it is sent: a process that dies on the way leaves it to the next try.
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
    /** Whether mails can go out at all. Where they cannot, nothing that needs one is offered. */
    isOn: transport !== null,

    /** Takes a mail to be sent to an address of a user's. Does nothing where no mail can go out. */
    send: async (userId: string, to: string, content: Omit<MailContent, 'siteName'>): Promise<void> => {
      if (transport === null) return;
      const messageId = `${randomBytes(16).toString('hex')}@${hostname}`;
      const mail: Mail = { messageId, from, to, ...composeMail({ ...content, siteName }) };
      await store.insert({ userId, content: sealJson(key, mail), now: clock.now() });
      listener?.();
    },

    /**
     * Sends every mail that is due, or begins no more of them once told to stop. Safe to run in several processes at once; in
     * one process those who come while it runs have it look once more.
     */
    deliver: (stop?: AbortSignal): Promise<void> => {
      if (transport === null) return Promise.resolve();
      lookAgain = true;
      return (delivery ??= deliverAll(transport, stop));
    },

    /** Whom a new mail wakes: the job, in a process that has one. */
    onWake: (wakened: () => void): void => {
      listener = wakened;
    },

    close: (): void => transport?.close(),
  };
};

/** The language a user reads: the one they chose, or else that of the page on which they did what the mail is about. */
export const mailLocale = ({ locale }: Account, ofPage: Locale | null): Locale =>
  negotiateLocale({ uiLocales: locale ?? '', cookie: ofPage ?? '' });

/** By name, where the address was confirmed. To another one a stranger would write by what they call their account. */
export const greetingOf = (account: Account, { greeting }: Messages['mails']): string[] =>
  account.emailVerified ? [greeting(account.username)] : [];

export type Mails = ReturnType<typeof createMails>;
