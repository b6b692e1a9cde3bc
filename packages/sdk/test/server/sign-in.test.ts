import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createOctroi } from '../../dist/server/index.js';
import { COOKIE_SECRET, createTestApp, type TestApp } from '../support/app.js';
import { startOctroi, type OctroiServer } from '../support/octroi-server.js';
import { createVisitor, type Seen } from '../support/visitor.js';

let server: OctroiServer;
let app: TestApp;
before(async () => {
  server = await startOctroi();
  app = await createTestApp(server);
});
after(() => server.stop());

const goesTo = ({ headers }: Seen): string => headers.get('location') ?? '';
const stateOf = (seen: Seen): string => new URL(goesTo(seen)).searchParams.get('state') ?? '';
const lines = ({ headers }: Seen): string => headers.getSetCookie().join('\n');

describe('signing in through an app’s own server', () => {
  it('takes one click and the sign-in page, ends at /?login=success, and shows who it is and what is left', async () => {
    const alice = app.visitor();
    const page = await alice.go('/auth/oauth/start');
    assert.equal(page.url.origin, server.issuer);
    const home = await alice.signInAt(page);
    assert.equal(home.url.href, 'http://localhost:4000/?login=success');
    const info = await alice.send('/api/user/info');
    assert.deepEqual([info.status, info.headers.get('cache-control')], [200, 'no-store']);
    const { username, email, balance_formatted } = JSON.parse(info.text);
    assert.deepEqual([username, email, balance_formatted], ['alice', 'alice@example.com', '750.00']);
  });

  it('always sends a state, a PKCE challenge and auto_authorize, and nothing of the secret', async () => {
    const { searchParams } = new URL(goesTo(await app.visitor().send('/auth/oauth/start')));
    assert.equal(searchParams.get('code_challenge_method'), 'S256');
    assert.match(searchParams.get('code_challenge') ?? '', /^[\w-]{43}$/);
    assert.match(searchParams.get('state') ?? '', /^[\w-]{43}$/);
    assert.equal(searchParams.get('auto_authorize'), 'true');
    assert.ok(!searchParams.toString().includes(app.options.clientSecret));
  });

  it('sends other parameters for one sign-in, which ends as any other does', async () => {
    const { octroi } = app;
    const once: TestApp['octroi'] = {
      ...octroi,
      handler: (request) =>
        new URL(request.url).pathname === '/auth/consent'
          ? octroi.start(request, { prompt: 'consent', auto_authorize: 'false' })
          : octroi.handler(request),
    };
    const alice = createVisitor(once);
    const { searchParams } = new URL(goesTo(await alice.send('/auth/consent')));
    assert.deepEqual([searchParams.get('prompt'), searchParams.get('auto_authorize')], ['consent', 'false']);
    const consent = await alice.signInAt(await alice.go('/auth/consent?return_to=/reading'));
    assert.equal((await alice.allowAt(consent)).url.href, 'http://localhost:4000/reading?login=success');
    const usual = new URL(goesTo(await alice.send('/auth/oauth/start'))).searchParams;
    assert.deepEqual([usual.get('prompt'), usual.get('auto_authorize')], [null, 'true']);
  });

  it('brings a user who cancels back with the server’s word for it', async () => {
    const alice = app.visitor();
    const page = await alice.go('/auth/oauth/start');
    const request = page.url.searchParams.get('request');
    const home = await alice.go(`${server.issuer}/authorize/cancel?request=${request}`);
    assert.equal(home.url.search, '?error=access_denied');
  });

  it('says missing_parameters when the callback has no state, or neither a code nor an error', async () => {
    const alice = app.visitor();
    const state = stateOf(await alice.send('/auth/oauth/start'));
    for (const query of ['', '?code=c', '?error=access_denied', `?state=${state}`]) {
      assert.equal(goesTo(await alice.send(`/oauth/callback${query}`)), '/?error=missing_parameters', query);
    }
  });

  it('says invalid_state when the sign-in began in another browser, and shows nothing of what such a callback says', async () => {
    const state = stateOf(await app.visitor().send('/auth/oauth/start'));
    const victim = app.visitor();
    await victim.send('/auth/oauth/start');
    for (const query of [`code=c&state=${state}`, `code=c&state=`, `error=%3Cscript%3E&state=${state}`]) {
      assert.equal(goesTo(await victim.send(`/oauth/callback?${query}`)), '/?error=invalid_state', query);
    }
    assert.equal((await victim.send('/api/user/info')).status, 401);
  });

  it('accepts a response once: repeating the callback fails', async () => {
    const alice = app.visitor();
    const state = stateOf(await alice.send('/auth/oauth/start'));
    const denied = `/oauth/callback?error=access_denied&state=${state}&iss=${server.issuer}`;
    assert.equal(goesTo(await alice.send(denied)), '/?error=access_denied');
    assert.equal(goesTo(await alice.send(denied)), '/?error=invalid_state');
  });

  it('refuses an answer that comes from another server than the one that was asked (RFC 9207 section 2.4)', async () => {
    for (const iss of ['', '&iss=https://evil.example']) {
      const alice = app.visitor();
      const state = stateOf(await alice.send('/auth/oauth/start'));
      assert.equal(goesTo(await alice.send(`/oauth/callback?code=c&state=${state}${iss}`)), '/?error=server_error');
    }
  });

  it('says server_error when the exchange fails, and tells the app, not the visitor, why', async () => {
    const misconfigured = await createTestApp(server, { clientSecret: `secret_${'x'.repeat(43)}` });
    const alice = misconfigured.visitor();
    const home = await alice.signInAt(await alice.go('/auth/oauth/start'));
    assert.equal(home.url.search, '?error=server_error');
    assert.match(String(misconfigured.errors), /invalid_client/);
  });

  it('lets two tabs sign in at once, whichever comes back first', async () => {
    const alice = app.visitor();
    const [one, two] = [await alice.go('/auth/oauth/start'), await alice.go('/auth/oauth/start')];
    assert.equal((await alice.signInAt(two)).url.search, '?login=success');
    // The other tab is reloaded, because its form belongs to the earlier session.
    assert.equal((await alice.signInAt(await alice.go(one.url))).url.search, '?login=success');
  });

  it('keeps a few sign-ins under way, drops the oldest beyond that, and all of them after ten minutes', async () => {
    const alice = app.visitor();
    const pending = (): number => [...alice.cookies.keys()].filter((name) => name.includes('sign_in')).length;
    for (let count = 0; count < 9; count += 1) await alice.send('/auth/oauth/start');
    assert.equal(pending(), 4);
    const state = stateOf(await alice.send('/auth/oauth/start'));
    server.letTimePass(11 * 60_000);
    const late = await alice.send(`/oauth/callback?error=access_denied&state=${state}&iss=${server.issuer}`);
    assert.equal(goesTo(late), '/?error=invalid_state');
    await alice.send('/auth/oauth/start');
    assert.equal(pending(), 1);
  });

  it('goes back to where the user was, on the app and nowhere else', async () => {
    const alice = await app.signedIn();
    const arrive = async (returnTo: string): Promise<string> =>
      (await alice.go(`/auth/oauth/start?return_to=${encodeURIComponent(returnTo)}`)).url.href;
    assert.equal(await arrive('/reports?year=2026#june'), 'http://localhost:4000/reports?year=2026&login=success#june');
    const elsewhere = [
      'https://evil.example',
      '//evil.example/path',
      '/\\evil.example',
      '/.//evil.example',
      '/\t/evil.example',
      'evil',
      '',
      // Its cookie would exceed the limit of browsers, or several such cookies that of servers.
      `/${'é'.repeat(200)}`,
    ];
    for (const wanted of elsewhere) assert.equal(await arrive(wanted), 'http://localhost:4000/?login=success', wanted);
  });

  it('answers its own routes by the one method they have, and nothing else', async () => {
    const alice = app.visitor();
    assert.equal((await alice.send('/auth/oauth/start', { method: 'POST' })).headers.get('allow'), 'GET');
    assert.equal((await alice.send('/auth/oauth/logout')).headers.get('allow'), 'POST');
    assert.equal((await alice.send('/elsewhere')).status, 404);
    assert.deepEqual([app.octroi.handles('/api/user/info'), app.octroi.handles('/api/user')], [true, false]);
  });

  it('can live below a path', async () => {
    const redirectUri = 'http://localhost:4001/shop/oauth/callback';
    const shop = await createTestApp(server, { redirectUri, basePath: '/shop' });
    const alice = shop.visitor();
    const home = await alice.signInAt(await alice.go('/shop/auth/oauth/start'));
    assert.equal(home.url.href, 'http://localhost:4001/shop/?login=success');
    assert.equal((await alice.send('/shop/api/user/info')).status, 200);
  });
});

