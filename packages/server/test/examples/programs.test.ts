import assert from 'node:assert/strict';
import { after, before, describe, it, test, type TestContext } from 'node:test';
import { launchBrowser } from '../support/browser.js';
import { freePort, USER_PASSWORD } from '../support/server.js';
import { createVisitor, type Visitor } from '../support/page-visitor.js';
import { decide, DEVICES } from '../support/scenes/device.js';
import { CALLBACK } from '../support/oauth-app.js';
import { startOctroi, type OctroiServer } from './octroi-server.js';
import { createPerson } from './person.js';
import { EXAMPLES, runTool, startExample } from './programs.js';

let server: OctroiServer;
let alice: string;
before(async () => {
  server = await startOctroi();
  alice = await server.addUser('alice');
});
after(() => server.stop());

/** alice's browser, signed in at the Octroi server. */
const aliceAtServer = async (): Promise<Visitor> => {
  const visitor = createVisitor({
    request: async (path: string, init: RequestInit = {}) =>
      fetch(new URL(path, server.issuer), { ...init, redirect: 'manual' }),
  });
  await visitor.get('/sign-in');
  const answer = await visitor.post('/sign-in', { username: 'alice', password: USER_PASSWORD });
  assert.equal(answer.status, 303);
  return visitor;
};

// A device polls every five seconds.
describe('a command without a browser (examples/cli-device-flow)', { concurrency: true }, () => {
  it('shows the balance of the user who enters its code, and revokes its tokens', async (t) => {
    const { clientId } = await server.addApp({ redirectUris: [CALLBACK], isPublic: true, ...DEVICES });
    const command = startExample('cli-device-flow', { OCTROI_ISSUER: server.issuer, OCTROI_CLIENT_ID: clientId });
    t.after(() => command.stop());
    const [, userCode = ''] = await command.says(/enter (\S+)/);
    await decide(await aliceAtServer(), userCode, 'allow');
    await command.says(/alice has 750\.00 left\./);
    assert.equal(await command.ended, 0);
    assert.equal(server.family(clientId, alice)?.isRevoked, true);
  });

  it('says why, and fails, when the user refuses', async (t) => {
    const { clientId } = await server.addApp({ redirectUris: [CALLBACK], isPublic: true, ...DEVICES });
    const command = startExample('cli-device-flow', { OCTROI_ISSUER: server.issuer, OCTROI_CLIENT_ID: clientId });
    t.after(() => command.stop());
    const [, userCode = ''] = await command.says(/enter (\S+)/);
    await decide(await aliceAtServer(), userCode, 'cancel');
    await command.says(/access_denied/);
    assert.equal(await command.ended, 1);
  });
});

/** Serves the app without a back end, and starts a browser. */
const openPageAlone = async (t: TestContext) => {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const { clientId } = await server.addApp({ redirectUris: [`${origin}/oauth/callback.html`], isPublic: true });
  const environment = { OCTROI_ISSUER: server.issuer, OCTROI_CLIENT_ID: clientId, PORT: String(port) };
  const site = startExample('spa-no-backend', environment);
  t.after(() => site.stop());
  await site.says(/Listening/);
  const chromium = await launchBrowser();
  t.after(() => chromium.close());
  return { chromium, origin, clientId };
};

describe('a page without a back end (examples/spa-no-backend)', () => {
  it('signs in, shows the balance, stays signed in over a reload, and signs out', async (t) => {
    const { chromium, origin, clientId } = await openPageAlone(t);
    const page = await (await chromium.newContext()).newPage();
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error' && message.location().url.startsWith(origin)) complaints.push(message.text());
    });
    await page.goto(origin);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByLabel('Username or email').fill('alice');
    await page.getByLabel('Password', { exact: true }).fill(USER_PASSWORD);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByText('750.00').waitFor();
    await page.reload();
    await page.getByText('750.00').waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    assert.equal(server.family(clientId, alice)?.isRevoked, true);
    assert.deepEqual(complaints, []);
  });

  it('has pages whose language is named, and that are as wide as a telephone', async (t) => {
    const { chromium, origin } = await openPageAlone(t);
    const telephone = await chromium.newContext({ isMobile: true, viewport: { width: 320, height: 640 } });
    const page = await telephone.newPage();
    for (const path of ['/', '/oauth/callback.html']) {
      await page.goto(origin + path);
      assert.deepEqual(await page.evaluate('[document.documentElement.lang, innerWidth]'), ['en', 320], path);
    }
  });
});

