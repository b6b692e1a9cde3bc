import { Hono } from 'hono';
import type { Mailbox, ReceivedMail } from '../../domain/mail/index.js';
import type { PageEnv } from '../../web/http/env.js';
import type { PageNeeds } from '../../web/visitor/page-errors.js';
import { MailboxPage, MailPage, type ShownMail } from './mailbox-page.js';

interface Needs extends PageNeeds {
  mailbox: Mailbox;
}

/** Mails have inline styles; nothing else is run or loaded. */
const MAIL_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox allow-top-navigation-by-user-activation";

const idOf = ({ messageId }: ReceivedMail): string => messageId.split('@', 1)[0] ?? '';

const shown = (mail: ReceivedMail): ShownMail => ({ ...mail, id: idOf(mail) });

/** `/dev/mailbox`, if it is configured. */
export const mailboxPages = ({ mailbox, visitors, pageErrors }: Needs): Hono<PageEnv> => {
  const find = (id: string): ReceivedMail | undefined => mailbox.list().find((mail) => idOf(mail) === id);

  const pages = new Hono<PageEnv>();
  pages.use('/dev/mailbox', visitors.middleware);
  pages.use('/dev/mailbox/*', visitors.middleware);
  pages.get('/dev/mailbox', (c) =>
    c.html(<MailboxPage context={visitors.pageContext(c)} mails={mailbox.list().map(shown)} />),
  );
  pages.get('/dev/mailbox/:id', (c) => {
    const mail = find(c.req.param('id'));
    if (mail === undefined) return pageErrors.show(c, 'notFound');
    return c.html(<MailPage context={visitors.pageContext(c)} mail={shown(mail)} />);
  });
  pages.get('/dev/mailbox/:id/html', (c) => {
    const mail = find(c.req.param('id'));
    if (mail === undefined) return pageErrors.show(c, 'notFound');
    return c.html(mail.html, 200, { 'content-security-policy': MAIL_POLICY });
  });
  return pages;
};
