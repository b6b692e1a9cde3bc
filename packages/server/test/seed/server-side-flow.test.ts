import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { Hono } from 'hono';
import { openInstallation, PASSWORD, type Installation } from '../support/installation.js';
import { form, readAnswer, registerApp, requestOf, textOf, type OAuthApp } from '../support/oauth-app.js';
import { createVisitor } from '../support/page-visitor.js';

const SITE = 'https://yourapp.com';
const REDIRECT_URI = `${SITE}/oauth/callback`;

let installation: Installation;
let app: OAuthApp;
before(async () => {
  installation = await openInstallation();
  await installation.addUser('user123');
  app = await registerApp(installation, {
    owner: await installation.addUser('developer'),
    redirectUris: [REDIRECT_URI],
  });
});
after(() => installation.close());

/** A back end that follows steps 1 to 4 of the document, for one browser. */
const createBackend = (credentials: { clientId: string; clientSecret: string }) => {
  const session: { state?: string; accessToken?: string } = {};
  const backend = new Hono();

  backend.get('/auth/oauth/start', (c) => {
    session.state = randomBytes(16).toString('hex');
    const parameters = new URLSearchParams({
      client_id: credentials.clientId,
      redirect_uri: REDIRECT_URI,
      response_type: 'code',
      scope: 'profile balance',
      state: session.state,
      auto_authorize: 'true',
    });
    return c.redirect(`${installation.issuer}/api/oauth2/authorize?${parameters}`);
  });

  backend.get('/oauth/callback', async (c) => {
    const { code, state, error } = c.req.query();
    if (error) return c.redirect(`/?error=${encodeURIComponent(error)}`);
    if (!code || !state) return c.redirect('/?error=missing_parameters');
    if (state !== session.state) return c.redirect('/?error=invalid_state');
    const fields = new URLSearchParams({
      grant_type: 'authorization_code',
      code,
      redirect_uri: REDIRECT_URI,
      client_id: credentials.clientId,
      client_secret: credentials.clientSecret,
    });
    const answer = await readAnswer(await installation.request('/api/oauth2/token', form(fields.toString())));
    if (answer.status !== 200) return c.redirect('/?error=server_error');
    session.accessToken = textOf(answer, 'access_token');
    delete session.state;
    return c.redirect('/?login=success');
  });

  backend.get('/api/user/info', async (c) => {
    if (session.accessToken === undefined) return c.json({ error: 'Not authenticated' }, 401);
    const headers = { authorization: `Bearer ${session.accessToken}` };
    const response = await installation.request('/api/oauth2/userinfo', { headers });
    return response.ok ? c.json(await response.json()) : c.json({ error: 'Server error' }, 500);
  });

  const locationOf = async (path: string): Promise<string> => {
    const response = await backend.request(path.replace(SITE, ''));
    assert.equal(response.status, 302);
    return response.headers.get('location') ?? '';
  };
  return {
    start: (): Promise<string> => locationOf('/auth/oauth/start'),
    callback: locationOf,
    userInfo: async () => readAnswer(await backend.request('/api/user/info')),
  };
};

const newBackend = (clientSecret = app.secret) => createBackend({ clientId: app.clientId, clientSecret });

/** Brings a new browser from the app's button to the sign-in page. */
const arrive = async (backend: ReturnType<typeof newBackend>) => {
  const visitor = createVisitor(installation);
  const stored = await visitor.get(await backend.start());
  const page = await visitor.follow(await visitor.follow(stored));
  return { visitor, page, request: requestOf(page) };
};

/** Signs in there, and resolves to where the browser ends up. */
const signIn = async ({ visitor, request }: Awaited<ReturnType<typeof arrive>>): Promise<string> => {
  const answer = await visitor.post('/sign-in', { request, username: 'user123', password: PASSWORD });
  const { location } = await visitor.follow(answer);
  assert.ok(location.startsWith(`${REDIRECT_URI}?`), location);
  return location;
};

describe('the server-side flow of the document, steps 1 to 4', () => {
  it('ends at ?login=success, and the backend can show who signed in', async () => {
    const backend = newBackend();
    assert.equal((await backend.userInfo()).status, 401);
    assert.equal(await backend.callback(await signIn(await arrive(backend))), '/?login=success');
    const { json } = await backend.userInfo();
    assert.deepEqual([json['username'], json['balance_formatted']], ['user123', '0.00']);
  });

  it('lets the backend find out that an answer was not meant for its session', async () => {
    const [victim, attacker] = [newBackend(), newBackend()];
    await victim.start();
    const answer = await signIn(await arrive(attacker));
    assert.equal(await victim.callback(answer), '/?error=invalid_state');
  });

  it('brings a user who cancels back with the error that the backend passes on', async () => {
    const backend = newBackend();
    const { visitor, request } = await arrive(backend);
    const { location } = await visitor.get(`/authorize/cancel?request=${request}`);
    assert.equal(await backend.callback(location), '/?error=access_denied');
  });

  it('fails at the exchange when the backend has a wrong secret', async () => {
    const backend = newBackend('secret_wrong');
    assert.equal(await backend.callback(await signIn(await arrive(backend))), '/?error=server_error');
    assert.equal((await backend.userInfo()).status, 401);
  });
});
