import type { Mail, MailTransport } from '../transport.js';

/** A mail in the mailbox. */
export interface ReceivedMail extends Mail {
  receivedAt: number;
}

export interface Mailbox extends MailTransport {
  /** Newest first. */
  list(): readonly ReceivedMail[];
}

const CAPACITY = 100;

/** Keeps the latest mails in memory, for a page of the demo, which has no mail server. */
export const createMailbox = (now: () => number): Mailbox => {
  let mails: ReceivedMail[] = [];
  return {
    kind: 'mailbox',
    send: (mail) => {
      mails = [{ ...mail, receivedAt: now() }, ...mails.filter(({ messageId }) => messageId !== mail.messageId)];
      mails.length = Math.min(mails.length, CAPACITY);
      return Promise.resolve();
    },
    list: () => mails,
    close: () => {},
  };
};
