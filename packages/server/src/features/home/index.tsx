import { Hono } from 'hono';
import type { PageEnv } from '../../web/http/env.js';
import type { Visitors } from '../../web/visitor/visitor.js';
import { HomePage } from './home-page.js';

interface Dependencies {
  visitors: Visitors;
  /** Whether anyone may create an account. */
  signUpIsOpen: boolean;
}

export const homePages = ({ visitors, signUpIsOpen }: Dependencies): Hono<PageEnv> => {
  const pages = new Hono<PageEnv>();
  pages.use('/', visitors.middleware);
  pages.get('/', (c) =>
    c.html(<HomePage context={visitors.pageContext(c)} signUpUrl={signUpIsOpen ? '/sign-up' : null} />),
  );
  return pages;
};
