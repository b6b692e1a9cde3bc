import { createHash, timingSafeEqual } from 'node:crypto';
import { Hono, type Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { createAccess, type SignedIn } from './access.js';
import { errorCodeOf, errorMessage, messageOf, signedInMessage, type ErrorCode } from './messages.js';
import { createOctroiClient, type Failure } from './octroi-client.js';
import { SignedInPage, SignedOutPage } from './page.js';
import { createSessions, randomToken, type Session } from './sessions.js';
import { ICON, STYLE } from './style.js';

export interface DemoAppOptions {
  /** Origin of the authorization server, exactly as it calls itself. */
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Origin of this app, as browsers see it; `{baseUrl}/oauth/callback` is the registered redirect URI. */
  readonly baseUrl: string;
  /** What the app calls itself. */
  readonly name: string;
  readonly fetch?: typeof fetch;
  /** Milliseconds to wait for each answer of the authorization server; 10 seconds by default. */
  readonly timeout?: number;
  /** Where the developer reads what went wrong; standard error by default. */
  readonly log?: (line: string) => void;
}

/** How many sign-ins one browser may have under way, that is, tabs. */
const MAX_PENDING = 5;

export type DemoApp = Hono<{ Variables: { signedIn: SignedIn } }>;

/** A third-party app that signs its users in with Octroi. */
export const createDemoApp = (options: DemoAppOptions): DemoApp => {
  const { issuer, clientId, clientSecret, baseUrl, name, timeout = 10_000, log = console.error } = options;
  const redirectUri = new URL('/oauth/callback', baseUrl).href;
  const client = createOctroiClient({
    issuer,
    clientId,
    clientSecret,
    redirectUri,
    timeout,
    fetch: options.fetch ?? fetch,
  });
  const access = createAccess(client);
  const sessions = createSessions({ secure: baseUrl.startsWith('https:') });
  const app: DemoApp = new Hono();

  const report = ({ cause, detail }: Failure): void => log(`a call to Octroi failed (${cause}): ${detail}`);

  /** What a failed call means for this browser: an ended authorization signs it out, all else keeps the session. */
  const settle = (c: Context, failure: Failure): ErrorCode => {
    report(failure);
    if (failure.cause === 'unreachable') return 'unreachable';
    if (failure.cause !== 'ended') return 'server_error';
    sessions.end(c);
    return 'authorization_ended';
  };

  app.use(async (c, next) => {
    await next();
    // No form-action: Chromium applies it to every redirect that follows a form, and ours lead to Octroi.
    c.header('Content-Security-Policy', CONTENT_SECURITY_POLICY);
    c.header('Referrer-Policy', 'no-referrer');
    c.header('X-Content-Type-Options', 'nosniff');
    if (!c.res.headers.has('Cache-Control')) c.header('Cache-Control', 'no-store');
  });

  app.get('/style.css', (c) => c.body(STYLE, 200, { ...CACHED, 'Content-Type': 'text/css; charset=utf-8' }));
  app.get('/icon.svg', (c) => c.body(ICON, 200, { ...CACHED, 'Content-Type': 'image/svg+xml' }));

  app.get('/', async (c) => {
    const { error, news, login } = c.req.query();
    const session = sessions.find(c);
    if (session?.signedIn === undefined) {
      return c.html(<SignedOutPage name={name} message={messageOf(error, news)} />);
    }
    const { signedIn, csrfToken } = session;
    const user = await access.call(signedIn, client.userInfo);
    let message = login === 'success' ? signedInMessage : messageOf(error, news);
    if (user.ok) {
      signedIn.user = user.value;
    } else {
      const code = settle(c, user);
      if (code === 'authorization_ended') return toHome(c, code);
      message = errorMessage(code);
    }
    return c.html(<SignedInPage name={name} message={message} signedIn={signedIn} csrfToken={csrfToken} />);
  });

  // Step 1: remember this attempt in the session, and send the browser to Octroi.
  app.get('/auth/oauth/start', (c) => {
    const { pending } = sessions.open(c);
    const state = randomToken();
    const codeVerifier = randomToken();
    pending.set(state, codeVerifier);
    const [oldest] = pending.keys();
    if (pending.size > MAX_PENDING && oldest !== undefined) pending.delete(oldest);
    const codeChallenge = createHash('sha256').update(codeVerifier).digest('base64url');
    const autoAuthorize = c.req.query('consent') !== 'full';
    return c.redirect(client.authorizeUrl({ state, codeChallenge, autoAuthorize }), 303);
  });

  // Step 2: the browser is back. Make sure that this browser asked and that Octroi answered, then exchange the code.
  app.get('/oauth/callback', async (c) => {
    const { code, state, error, iss } = c.req.query();
    const codeVerifier = takePending(sessions.find(c), state);
    if (error) return toHome(c, iss === undefined || iss === issuer ? errorCodeOf(error) : 'invalid_issuer');
    if (!code || !state) return toHome(c, 'missing_parameters');
    if (codeVerifier === undefined) return toHome(c, 'invalid_state');
    // An answer of another server must not get this code's exchange (mix-up attack, RFC 9207).
    if (iss !== issuer) return toHome(c, 'invalid_issuer');

    const tokens = await client.exchangeCode(code, codeVerifier);
    if (!tokens.ok) {
      report(tokens);
      return toHome(c, 'server_error');
    }
    sessions.signIn(c, { tokens: tokens.value, user: undefined, refreshing: undefined });
    return c.redirect('/?login=success', 303);
  });

  // What a page with scripts would ask: the browser learns about its user, and never sees a token.
  app.get('/api/user/info', async (c) => {
    const signedIn = sessions.find(c)?.signedIn;
    if (signedIn === undefined) return c.json({ error: 'Not authenticated' }, 401);
    const user = await access.call(signedIn, client.userInfo);
    if (user.ok) return c.json(user.value);
    const code = settle(c, user);
    if (code === 'authorization_ended') return c.json({ error: 'Not authenticated' }, 401);
    return code === 'unreachable'
      ? c.json({ error: 'Octroi cannot be reached right now' }, 503)
      : c.json({ error: 'Server error' }, 500);
  });

  // Every form below acts for the user, so it must come from a page that this app showed to this browser.
  app.on('POST', '*', bodyLimit({ maxSize: 4096 }), async (c, next) => {
    const session = sessions.find(c);
    if (session?.signedIn === undefined) return c.redirect('/', 303);
    const { csrf } = await c.req.parseBody();
    if (typeof csrf !== 'string' || !isSame(csrf, session.csrfToken)) return c.text('This form is not from here.', 403);
    c.set('signedIn', session.signedIn);
    return next();
  });

  app.post('/refresh-token', async (c) => {
    const result = await access.refresh(c.get('signedIn'));
    return result.ok ? c.redirect('/?news=token_refreshed', 303) : toHome(c, settle(c, result));
  });

  app.post('/top-up', async (c) => {
    const url = await access.call(c.get('signedIn'), client.topUpUrl);
    return url.ok ? c.redirect(url.value, 303) : toHome(c, settle(c, url));
  });

  app.post('/sign-out', async (c) => {
    const signedIn = c.get('signedIn');
    sessions.end(c);
    // A refresh under way brings a new token; that is the one to revoke.
    await signedIn.refreshing;
    const revoked = await client.revoke(signedIn.tokens.refreshToken);
    if (!revoked.ok) report(revoked);
    return c.redirect('/?news=signed_out', 303);
  });

  return app;
};

const CONTENT_SECURITY_POLICY =
  "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'";

const CACHED = { 'Cache-Control': 'public, max-age=300' };

const toHome = (c: Context, error: ErrorCode): Response => c.redirect(`/?error=${error}`, 303);

/** The PKCE verifier of the sign-in this session started under `state`, once: a second answer finds nothing. */
const takePending = (session: Session | undefined, state: string | undefined): string | undefined => {
  if (session === undefined || state === undefined) return undefined;
  const codeVerifier = session.pending.get(state);
  session.pending.delete(state);
  return codeVerifier;
};

/** Compares in constant time. */
const isSame = (a: string, b: string): boolean => {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
};
