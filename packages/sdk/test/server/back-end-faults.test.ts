import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createMemoryStore } from '../../dist/server/index.js';
import { createTestApp, type TestApp } from '../support/app.js';
import { startOctroi, type OctroiServer } from '../support/octroi-server.js';

let server: OctroiServer;
let app: TestApp;
before(async () => {
  server = await startOctroi();
  app = await createTestApp(server);
});
after(() => server.stop());

/** The faults of the platform's sample back end, one test each. */
describe('unlike the sample back end, ours', () => {
  it('lets no other site read an answer or send a token request in the app’s name (no CORS)', async () => {
    const headers = { origin: 'https://evil.example' };
    const alice = await app.signedIn();
    for (const { path, method } of app.octroi.routes) {
      const answer = await alice.send(path, { method, headers });
      assert.equal([...answer.headers.keys()].filter((name) => name.startsWith('access-control-')).length, 0, path);
      const preflight = await app.octroi.handler(
        new Request(`http://localhost:4000${path}`, {
          method: 'OPTIONS',
          headers: {
            ...headers,
            'access-control-request-method': 'POST',
            'access-control-request-headers': 'x-octroi-csrf',
          },
        }),
      );
      assert.equal(preflight.status, 405, path);
    }
  });

  it('never adds its secret to a stranger’s request: exchange and refresh need a session', async () => {
    const asked = app.recorder.asked.length;
    const body = JSON.stringify({ code: 'a-code', state: 'a-state', refreshToken: 'refresh_of_somebody' });
    const headers = { 'content-type': 'application/json', 'x-octroi-csrf': '1' };
    const paths = [
      '/api/oauth/exchange-token',
      '/api/oauth/refresh-token',
      ...app.octroi.routes.map(({ path }) => path),
    ];
    for (const path of paths) {
      await app.visitor().send(path, { method: 'POST', headers, body });
      await app.visitor().send(`${path}?code=a-code&state=a-state&iss=${encodeURIComponent(server.issuer)}`);
    }
    assert.deepEqual(
      app.recorder.asked.slice(asked).filter((what) => what !== 'oauth-authorization-server'),
      [],
    );
  });

  it('takes the redirect URI from its configuration, whatever a request says of host or address', async () => {
    const headers = { host: 'evil.example', 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'http' };
    const request = new Request('https://evil.example/auth/oauth/start?redirect_uri=https://evil.example/', {
      headers,
    });
    const location = new URL((await app.octroi.handler(request)).headers.get('location') ?? '');
    assert.equal(location.searchParams.get('redirect_uri'), app.options.redirectUri);
    assert.doesNotMatch(location.href, /evil/);
  });

  it('checks the state, also when there is none on either side', async () => {
    for (const query of ['code=c', 'code=c&state=', 'code=c&state=null', 'code=c&state=undefined']) {
      const answer = await app.visitor().send(`/oauth/callback?${query}`);
      assert.match(answer.headers.get('location') ?? '', /^\/\?error=(?:invalid_state|missing_parameters)$/, query);
    }
  });

  it('gives the browser no token, not in an address, not in a body, not in a cookie it could read', async () => {
    const alice = app.visitor();
    const page = await alice.go('/auth/oauth/start');
    const home = await alice.signInAt(page);
    const info = await alice.send('/api/user/info');
    const seen = [
      home.url.href,
      home.text,
      info.text,
      ...[...alice.cookies].filter(([name]) => name.includes('_4000_')).flat(),
    ];
    assert.doesNotMatch(seen.join('\n'), /eyJ|refresh_|access_token/);
  });

  it('really refreshes: after two hours a call is answered, not failed with 500', async () => {
    const alice = await app.signedIn();
    server.letTimePass(121 * 60_000);
    assert.equal((await alice.send('/api/user/info')).status, 200);
  });

  it('distinguishes a busy server (503), an ended session (401) and its own failure (500)', async () => {
    const alice = await app.signedIn();
    const statusWhen = async (status: number, body: unknown): Promise<number> => {
      app.recorder.intercept(() => Response.json(body, { status }));
      const answer = await alice.send('/api/user/info');
      app.recorder.intercept(null);
      return answer.status;
    };
    assert.equal(await statusWhen(429, { error: 'slow_down' }), 503);
    assert.equal(await statusWhen(500, { error: 'server_error' }), 503);
    server.letTimePass(121 * 60_000);
    assert.equal(await statusWhen(401, { error: 'invalid_client' }), 500);
    assert.equal(await statusWhen(400, { error: 'invalid_grant' }), 401);
  });

  it('gives a session a new id at each sign-in', async () => {
    const stored = await createTestApp(server, { sessions: createMemoryStore() });
    const alice = stored.visitor();
    alice.cookies.set('octroi_app_4000_session', 'an id that an attacker has planted');
    await alice.signInAt(await alice.go('/auth/oauth/start'));
    assert.notEqual(alice.cookies.get('octroi_app_4000_session'), 'an id that an attacker has planted');
  });

  it('needs no package to run, so that none can fail to load', () => {
    const manifest: unknown = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8'));
    assert.ok(typeof manifest === 'object' && manifest !== null);
    assert.deepEqual(['dependencies' in manifest, 'peerDependencies' in manifest], [false, false]);
  });
});

const post = (headers: Readonly<Record<string, string>>) => ({ method: 'POST', headers });

describe('signing out', () => {
  it('is refused to other sites', async () => {
    const alice = await app.signedIn();
    for (const headers of [
      {},
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { 'x-octroi-csrf': '0' },
    ]) {
      assert.equal((await alice.send('/auth/oauth/logout', post(headers))).status, 403);
    }
    assert.equal((await alice.send('/api/user/info')).status, 200);
  });

  it('works for a plain form of the app, which goes home', async () => {
    const alice = await app.signedIn();
    const answer = await alice.send('/auth/oauth/logout', post({ 'sec-fetch-site': 'same-origin' }));
    assert.deepEqual([answer.status, answer.headers.get('location')], [303, '/']);
    assert.equal((await alice.send('/api/user/info')).status, 401);
  });

  it('is no error without a session', async () => {
    assert.equal((await app.visitor().send('/auth/oauth/logout', post({ 'x-octroi-csrf': '1' }))).status, 204);
  });
});
