import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import type { Store } from '#test/support/store.js';
import { MAX_KNOWN_BROWSERS } from '#server/domain/sessions/store/browsers.js';
import type { NewSession, Session } from '#server/domain/sessions/store/sessions.js';
import { forEachDatabase } from '#test/support/databases.js';
import { inParallel } from '#test/support/parallel.js';
import { addApp, ALICE, allow, BOB, NOW } from '#test/support/fixtures.js';

const start = async (store: Store, hash: string, changes: Partial<NewSession> = {}) => {
  const session = {
    hash,
    userId: ALICE,
    browserHash: 'laptop',
    userAgent: 'Firefox',
    amr: 'pwd',
    replacedHash: null,
    expiresAt: NOW + 10,
    now: NOW,
    ...changes,
  };
  return { ...(await store.sessions.insert(session)), isNewBrowser: await store.sessions.noteBrowser(session) };
};

const signIn = async (store: Store, hash: string, changes: Partial<NewSession> = {}): Promise<Session> =>
  (await start(store, hash, changes)).session;

const hashesOf = async (store: Store, userId: string) =>
  (await store.sessions.listByUser(userId, NOW)).map(({ hash }) => hash).toSorted();

forEachDatabase('sessions', ({ open }) => {
  test('a session lasts until its end', async () => {
    const { store } = await open();
    const session = await signIn(store, 's1');

    assert.deepEqual(await store.sessions.findLive('s1', NOW + 9), session);
    assert.equal(await store.sessions.findLive('s1', NOW + 10), null);
    assert.deepEqual(await store.sessions.listByUser(ALICE, NOW + 10), []);
  });

  test('a session that continues another keeps its own sign-in method', async () => {
    const { store } = await open();
    const first = await signIn(store, 's1', { amr: 'pop user mfa' });
    const second = await signIn(store, 's2', { amr: 'pwd', replacedHash: 's1' });
    assert.equal(second.signIn.sid, first.signIn.sid);
    assert.deepEqual([first.signIn.amr, second.signIn.amr], ['pop user mfa', 'pwd']);
  });

  test('signing in makes the browser a known one, for this user only, and also ten times at once', async () => {
    const { store } = await open();
    assert.equal(await store.sessions.isKnownBrowser(ALICE, 'laptop'), false);

    await inParallel(10, (index) => signIn(store, `s${index}`));

    assert.equal(await store.sessions.isKnownBrowser(ALICE, 'laptop'), true);
    assert.equal(await store.sessions.isKnownBrowser(ALICE, 'phone'), false);
    assert.equal(await store.sessions.isKnownBrowser(BOB, 'laptop'), false);
    await store.sessions.endAll(ALICE, null, NOW);
    assert.equal(await store.sessions.isKnownBrowser(ALICE, 'laptop'), true);
    await store.sessions.forgetBrowsersOf(ALICE, 'laptop');
    assert.equal(await store.sessions.isKnownBrowser(ALICE, 'laptop'), true, 'the one that is kept');
    await signIn(store, 'of Bob', { userId: BOB });
    await store.sessions.forgetBrowsersOf(ALICE, null);
    assert.equal(await store.sessions.isKnownBrowser(ALICE, 'laptop'), false);
    assert.equal(await store.sessions.isKnownBrowser(BOB, 'laptop'), true);
  });

  // Each sign-in in a private window stayed for 400 days, however many there were.
  test('of too many browsers those not signed in with for longest are forgotten', async () => {
    const { database, store } = await open();
    for (let index = 0; index <= MAX_KNOWN_BROWSERS + 1; index += 1) {
      await signIn(store, `s${index}`, { browserHash: `window ${index}`, now: NOW + index });
      if (index === 2) await signIn(store, 'again', { browserHash: 'window 0', now: NOW + index });
    }
    await signIn(store, 'of Bob', { userId: BOB, browserHash: 'window 1' });

    const isKnown = (index: number) => store.sessions.isKnownBrowser(ALICE, `window ${index}`);
    assert.deepEqual(await Promise.all([0, 1, 2, 3, MAX_KNOWN_BROWSERS + 1].map(isKnown)), [
      true,
      false,
      false,
      true,
      true,
    ]);
    assert.equal(await store.sessions.isKnownBrowser(BOB, 'window 1'), true);
    const known = database.read.query.selectFrom('known_browsers').where('user_id', '=', ALICE).select('browser_hash');
    assert.equal((await known.execute()).length, MAX_KNOWN_BROWSERS);
  });

  test('a browser that set a password is known, and new to its user until they sign in with it', async () => {
    const { database, store } = await open();
    const browser = [ALICE, 'laptop'] as const;
    const know = () =>
      database.write((transaction) =>
        store.sessions.knowBrowser(transaction, { userId: ALICE, browserHash: 'laptop', now: NOW }),
      );
    await know();
    assert.equal(await store.sessions.isKnownBrowser(...browser), true);
    assert.equal(await store.sessions.hasSignedIn(...browser), false);
    const isNew = await Promise.all(['s1', 's2', 's3'].map(async (hash) => (await start(store, hash)).isNewBrowser));
    assert.deepEqual(isNew.toSorted(), [false, false, true]);
    await know();
    assert.equal(await store.sessions.hasSignedIn(...browser), true);
    assert.equal((await start(store, 's4')).isNewBrowser, false);
  });

  // Whoever knew the password could sign in until no statement could name all sessions, and then nobody could end them.
  test('a user with more sessions than a statement has parameters sees the last used and can end all', async () => {
    const { database, store } = await open();
    await signIn(store, 's');
    await allow(store, await addApp(store));
    for (let count = 1; count < 65_536; count *= 2) {
      await database.write(({ query }) =>
        sql`insert into sessions
              (hash, user_id, browser_hash, user_agent, created_at, last_seen_at, expires_at, sid, amr)
            select hash || ':' || cast(${count} as text), user_id, browser_hash, user_agent, created_at, last_seen_at,
              expires_at, sid, amr from sessions`.execute(query),
      );
    }
    assert.equal((await hashesOf(store, ALICE)).length, 100);
    assert.equal((await store.sessions.listSurplus(ALICE, 0)).length, 100);
    const ended = await store.sessions.endAll(ALICE, null, NOW);
    assert.equal(ended.length, 65_536);
    assert.deepEqual(await hashesOf(store, ALICE), []);
  });

  test('sessions are listed by last use, and using one says when', async () => {
    const { store } = await open();
    const { id } = await signIn(store, 'older');
    await signIn(store, 'newer', { now: NOW + 1 });
    await store.sessions.touch(id, NOW + 2);

    const listed = await store.sessions.listByUser(ALICE, NOW);
    assert.deepEqual(
      listed.map(({ hash, lastSeenAt }) => [hash, lastSeenAt]),
      [
        ['older', NOW + 2],
        ['newer', NOW + 1],
      ],
    );
  });

  test('a session is ended by its cookie, or by its user and nobody else', async () => {
    const { store } = await open();
    await signIn(store, 's1');
    const second = await signIn(store, 's2');

    await store.sessions.end('s1', NOW);
    assert.equal(await store.sessions.findLive('s1', NOW), null);

    await store.sessions.endById(second.id, BOB, NOW);
    assert.notEqual(await store.sessions.findLive('s2', NOW), null);
    await store.sessions.endById(second.id, ALICE, NOW);
    assert.equal(await store.sessions.findLive('s2', NOW), null);
  });

  test('ending all of a user spares the one that is kept, and everybody else', async () => {
    const { store } = await open();
    const kept = await signIn(store, 'kept');
    await signIn(store, 'ended');
    await signIn(store, 'of Bob', { userId: BOB });

    await store.sessions.endAll(ALICE, kept.id, NOW);
    assert.deepEqual(await hashesOf(store, ALICE), ['kept']);
    await store.sessions.endAll(ALICE, null, NOW);
    assert.deepEqual(await hashesOf(store, ALICE), []);
    assert.deepEqual(await hashesOf(store, BOB), ['of Bob']);
  });

  test('signing in again continues the session under the same sid', async () => {
    const { store } = await open();
    const first = await signIn(store, 's1');
    const second = await start(store, 's2', { replacedHash: 's1' });
    const third = await start(store, 's3', { replacedHash: 's2' });

    assert.equal(second.session.signIn.sid, first.signIn.sid);
    assert.equal(third.session.signIn.sid, first.signIn.sid);
    assert.equal(third.ended, null);
    assert.deepEqual(await hashesOf(store, ALICE), ['s3']);
  });

  test('another user signing in takes over the browser: a new session starts, and the first one ends', async () => {
    const { store } = await open();
    const first = await signIn(store, 's1');
    const { session, ended } = await start(store, 's2', { userId: BOB, replacedHash: 's1' });

    assert.notEqual(session.signIn.sid, first.signIn.sid);
    assert.equal(ended?.hash, 's1');
    assert.deepEqual(await hashesOf(store, ALICE), []);
  });

  test('expired sessions are swept away', async () => {
    const { store, database } = await open();
    await signIn(store, 'expired', { expiresAt: NOW + 1 });
    await signIn(store, 'live', { expiresAt: NOW + 2 });

    await store.sessions.deleteExpired(NOW + 1);

    assert.deepEqual(await database.read.query.selectFrom('sessions').select('hash').execute(), [{ hash: 'live' }]);
  });
});
