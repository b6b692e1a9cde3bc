import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createMemoryStore, OctroiError, type SessionStore } from '../../dist/server/index.js';
import { createTestApp } from '../support/app.js';
import { startOctroi, type OctroiServer } from '../support/octroi-server.js';
import { atOnce, COOKIE, info, requestOf } from '../support/requests.js';

const MINUTE = 60_000;
const LIFETIME = 120 * MINUTE;

let server: OctroiServer;
before(async () => {
  server = await startOctroi();
});
after(() => server.stop());

/** Where sessions are kept; a new one for each app. */
const PLACES: Readonly<Record<string, () => { sessions?: SessionStore }>> = {
  'a cookie': () => ({}),
  'a store': () => ({ sessions: createMemoryStore(server.now) }),
};

for (const [place, sessions] of Object.entries(PLACES)) {
  describe(`a session in ${place}`, () => {
    it('is refreshed five minutes before its token ends, not earlier, and goes on for days', async () => {
      const app = await createTestApp(server, sessions());
      const alice = await app.signedIn();
      server.letTimePass(LIFETIME - 6 * MINUTE);
      assert.deepEqual([await info(alice), app.recorder.count('refresh_token')], [200, 0]);
      server.letTimePass(3 * MINUTE);
      assert.deepEqual([await info(alice), app.recorder.count('refresh_token')], [200, 1]);
      for (let days = 0; days < 60; days += 20) {
        server.letTimePass(20 * 24 * 60 * MINUTE);
        assert.equal(await info(alice), 200);
      }
    });

    it('sends one refresh however many requests come at once, and the latecomers with the old cookie none', async () => {
      const app = await createTestApp(server, sessions());
      const alice = await app.signedIn();
      server.letTimePass(LIFETIME);
      assert.deepEqual(new Set(await atOnce([app], alice)), new Set([200]));
      assert.deepEqual(new Set(await atOnce([app], alice)), new Set([200]));
      assert.equal(app.recorder.count('refresh_token'), 1);
    });

    it('stays good when two processes refresh it at once: one successor, no error, no second sign-in', async () => {
      const app = await createTestApp(server, sessions());
      const other = app.anotherProcess();
      const alice = await app.signedIn();
      server.letTimePass(LIFETIME);
      assert.deepEqual(new Set(await atOnce([app, other], alice)), new Set([200]));
      for (const { recorder } of [app, other]) assert.ok(recorder.count('refresh_token') <= 1);
      assert.equal(await info(alice), 200);
      server.letTimePass(LIFETIME);
      assert.equal(await info(alice), 200);
      assert.deepEqual([...app.errors, ...other.errors], []);
    });

    it('outlives a server that is away for half a minute as it must refresh: 503 with Retry-After meanwhile, and signed in afterwards', async () => {
      const away = await startOctroi();
      const app = await createTestApp(away, { ...sessions(), now: away.now });
      const alice = await app.signedIn();
      away.letTimePass(LIFETIME);
      await away.goAway();
      for (let seconds = 0; seconds < 30; seconds += 10) {
        const answer = await alice.send('/api/user/info');
        assert.deepEqual([answer.status, answer.headers.get('retry-after')], [503, '5']);
        assert.deepEqual(new Set(await atOnce([app], alice)), new Set([503]));
        away.letTimePass(10_000);
      }
      await away.comeBack();
      assert.deepEqual(new Set(await atOnce([app], alice)), new Set([200]));
      assert.equal(await info(alice), 200);
      await away.stop();
    });

    it('keeps using its token while only the refresh fails', async () => {
      const app = await createTestApp(server, sessions());
      const alice = await app.signedIn();
      server.letTimePass(LIFETIME - 2 * MINUTE);
      app.recorder.intercept((what) => (what === 'refresh_token' ? new Response('busy', { status: 503 }) : null));
      assert.equal(await info(alice), 200);
      server.letTimePass(3 * MINUTE);
      assert.equal(await info(alice), 503);
      app.recorder.intercept(null);
      assert.equal(await info(alice), 200);
    });

    it('reports a busy server as busy, with its Retry-After, and never as a sign-out', async () => {
      const app = await createTestApp(server, sessions());
      const alice = await app.signedIn();
      app.recorder.intercept(() => new Response('{}', { status: 429, headers: { 'retry-after': '17' } }));
      const answer = await alice.send('/api/user/info');
      assert.deepEqual([answer.status, answer.headers.get('retry-after')], [503, '17']);
      app.recorder.intercept(null);
      assert.equal(await info(alice), 200);
    });

    it('keeps the tokens it was given when what comes after the refresh fails', async () => {
      const app = await createTestApp(server, sessions());
      const alice = await app.signedIn();
      server.letTimePass(LIFETIME);
      app.recorder.intercept((what) => (what === 'userinfo' ? new Response('busy', { status: 502 }) : null));
      assert.equal(await info(alice), 503);
      app.recorder.intercept(null);
      server.letTimePass(5 * MINUTE);
      assert.equal(
        await app
          .anotherProcess()
          .octroi.session(requestOf(alice))
          .then((one) => one !== null),
        true,
      );
      assert.equal(await info(alice), 200);
      assert.equal(app.recorder.count('refresh_token'), 1);
    });

    it('is refreshed once more when the server refuses a token before its time', async () => {
      const app = await createTestApp(server, sessions());
      const alice = await app.signedIn();
      let refusals = 1;
      app.recorder.intercept((what) => {
        if (what !== 'userinfo' || refusals === 0) return null;
        refusals -= 1;
        return Response.json({ error: 'invalid_token' }, { status: 401 });
      });
      assert.deepEqual([await info(alice), app.recorder.count('refresh_token')], [200, 1]);
    });

    it('ends once and cleanly when the user has ended the authorization', async () => {
      const app = await createTestApp(server, sessions());
      await server.addUser(`ends in ${place}`.replaceAll(' ', '-'));
      const somebody = await app.signedIn(`ends in ${place}`.replaceAll(' ', '-'));
      const session = await app.octroi.session(requestOf(somebody));
      const { sub } = (await session?.user()) ?? { sub: '' };
      for (const { id } of await server.services.authorizations.list(sub, 50))
        await server.services.authorizations.end(id, sub);
      const answer = await somebody.send('/api/user/info');
      assert.deepEqual([answer.status, JSON.parse(answer.text)], [401, { error: 'Not authenticated' }]);
      assert.equal(somebody.cookies.has(COOKIE), false);
      assert.equal(app.recorder.count('refresh_token'), 1);
      assert.equal(await info(somebody), 401);
      assert.equal(app.recorder.count('refresh_token'), 1);
      assert.deepEqual(app.errors, []);
    });

    it('ends once for all concurrent requests when its refresh token is invalid', async () => {
      const app = await createTestApp(server, sessions());
      const alice = await app.signedIn();
      server.letTimePass(LIFETIME);
      app.recorder.intercept((what) =>
        what === 'refresh_token' ? Response.json({ error: 'invalid_grant' }, { status: 400 }) : null,
      );
      assert.deepEqual(new Set(await atOnce([app], alice)), new Set([401]));
      assert.deepEqual(new Set(await atOnce([app], alice)), new Set([401]));
      assert.deepEqual([app.recorder.count('refresh_token'), app.errors], [1, []]);
    });

    it('ends with signing out, here and at the server, even for a browser that kept the cookie', async () => {
      const app = await createTestApp(server, sessions());
      const alice = await app.signedIn();
      const thief = requestOf(alice);
      const token = (await (await app.octroi.session(thief))?.accessToken()) ?? '';
      const left = await alice.send('/auth/oauth/logout', { method: 'POST', headers: { 'x-octroi-csrf': '1' } });
      assert.deepEqual([left.status, alice.cookies.has(COOKIE)], [204, false]);
      await assert.rejects(app.octroi.client.userinfo(token), { code: 'invalid_token' });
      for (const { octroi } of [app, app.anotherProcess()]) {
        const kept = new Request('http://localhost:4000/api/user/info', { headers: thief.headers });
        assert.equal((await octroi.handler(kept)).status, 401);
      }
    });

    it('is signed out even when the server cannot be told', async () => {
      const app = await createTestApp(server, sessions());
      const alice = await app.signedIn();
      app.recorder.intercept(() => Promise.reject(new TypeError('fetch failed')));
      const headers = { 'x-octroi-csrf': '1' };
      assert.equal((await alice.send('/auth/oauth/logout', { method: 'POST', headers })).status, 204);
      assert.equal(await info(alice), 401);
    });

    it('serves the app’s own routes, and gives them the cookies that a refresh has changed', async () => {
      const app = await createTestApp(server, sessions());
      const alice = await app.signedIn();
      server.letTimePass(LIFETIME);
      const session = await app.octroi.session(requestOf(alice));
      assert.ok(session !== null);
      assert.equal([...session.headers()].length, 0);
      assert.equal((await session.user()).username, 'alice');
      const answer = session.apply(new Response('hello', { status: 201, headers: { 'x-own': 'yes' } }));
      assert.deepEqual([answer.status, answer.headers.get('x-own'), await answer.text()], [201, 'yes', 'hello']);
      assert.equal(answer.headers.getSetCookie().length, 1);
      assert.match(await session.topupUrl(), /\/topup\?ticket=/);
      await assert.rejects(session.fetch('https://evil.example/'), { code: 'origin_not_allowed' });
      assert.equal(await app.octroi.session(new Request('http://localhost:4000/')), null);
    });

    it('takes the user to the top-up page, by way of signing in if need be', async () => {
      const app = await createTestApp(server, sessions());
      const alice = await app.signedIn();
      assert.equal((await alice.go('/auth/oauth/topup')).url.pathname, '/topup');
      const stranger = app.visitor();
      const page = await stranger.signInAt(await stranger.go('/auth/oauth/topup'));
      assert.equal(page.url.pathname, '/topup');
      app.recorder.intercept(() => Promise.reject(new TypeError('fetch failed')));
      assert.equal((await alice.go('/auth/oauth/topup')).url.search, '?error=temporarily_unavailable');
      const lost = await app.visitor().send('/auth/oauth/topup?login=success');
      assert.equal(lost.headers.get('location'), '/?error=not_signed_in');
    });
  });
}