describe('the cookies of an app', () => {
  it('are __Host-, Secure, HttpOnly and Lax on https', async () => {
    const live = createOctroi({ ...app.options, redirectUri: 'https://app.example/oauth/callback' });
    const answer = await live.handler(new Request('https://app.example/auth/oauth/start'));
    assert.match(
      answer.headers.get('set-cookie') ?? '',
      /^__Host-octroi_app_sign_in_[\w-]{16}=[\w-]+; Max-Age=600; Path=\/; HttpOnly; SameSite=Lax; Secure$/,
    );
  });

  it('have the port in their name on localhost, where two apps would take each other’s', async () => {
    const alice = await app.signedIn();
    const other = await createTestApp(server, { redirectUri: 'http://localhost:4002/oauth/callback' });
    assert.ok(alice.cookies.has('octroi_app_4000_session'));
    assert.ok(alice.cookies.has('octroi_session'), 'the Octroi server, on the same host, has its own');
    const line = lines(await other.visitor().send('http://localhost:4002/auth/oauth/start'));
    assert.match(line, /^octroi_app_4002_sign_in_[\w-]+=[\w-]+; Max-Age=600; Path=\/; HttpOnly; SameSite=Lax$/);
  });

  it('reveal nothing, and are invalid when changed or used for another purpose', async () => {
    const alice = await app.signedIn();
    const session = alice.cookies.get('octroi_app_4000_session') ?? '';
    assert.doesNotMatch(atob(session.replaceAll('-', '+').replaceAll('_', '/')), /accessToken|refresh_|eyJ/);
    await alice.send('/auth/oauth/start');
    const signIn = [...alice.cookies].find(([name]) => name.includes('sign_in'))?.[1] ?? '';
    const flipped = (session.startsWith('A') ? 'B' : 'A') + session.slice(1);
    for (const forged of ['', 'x', '%%%', flipped, signIn, session.slice(0, -2), `${session}A`]) {
      alice.cookies.set('octroi_app_4000_session', forged);
      assert.equal((await alice.send('/api/user/info')).status, 401, forged.slice(0, 20));
    }
    alice.cookies.set('octroi_app_4000_session', session);
    assert.equal((await alice.send('/api/user/info')).status, 200);
  });

  it('stay readable after their secret is rotated, until the old one is removed', async () => {
    const alice = await app.signedIn();
    const cookie = { cookie: `octroi_app_4000_session=${alice.cookies.get('octroi_app_4000_session')}` };
    const request = new Request('http://localhost:4000/', { headers: cookie });
    const next = 'another cookie secret of thirty-two bytes and more';
    const during = createOctroi({ ...app.options, cookieSecret: [next, COOKIE_SECRET] });
    assert.equal((await (await during.session(request))?.user())?.username, 'alice');
    assert.equal(await createOctroi({ ...app.options, cookieSecret: next }).session(request), null);
  });
});

describe('an app that is set up wrongly hears it at start', () => {
  const { issuer, ...without } = { issuer: 'https://id.example', clientId: 'client_1', clientSecret: 'secret_1' };
  const right = { issuer, ...without, redirectUri: 'https://app.example/oauth/callback', cookieSecret: COOKIE_SECRET };
  const wrong = {
    'a short cookie secret': { ...right, cookieSecret: 'short' },
    'an old cookie secret that is short': { ...right, cookieSecret: [COOKIE_SECRET, 'short'] },
    'no cookie secret at all': { ...right, cookieSecret: [] },
    'http on the open network': { ...right, redirectUri: 'http://app.example/oauth/callback' },
    'a base path with a slash at its end': { ...right, basePath: '/shop/' },
    'an empty client secret': { ...right, clientSecret: '' },
  };
  for (const [fault, options] of Object.entries(wrong)) {
    it(fault, () => assert.throws(() => createOctroi(options), TypeError));
  }
  it('and not when all is right', () => assert.doesNotThrow(() => createOctroi(right)));
});
