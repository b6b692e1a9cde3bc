import { Hono, type Context } from 'hono';
import type { EmailAddresses } from '../../domain/mail/index.js';
import type { PageEnv } from '../../web/http/env.js';
import { queryOf } from '../../web/http/query.js';
import type { Visitors } from '../../web/visitor/visitor.js';
import { ConfirmEmailPage, EmailConfirmedPage } from './pages.js';

interface Dependencies {
  emailAddresses: EmailAddresses;
  visitors: Visitors;
}

/** The pages that links in mails about addresses open. */
export const emailLinkPages = ({ emailAddresses, visitors }: Dependencies): Hono<PageEnv> => {
  const contextOf = visitors.pageContext;
  const usedUp = (c: Context<PageEnv>) => c.html(<EmailConfirmedPage context={contextOf(c)} email={null} />, 400);

  const pages = new Hono<PageEnv>();

  const mount = (
    path: string,
    purpose: 'verify_email' | 'change_email',
    use: (c: Context<PageEnv>, token: string) => Promise<string | null>,
  ): void => {
    pages.use(path, visitors.middleware);
    pages.get(path, async (c) => {
      const token = queryOf(c).get('token') ?? '';
      const asked = await emailAddresses.find(purpose, token);
      if (asked === null) return usedUp(c);
      return c.html(<ConfirmEmailPage context={contextOf(c)} action={path} token={token} {...asked} />);
    });
    pages.post(path, async (c) => {
      const email = await use(c, c.get('form').get('token') ?? '');
      return email === null ? usedUp(c) : c.html(<EmailConfirmedPage context={contextOf(c)} email={email} />);
    });
  };

  mount('/verify-email', 'verify_email', (_, token) => emailAddresses.verify(token));
  mount('/change-email', 'change_email', (c, token) => emailAddresses.change(token, c.get('visitor').locale));
  return pages;
};