describe('a session in a cookie', () => {
  it('is told to the browser by each of the answers that a refresh was shared by', async () => {
    const app = await createTestApp(server);
    const request = requestOf(await app.signedIn());
    server.letTimePass(LIFETIME);
    const ask = async (): Promise<number> => {
      const session = await app.octroi.session(request);
      await session?.accessToken();
      return session?.headers().getSetCookie().length ?? 0;
    };
    assert.deepEqual(await Promise.all([ask(), ask(), ask()]), [1, 1, 1]);
    assert.equal(app.recorder.count('refresh_token'), 1);
  });

  it('carries no id_token, and says so clearly when its tokens are too long for a cookie', async () => {
    const app = await createTestApp(server, { scope: 'openid profile balance' });
    const alice = await app.signedIn();
    const session = await app.octroi.session(requestOf(alice));
    assert.ok((alice.cookies.get(COOKIE) ?? '').length < 2000);
    assert.equal(typeof (await session?.accessToken()), 'string');

    const page = await alice.send('/auth/oauth/start');
    const code = new URL((await alice.send(page.headers.get('location') ?? '')).headers.get('location') ?? '');
    app.recorder.intercept(() =>
      Response.json({ access_token: 'x'.repeat(4000), token_type: 'Bearer', expires_in: 7200, scope: 'profile' }),
    );
    const callback = code.origin === server.issuer ? (await alice.send(code)).headers.get('location') : code.href;
    assert.equal((await alice.send(callback ?? '')).headers.get('location'), '/?error=server_error');
    assert.ok(app.errors[0] instanceof OctroiError);
    assert.match(app.errors[0].description, /session store/);
  });
});
