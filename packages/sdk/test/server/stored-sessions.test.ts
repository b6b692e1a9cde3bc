import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createMemoryStore, type SessionStore } from '../../dist/server/index.js';
import { createTestApp } from '../support/app.js';
import { startOctroi, type OctroiServer } from '../support/octroi-server.js';
import { atOnce, COOKIE, info, requestOf } from '../support/requests.js';

const LIFETIME = 7_200_000;

let server: OctroiServer;
before(async () => {
  server = await startOctroi();
});
after(() => server.stop());

describe('a session in a store', () => {
  it('is refreshed by one request to the server, however many processes and requests need it at once', async () => {
    const app = await createTestApp(server, { sessions: createMemoryStore(server.now) });
    const processes = [app, app.anotherProcess(), app.anotherProcess()];
    const alice = await app.signedIn();
    server.letTimePass(LIFETIME);
    assert.deepEqual(new Set(await atOnce(processes, alice, 30)), new Set([200]));
    const refreshes = processes.map(({ recorder }) => recorder.count('refresh_token'));
    assert.equal(
      refreshes.reduce((one, other) => one + other),
      1,
    );
    assert.deepEqual(
      processes.flatMap(({ errors }) => errors),
      [],
    );
  });

  // The visitor was told that the sign-in had succeeded, and was not signed in.
  it('that the store did not keep is no sign-in, and the app’s developer is told', async () => {
    const sessions: SessionStore = { ...createMemoryStore(server.now), set: async () => false };
    const app = await createTestApp(server, { sessions });
    const alice = app.visitor();
    const seen = await alice.signInAt(await alice.go('/auth/oauth/start'));
    assert.equal(seen.url.searchParams.get('error'), 'server_error');
    assert.equal(seen.url.searchParams.get('login'), null);
    assert.match(String(app.errors[0]), /did not keep/);
  });

  it('does not keep a process waiting for one that failed, or that died in the middle', async () => {
    const inner = createMemoryStore(server.now);
    let looks = -Infinity;
    const { promise: isWaiting, resolve: wait } = Promise.withResolvers<void>();
    const sessions: SessionStore = {
      ...inner,
      get: (id) => {
        looks += 1;
        if (looks === 4) wait();
        return inner.get(id);
      },
    };
    const app = await createTestApp(server, { sessions });
    const [failing, other] = [app.anotherProcess(), app.anotherProcess()];
    const alice = await app.signedIn();
    server.letTimePass(LIFETIME);

    const { promise: isAsked, resolve: ask } = Promise.withResolvers<void>();
    const { promise: answer, resolve: fail } = Promise.withResolvers<Response>();
    failing.recorder.intercept((what) => {
      if (what !== 'refresh_token') return null;
      ask();
      return answer;
    });
    const one = atOnce([failing], alice, 1);
    await isAsked;
    // The fourth read and later ones happen while it waits.
    looks = 0;
    const two = atOnce([other], alice, 1);
    await isWaiting;
    fail(new Response('busy', { status: 503 }));
    assert.deepEqual([await one, await two], [[503], [503]]);
    assert.equal(other.recorder.count('refresh_token'), 0);

    const { promise: isAskedAgain, resolve: askAgain } = Promise.withResolvers<void>();
    failing.recorder.intercept(() => {
      askAgain();
      return new Promise(() => {});
    });
    void atOnce([failing], alice, 1);
    await isAskedAgain;
    server.letTimePass(21_000);
    assert.deepEqual(await atOnce([other], alice, 1), [200]);
  });

  it('gets a new id at each sign-in, and the old one is worth nothing', async () => {
    const app = await createTestApp(server, { sessions: createMemoryStore(server.now) });
    const alice = await app.signedIn();
    const old = requestOf(alice);
    assert.equal((await alice.go('/auth/oauth/start')).url.search, '?login=success');
    assert.notEqual(requestOf(alice).headers.get('cookie'), old.headers.get('cookie'));
    assert.equal(await app.octroi.session(old), null);
    assert.equal(await info(alice), 200);
  });

  it('cannot be used by whoever reads the store', async () => {
    const inner = createMemoryStore(server.now);
    let seen = '';
    const sessions: SessionStore = {
      ...inner,
      set: (id, session, expected) => {
        seen += JSON.stringify([id, session]);
        return inner.set(id, session, expected);
      },
    };
    const app = await createTestApp(server, { sessions });
    const alice = await app.signedIn();
    const session = await app.octroi.session(requestOf(alice));
    assert.ok(!seen.includes(alice.cookies.get(COOKIE) ?? ''));
    assert.ok(!seen.includes((await session?.accessToken()) ?? ''));
    assert.doesNotMatch(seen, /refresh_|eyJ/);
  });

  it('is not over because the store is away for a moment', async () => {
    const inner = createMemoryStore(server.now);
    let isAway = false;
    const sessions: SessionStore = {
      ...inner,
      get: (id) => (isAway ? Promise.reject(new Error('the database is away')) : inner.get(id)),
    };
    const app = await createTestApp(server, { sessions });
    const alice = await app.signedIn();
    isAway = true;
    const answer = await alice.send('/api/user/info');
    assert.deepEqual([answer.status, answer.headers.get('retry-after')], [503, '5']);
    isAway = false;
    assert.equal(await info(alice), 200);
  });

  it('loses a race to a sign-out: a refresh under way does not sign in again', async () => {
    const app = await createTestApp(server, { sessions: createMemoryStore(server.now) });
    const other = app.anotherProcess();
    const alice = await app.signedIn();
    server.letTimePass(LIFETIME);
    const leaving = await other.octroi.session(requestOf(alice));
    app.recorder.intercept(async (what) => {
      if (what === 'refresh_token') await leaving?.signOut();
      return null;
    });
    assert.equal(await info(alice), 401);
    app.recorder.intercept(null);
    assert.equal(await info(alice), 401);
  });
});
