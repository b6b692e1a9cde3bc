// A back end that keeps the tokens, so that its pages never see them. It has the routes of the platform's guide
// (/auth/oauth/start, /oauth/callback, /api/user/info), which the SDK answers, and the three of its sample back end.
import { createMemoryStore, createOctroi, OctroiError } from '@octroi/sdk/server';
import { expressHandler, expressSession } from '@octroi/sdk/express';
import express, { type Request, type Response } from 'express';

const {
  OCTROI_ISSUER = 'http://localhost:3000',
  OCTROI_CLIENT_ID = '',
  OCTROI_CLIENT_SECRET = '',
  PORT = '4000',
  REDIRECT_URI = `http://localhost:${PORT}/oauth/callback`,
} = process.env;

const octroi = createOctroi({
  issuer: OCTROI_ISSUER,
  clientId: OCTROI_CLIENT_ID,
  clientSecret: OCTROI_CLIENT_SECRET,
  redirectUri: REDIRECT_URI,
  // In memory, for one process. The SDK's README shows a store in a database.
  sessions: createMemoryStore(),
});

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

const escapeHtml = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** A user whose session has ended gets a 401. Other errors are temporary and sign nobody out. */
const refuse = (response: Response, error: unknown): void => {
  const isSignedOut = error instanceof OctroiError && ['invalid_grant', 'not_signed_in'].includes(error.code);
  if (isSignedOut) response.status(401).json({ error: 'Not authenticated' });
  else response.status(503).set('Retry-After', '5').json({ error: 'Temporarily unavailable' });
};

const app = express();
app.disable('x-powered-by');
app.use((_, response, next) => {
  response.set('Cache-Control', 'no-store');
  next();
});
app.use(expressHandler(octroi));

/**
 * For pages that receive the callback themselves: `{code, state, iss}` from its URL. The sign-in must have started in
 * this browser at /auth/oauth/start. The tokens stay here, in the session.
 */
app.post('/api/oauth/exchange-token', express.json(), async (request: Request, response: Response) => {
  // Only JSON is read: another site cannot send it without a CORS preflight, which this app does not answer.
  const fields: Record<string, unknown> = request.body ?? {};
  const callback = new URL(REDIRECT_URI);
  for (const name of ['code', 'state', 'iss']) {
    const value = textOf(fields[name]);
    if (value !== '') callback.searchParams.set(name, value);
  }
  const answer = await octroi.handler(
    new globalThis.Request(callback, { headers: { cookie: request.headers.cookie ?? '' } }),
  );
  for (const line of answer.headers.getSetCookie()) response.append('Set-Cookie', line);
  const error = new URL(answer.headers.get('location') ?? '/', octroi.origin).searchParams.get('error');
  if (error === null) response.json({ success: true });
  else response.status(error === 'server_error' ? 500 : 400).json({ error });
});

/** Refreshes the tokens if they expire soon. Pages need not call it, because every route does the same. */
app.post('/api/oauth/refresh-token', async (request, response) => {
  const session = await expressSession(octroi, request, response);
  try {
    if (session === null) throw new OctroiError('not_signed_in', 'Nobody is signed in.');
    await session.accessToken();
    response.json({ success: true });
  } catch (error) {
    refuse(response, error);
  }
});

app.get('/api/oauth/userinfo', async (request, response) => {
  const session = await expressSession(octroi, request, response);
  try {
    if (session === null) throw new OctroiError('not_signed_in', 'Nobody is signed in.');
    response.json(await session.user());
  } catch (error) {
    refuse(response, error);
  }
});

/** The signed-in user, or null. */
const userOf = async (request: Request, response: Response) => {
  const session = await expressSession(octroi, request, response);
  try {
    return session === null ? null : await session.user();
  } catch (error) {
    if (error instanceof OctroiError && error.code === 'invalid_grant') return null;
    throw error;
  }
};

app.get('/', async (request, response) => {
  const error = textOf(request.query['error']);
  const notice = error === '' ? '' : `<p role="alert">Sign-in failed: ${escapeHtml(error)}</p>`;
  try {
    const user = await userOf(request, response);
    const content =
      user === null
        ? '<p><a href="/auth/oauth/start">Sign in</a></p>'
        : `<p>Signed in as <b id="username">${escapeHtml(user.username ?? user.sub)}</b>,
           balance <b id="balance">${escapeHtml(user.balance_formatted ?? 'not shared')}</b>.
           <a href="/auth/oauth/topup">Top up</a></p>
           <form method="post" action="/auth/oauth/logout"><button>Sign out</button></form>`;
    response.send(`<!doctype html>
      <html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
      <title>Octroi with Express</title>${notice}${content}</html>`);
  } catch (cause) {
    console.error(cause);
    response
      .status(503)
      .set('Retry-After', '5')
      .type('text')
      .send('Octroi cannot be reached at the moment. Try again.');
  }
});

app.listen(Number(PORT), '127.0.0.1', () => console.log(`Listening on port ${PORT}`));
