// An app that signs users in with Octroi and shows their balance, with Hono and the SDK.
import { serve } from '@hono/node-server';
import { honoHandler, honoSession } from '@octroi/sdk/hono';
import { createOctroi, OctroiError, type User } from '@octroi/sdk/server';
import { Hono, type Context } from 'hono';
import { html } from 'hono/html';

const {
  OCTROI_ISSUER = 'http://localhost:3000',
  OCTROI_CLIENT_ID = '',
  OCTROI_CLIENT_SECRET = '',
  COOKIE_SECRET = '', // openssl rand -hex 32
  PORT = '4000',
  REDIRECT_URI = `http://localhost:${PORT}/oauth/callback`,
} = process.env;

// Sessions are in an encrypted cookie, so this app stores nothing and can run in any number of processes.
const octroi = createOctroi({
  issuer: OCTROI_ISSUER,
  clientId: OCTROI_CLIENT_ID,
  clientSecret: OCTROI_CLIENT_SECRET,
  redirectUri: REDIRECT_URI,
  cookieSecret: COOKIE_SECRET,
});

/** The signed-in user, or null. */
const userOf = async (c: Context): Promise<User | null> => {
  try {
    const session = await honoSession(octroi, c);
    return session === null ? null : await session.user();
  } catch (error) {
    if (error instanceof OctroiError && error.code === 'invalid_grant') return null;
    throw error;
  }
};

// html`` escapes inserted values.
const signedIn = (user: User) =>
  html`<p>
      Signed in as <b id="username">${user.username ?? user.sub}</b>, balance
      <b id="balance">${user.balance_formatted ?? 'not shared'}</b>. <a href="/auth/oauth/topup">Top up</a>
    </p>
    <form method="post" action="/auth/oauth/logout"><button>Sign out</button></form>`;

const app = new Hono();
app.use(honoHandler(octroi));

app.get('/', async (c) => {
  const error = c.req.query('error');
  const user = await userOf(c);
  c.header('Cache-Control', 'no-store');
  return c.html(
    html`<!doctype html>
      <html lang="en">
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Octroi with Hono</title>
        ${error === undefined ? '' : html`<p role="alert">Sign-in failed: ${error}</p>`}
        ${user === null ? html`<p><a href="/auth/oauth/start">Sign in</a></p>` : signedIn(user)}
      </html>`,
  );
});

app.onError((error, c) => {
  console.error(error);
  return c.text('Octroi cannot be reached at the moment. Try again.', 503, { 'Retry-After': '5' });
});

serve({ fetch: app.fetch, hostname: '127.0.0.1', port: Number(PORT) }, () => console.log(`Listening on port ${PORT}`));
