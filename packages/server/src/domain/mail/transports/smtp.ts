import type { Secret } from '../../../kernel/secret.js';
import { SECOND } from '../../../kernel/clock.js';
import { isLoopbackHost } from '../../../kernel/settings/values.js';
import { MailRefusedError, type MailTransport } from '../transport.js';

const TIMEOUT = 20 * SECOND;
const MAX_CONNECTIONS = 2;

/** 5yz: permanent (RFC 5321 section 4.2.1). A failed login at the mail server does not reject the mail. */
const isPermanent = (error: unknown): boolean =>
  error instanceof Error &&
  'responseCode' in error &&
  typeof error.responseCode === 'number' &&
  error.responseCode >= 500 &&
  'code' in error &&
  (error.code === 'EENVELOPE' || error.code === 'EMESSAGE');

/**
 * Sends to a mail server. `smtps://` is TLS from the start; `smtp://` is upgraded with STARTTLS if the server offers
 * it, and requires it off loopback (RFC 8314). On loopback there is nobody to intercept, and developers' mail servers
 * have self-signed certificates.
 *
 * @param url smtp://USER:PASSWORD@HOST:PORT
 */
export const createSmtpTransport = async (url: Secret): Promise<MailTransport> => {
  const { createTransport } = await import('nodemailer');
  const { protocol, hostname, port, username, password } = new URL(url.reveal());
  const secure = protocol === 'smtps:';
  const isLocal = isLoopbackHost(hostname);
  const transporter = createTransport({
    host: hostname.replaceAll(/[[\]]/g, ''),
    port: port === '' ? (secure ? 465 : 587) : Number(port),
    secure,
    requireTLS: !secure && !isLocal,
    tls: { rejectUnauthorized: !isLocal },
    ...(username === '' ? {} : { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } }),
    pool: true,
    maxConnections: MAX_CONNECTIONS,
    connectionTimeout: TIMEOUT,
    greetingTimeout: TIMEOUT,
    socketTimeout: TIMEOUT,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    kind: 'smtp',
    send: async ({ messageId, from, to, subject, text, html }) => {
      try {
        await transporter.sendMail({
          messageId: `<${messageId}>`,
          from,
          // An object, so that an address is never parsed as a list.
          to: { name: '', address: to },
          subject,
          text,
          html,
          // Suppresses out-of-office replies (RFC 3834).
          headers: { 'Auto-Submitted': 'auto-generated' },
        });
      } catch (error) {
        if (isPermanent(error)) throw new MailRefusedError('the mail server refused it', { cause: error });
        throw error;
      }
    },
    close: () => transporter.close(),
  };
};
