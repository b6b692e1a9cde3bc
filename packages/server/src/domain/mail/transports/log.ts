import type { Log } from '../../../kernel/log.js';
import type { MailTransport } from '../transport.js';

/** Writes mails to the log, including links: for development on loopback, where nobody else reads it. */
export const createLogTransport = (log: Log): MailTransport => ({
  kind: 'log',
  send: ({ to, subject, text }) => {
    log.info({ mail: { to, subject, text } });
    return Promise.resolve();
  },
  close: () => {},
});
