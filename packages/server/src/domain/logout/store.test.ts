import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Store } from '#test/support/store.js';
import type { Session } from '#server/domain/sessions/store/sessions.js';
import { forEachDatabase } from '#test/support/databases.js';
import { inParallel } from '#test/support/parallel.js';
import { addApp, addCode, ALICE, allow, newFamily, NOW, redeem } from '#test/support/fixtures.js';

const LISTENER = 'https://chat.example/backchannel';

const signIn = async (store: Store, hash: string, replacedHash: string | null = null): Promise<Session> => {
  const browser = { browserHash: 'laptop', userAgent: '', amr: 'pwd' };
  const started = await store.sessions.insert({
    ...browser,
    hash,
    userId: ALICE,
    replacedHash,
    expiresAt: NOW + 10,
    now: NOW,
  });
  return started.session;
};

/** An app that got tokens in a session, `times` times. */
const connect = async (store: Store, session: Session, { uri = LISTENER, times = 1 } = {}) => {
  const app = await addApp(store, uri === '' ? {} : { backchannelLogoutUri: uri });
  const authorization = await allow(store, app);
  for (let time = 0; time < times; time += 1) {
    const code = await addCode(store, authorization, { signIn: session.signIn });
    await redeem(store, code, newFamily({ currentHash: `token ${app.id} ${time}` }));
  }
  return app;
};

const dueOf = async (store: Store, now = NOW) =>
  (await store.logoutNotices.listDue(now, 100)).map(({ clientId, sid, userId }) => ({ clientId, sid, userId }));

forEachDatabase('logout notices', ({ open }) => {
  test('an app is told once of a session however often it got tokens, and only apps that ask for it', async () => {
    const { store } = await open();
    const session = await signIn(store, 's1');
    const other = await signIn(store, 's2');
    const chat = await connect(store, session, { times: 3 });
    await connect(store, session, { uri: '' });
    await connect(store, other);

    await store.sessions.end('s1', NOW);

    const expected = [{ clientId: chat.clientId, sid: session.signIn.sid, userId: ALICE }];
    assert.deepEqual(await dueOf(store), expected);
  });

  test('each way of ending a session is told, and its mere end in time is not', async () => {
    const { store } = await open();
    for (const [hash, end] of Object.entries({
      cookie: () => store.sessions.end('cookie', NOW),
      id: (session: Session) => store.sessions.endById(session.id, ALICE, NOW),
      all: () => store.sessions.endAll(ALICE, null, NOW),
    })) {
      const session = await signIn(store, hash);
      const app = await connect(store, session);
      await end(session);
      assert.ok(
        (await dueOf(store)).some((due) => due.clientId === app.clientId),
        hash,
      );
    }
    const before = (await dueOf(store)).length;
    await connect(store, await signIn(store, 'expired'));
    await store.sessions.deleteExpired(NOW + 10);
    assert.equal((await dueOf(store)).length, before);
  });

  test('a session that went on after signing in again is told by the sid the app knows', async () => {
    const { store } = await open();
    const first = await signIn(store, 's1');
    await connect(store, first);
    await signIn(store, 's2', 's1');
    assert.deepEqual(await dueOf(store), [], 'signing in again is no sign-out');

    await store.sessions.end('s2', NOW);
    assert.deepEqual(
      (await dueOf(store)).map(({ sid }) => sid),
      [first.signIn.sid],
    );
  });

  test('of many processes that try at once one tells, and the next try is later', async () => {
    const { store } = await open();
    await connect(store, await signIn(store, 's1'));
    await store.sessions.end('s1', NOW);
    const [notice] = await store.logoutNotices.listDue(NOW, 1);
    assert.ok(notice);

    const claims = await inParallel(20, () => store.logoutNotices.claim(notice, NOW + 60));
    assert.equal(claims.filter(Boolean).length, 1);
    assert.deepEqual(await dueOf(store, NOW + 59), []);
    assert.equal((await store.logoutNotices.listDue(NOW + 60, 1))[0]?.attempts, 1);

    await store.logoutNotices.delete(notice.id);
    assert.deepEqual(await dueOf(store, NOW + 60), []);
  });
});
