import type { Config } from '../config/index.js';
import type { Clock } from '../kernel/clock.js';
import type { Log } from '../kernel/log.js';
import { createLogTransport } from '../domain/mail/transports/log.js';
import { createMailbox } from '../domain/mail/transports/mailbox.js';
import { createSmtpTransport } from '../domain/mail/transports/smtp.js';

/** The configured mail transport, and the mailbox if that is the transport. */
export const createMailTransport = async ({ mailUrl }: Config, { log, clock }: { log: Log; clock: Clock }) => {
  if (mailUrl === null) return { transport: null, mailbox: null };
  if (mailUrl.kind === 'smtp') return { transport: await createSmtpTransport(mailUrl.url), mailbox: null };
  if (mailUrl.kind === 'log') return { transport: createLogTransport(log), mailbox: null };
  const mailbox = createMailbox(clock.now);
  return { transport: mailbox, mailbox };
};

/** Quoted, so that a site name cannot be parsed as anything else (RFC 5322 section 3.2.4). */
export const defaultSender = ({ siteName, issuer }: Config): string =>
  `"${siteName.replaceAll(/["\\\r\n]/g, '')}" <no-reply@${new URL(issuer).hostname.replaceAll(/[[\]]/g, '')}>`;