describe('the app of the demo, by itself (examples/inkwell)', () => {
  it('signs in, shows the balance, and signs out', async (t) => {
    const port = await freePort();
    const origin = `http://localhost:${port}`;
    const { clientId, clientSecret } = await server.addApp({ redirectUris: [`${origin}/oauth/callback`] });
    const app = startExample('inkwell', {
      OCTROI_ISSUER: server.issuer,
      OCTROI_CLIENT_ID: clientId,
      OCTROI_CLIENT_SECRET: clientSecret,
      PORT: String(port),
    });
    t.after(() => app.stop());
    await app.says(/Listening/);
    const user = createPerson({ origin, topup: '/auth/oauth/topup', logout: '/sign-out' }, server.issuer, 'alice');
    await user.signIn();
    const { html } = await user.app.get('/');
    assert.match(html, /Hello, alice/);
    assert.match(html, /750\.00/);
    assert.equal((await user.signOut()).leadsTo, '/?news=signed_out');
    assert.equal(server.family(clientId, alice)?.isRevoked, true);
  });
});

const asJson = (body: unknown): RequestInit => ({
  method: 'POST',
  body: JSON.stringify(body),
  headers: { 'content-type': 'application/json' },
});

describe('the three routes of the sample back end (examples/express-backend)', () => {
  it('exchange a code, refresh and show the user, and no token is ever in the page', async (t) => {
    const port = await freePort();
    const origin = `http://127.0.0.1:${port}`;
    const redirectUri = `${origin}/oauth/callback`;
    const { clientId, clientSecret } = await server.addApp({ redirectUris: [redirectUri] });
    const running = startExample('express-backend', {
      OCTROI_ISSUER: server.issuer,
      OCTROI_CLIENT_ID: clientId,
      OCTROI_CLIENT_SECRET: clientSecret,
      REDIRECT_URI: redirectUri,
      PORT: String(port),
    });
    t.after(() => running.stop());
    await running.says(/Listening/);

    const person = createPerson({ origin, topup: '', logout: '/auth/oauth/logout' }, server.issuer, 'alice');
    const { cookies } = person.app;
    const send = async (path: string, init: RequestInit = {}) => {
      const headers = new Headers(init.headers);
      headers.set('cookie', [...cookies].map(([name, value]) => `${name}=${value}`).join('; '));
      const response = await fetch(origin + path, { ...init, headers });
      for (const line of response.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
        cookies.set(name, value);
      }
      const text = await response.text();
      assert.doesNotMatch(text, /eyJ|refresh_/, `a token is in the answer of ${path}`);
      return { status: response.status, body: JSON.parse(text) };
    };

    for (const refused of [
      await send('/api/oauth/userinfo'),
      await send('/api/oauth/refresh-token', asJson({ refreshToken: 'refresh_of_somebody_else' })),
    ]) {
      assert.deepEqual(refused, { status: 401, body: { error: 'Not authenticated' } });
    }

    const answer = Object.fromEntries((await person.signInAtServer()).searchParams);
    assert.deepEqual(await send('/api/oauth/exchange-token', asJson({ code: answer['code'] })), {
      status: 400,
      body: { error: 'missing_parameters' },
    });
    assert.deepEqual(await send('/api/oauth/exchange-token', asJson({ ...answer, state: 'another' })), {
      status: 400,
      body: { error: 'invalid_state' },
    });
    assert.deepEqual(await send('/api/oauth/exchange-token', asJson(answer)), { status: 200, body: { success: true } });

    const { status, body } = await send('/api/oauth/userinfo');
    assert.deepEqual([status, body.username, body.balance_formatted], [200, 'alice', '750.00']);
    assert.deepEqual(await send('/api/oauth/refresh-token', { method: 'POST' }), {
      status: 200,
      body: { success: true },
    });
  });
});

// Next.js checks its own example when it builds.
test('what is written in TypeScript has no type errors', async () => {
  assert.deepEqual(await runTool('typescript/bin/tsc', ['-p', '.'], EXAMPLES), { exitCode: 0, output: '' });
});
