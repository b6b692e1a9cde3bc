import { honoHandler, honoSession } from '@octroi/sdk/hono';
import { createMemoryStore, createOctroi, OctroiError, type OctroiOptions } from '@octroi/sdk/server';
import { Hono, type Context } from 'hono';
import { csrf } from 'hono/csrf';
import { HTTPException } from 'hono/http-exception';
import { createLastSeen } from './last-seen.ts';
import { errorMessage, messageOf, signedInMessage, type ErrorCode } from './messages.ts';
import { signedInPage, signedOutPage } from './pages.ts';
import { ICON, STYLE } from './style.ts';

/** The SDK's options. */
export type InkwellOptions = Omit<OctroiOptions, 'sessions' | 'cookieSecret'>;

/** Always the full consent page, even for a user who has already allowed this app. */
const FULL_CONSENT = { auto_authorize: 'false', prompt: 'consent' };

const HEADERS = {
  // No form-action: Chromium applies it to every redirect after a form, and ours lead to Octroi.
  'Content-Security-Policy':
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'",
  // With no-referrer, older browsers would send our own forms without the origin that csrf() checks.
  'Referrer-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
  'Cache-Control': 'no-store',
};

const CACHED = { 'Cache-Control': 'public, max-age=300' };

/** A writing assistant that signs users in with Octroi. */
export const createInkwell = (options: InkwellOptions): Hono => {
  const report = options.onError ?? ((error: unknown) => console.error(String(error)));
  const octroi = createOctroi({ ...options, onError: report, sessions: createMemoryStore() });
  const lastSeen = createLastSeen(options.clientSecret, octroi.origin);
  const app = new Hono();

  const leave = async (c: Context): Promise<void> => {
    await (await honoSession(octroi, c))?.signOut();
    lastSeen.forget(c);
  };

  app.use(async (c, next) => {
    await next();
    for (const [name, value] of Object.entries(HEADERS)) if (!c.res.headers.has(name)) c.header(name, value);
  });

  app.get('/style.css', (c) => c.body(STYLE, 200, { ...CACHED, 'Content-Type': 'text/css; charset=utf-8' }));
  app.get('/icon.svg', (c) => c.body(ICON, 200, { ...CACHED, 'Content-Type': 'image/svg+xml' }));

  app.get('/auth/oauth/start', async (c, next) =>
    c.req.query('consent') === 'full' ? octroi.start(c.req.raw, FULL_CONSENT) : next(),
  );
  // Forgets the last user, who may be someone else.
  app.use('/oauth/callback', async (c, next) => {
    await next();
    lastSeen.forget(c);
  });
  // Sign-in, callback, user info and top-up.
  app.use(honoHandler(octroi));

  app.get('/', async (c) => {
    const news = messageOf(c.req.query());
    const session = await honoSession(octroi, c);
    if (session === null) return c.html(signedOutPage(news));
    try {
      const user = await session.user();
      await lastSeen.keep(c, user);
      const message = c.req.query('login') === 'success' ? signedInMessage : news;
      return c.html(signedInPage({ user, ...(await session.granted()) }, message));
    } catch (error) {
      if (isEnded(error)) throw error;
      report(error);
      const user = await lastSeen.find(c);
      return c.html(signedInPage({ user, ...(await session.granted()) }, errorMessage(errorCodeOf(error))));
    }
  });

  // Forms act for the user, so they must come from our own pages.
  app.use(csrf({ origin: octroi.origin }));

  app.post('/refresh-token', async (c) => {
    const session = await honoSession(octroi, c);
    if (session === null) return c.redirect('/', 303);
    await session.refresh();
    return c.redirect('/?news=token_refreshed', 303);
  });

  // Like the SDK's /auth/oauth/logout, but with a message for the user.
  app.post('/sign-out', async (c) => {
    await leave(c);
    return c.redirect('/?news=signed_out', 303);
  });

  app.onError(async (error, c) => {
    if (error instanceof HTTPException) return error.getResponse();
    report(error);
    if (!(error instanceof OctroiError)) return c.text('Something went wrong on our side.', 500);
    if (isEnded(error)) await leave(c);
    return c.redirect(`/?error=${errorCodeOf(error)}`, 303);
  });

  return app;
};

const ENDED: ReadonlySet<string> = new Set(['invalid_grant', 'invalid_token', 'not_signed_in']);

/** Whether the user must sign in again. All other errors are temporary or ours to fix, and the user stays signed in. */
const isEnded = (error: unknown): boolean => error instanceof OctroiError && ENDED.has(error.code);

const errorCodeOf = (error: unknown): ErrorCode => {
  if (isEnded(error)) return 'authorization_ended';
  return error instanceof OctroiError && error.retryable ? 'temporarily_unavailable' : 'server_error';
};
