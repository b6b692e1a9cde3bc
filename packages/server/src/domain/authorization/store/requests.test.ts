import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HOUR } from '#server/kernel/clock.js';
import { REPEAT_WINDOW } from '#server/domain/authorization/store/answers.js';
import type { NewAuthorizationRequest } from '#server/domain/authorization/store/requests.js';
import type { Store } from '#test/support/store.js';
import { forEachDatabase } from '#test/support/databases.js';
import { inParallel, tally } from '#test/support/parallel.js';
import { addApp, NOW, PARAMETERS } from '#test/support/fixtures.js';

const addRequest = async (store: Store, changes: Partial<NewAuthorizationRequest> = {}) => {
  const app = await addApp(store);
  const request = {
    hash: 'request',
    appId: app.id,
    parameters: PARAMETERS,
    browserHash: null,
    shownApp: 'app',
    isPushed: false,
    freshAfter: 0,
  };
  await store.authorizationRequests.insert({ ...request, expiresAt: NOW + HOUR, now: NOW, ...changes });
  const found = await store.authorizationRequests.findLive(changes.hash ?? 'request', NOW);
  if (found === null) throw new Error('the request is not there');
  return found;
};

forEachDatabase('authorization requests', ({ open }) => {
  test('a request waits, as it was sent, until it ends', async () => {
    const { store } = await open();
    const request = await addRequest(store);

    assert.deepEqual(request.parameters, PARAMETERS);
    assert.deepEqual(
      [request.browserHash, request.sessionHash, request.shownApp, request.freshAfter],
      [null, null, 'app', 0],
    );
    assert.deepEqual(await store.authorizationRequests.findLive('request', NOW + 9), request);
    assert.equal(await store.authorizationRequests.findLive('request', NOW + HOUR), null);
  });

  test('of 50 browsers one holds the request', async () => {
    const { store } = await open();
    const { id } = await addRequest(store);

    const bound = await inParallel(50, (index) => store.authorizationRequests.bind(id, `browser ${index}`));

    assert.deepEqual(tally(bound), { true: 1, false: 49 });
    const request = await store.authorizationRequests.findLive('request', NOW);
    assert.equal(request?.browserHash, `browser ${bound.indexOf(true)}`);
  });

  test('whoever signs in holds a request that nobody held, and takes none from another browser', async () => {
    const { store } = await open();
    const { id } = await addRequest(store);
    const holders = async () => {
      const found = await store.authorizationRequests.findLive('request', NOW);
      return [found?.browserHash, found?.sessionHash];
    };
    await inParallel(50, (index) => store.authorizationRequests.setSession(id, `session ${index}`, `browser ${index}`));
    const [browser = ''] = await holders();
    assert.deepEqual(await holders(), [browser, browser?.replace('browser', 'session')]);
    await store.authorizationRequests.setSession(id, 'another session', 'another browser');
    assert.deepEqual(await holders(), [browser, browser?.replace('browser', 'session')]);
    await store.authorizationRequests.setSession(id, 'later session', browser ?? '');
    assert.deepEqual(await holders(), [browser, 'later session']);
  });

  test('a request is stored once per handle, as it was first', async () => {
    const { store, connect } = await open();
    const other = await connect();
    const app = await addApp(store);
    const request = {
      hash: 'pushed',
      appId: app.id,
      parameters: PARAMETERS,
      browserHash: null,
      shownApp: 'app',
      isPushed: true,
      now: NOW,
    };
    await inParallel(50, (index) =>
      (index % 2 === 0 ? store : other.store).authorizationRequests.insert({
        ...request,
        freshAfter: 0,
        expiresAt: NOW + HOUR,
      }),
    );
    const found = await store.authorizationRequests.findLive('pushed', NOW);
    assert.ok(found);
    await store.answers.refuse(found.id, NOW);
    await store.authorizationRequests.insert({ ...request, freshAfter: 9, expiresAt: NOW + 2 * HOUR });
    assert.equal(await store.authorizationRequests.findLive('pushed', NOW), null, 'an answered one is not stored anew');
  });

  test('a request that was answered is over a minute later', async () => {
    const { store } = await open();
    const { id } = await addRequest(store);

    assert.equal(await store.answers.refuse(id, NOW), true);
    assert.equal(
      await store.answers.refuse(id, NOW + REPEAT_WINDOW - 1),
      true,
      'a second click is answered like the first',
    );
    assert.notEqual(await store.authorizationRequests.findLive('request', NOW + REPEAT_WINDOW - 1), null);

    assert.equal(await store.answers.refuse(id, NOW + REPEAT_WINDOW), false);
    assert.equal(await store.authorizationRequests.findLive('request', NOW + REPEAT_WINDOW), null);
  });

  // A second visit was answered like the first: as often as it came in a minute.
  test('A67: of 50 visits to a pushed request one counts (RFC 9126 section 4)', async () => {
    const { store, connect } = await open();
    const other = await connect();
    const { id } = await addRequest(store, { isPushed: true });

    const answers = await inParallel(50, (index) =>
      (index % 2 === 0 ? store : other.store).answers.refuse(id, NOW + index),
    );

    assert.deepEqual(tally(answers), { true: 1, false: 49 });
    assert.equal(await store.authorizationRequests.findLive('request', NOW), null);
  });

  test('A67: a second click on a pushed request counts for a minute, in the session of the first', async () => {
    const { store, connect } = await open();
    const other = await connect();
    const { id } = await addRequest(store, { isPushed: true });
    const { answers, authorizationRequests } = store;

    const clicks = await inParallel(50, (index) =>
      (index % 2 === 0 ? store : other.store).answers.refuse(id, NOW, index < 25 ? 'session' : 'another'),
    );

    assert.deepEqual(tally(clicks), { true: 25, false: 25 });
    const late = NOW + REPEAT_WINDOW;
    const session = (await answers.refuse(id, late - 1, 'session')) ? 'session' : 'another';
    assert.notEqual(await authorizationRequests.findLive('request', late - 1, session), null);
    for (const [now, clickedIn] of [
      [NOW, null],
      [NOW, session === 'session' ? 'another' : 'session'],
      [late, session],
    ] as const) {
      assert.equal(await answers.refuse(id, now, clickedIn), false);
      assert.equal(await authorizationRequests.findLive('request', now, clickedIn), null);
    }
  });

  test('asking for a fresh sign-in takes back the sign-in before', async () => {
    const { store } = await open();
    const { id } = await addRequest(store);
    await store.authorizationRequests.setSession(id, 'session', 'browser');
    assert.equal((await store.authorizationRequests.findLive('request', NOW))?.sessionHash, 'session');

    await store.authorizationRequests.requireFreshSignIn(id, NOW + 1);

    const request = await store.authorizationRequests.findLive('request', NOW);
    assert.deepEqual([request?.sessionHash, request?.freshAfter], [null, NOW + 1]);
  });

  test('expired requests are swept away, the others wait on', async () => {
    const { store, database } = await open();
    await addRequest(store, { hash: 'expired', expiresAt: NOW + 1 });
    await addRequest(store, { hash: 'waiting', expiresAt: NOW + 2 });

    await store.authorizationRequests.deleteExpired(NOW + 1);

    const rows = await database.read.query.selectFrom('authorization_requests').select('hash').execute();
    assert.deepEqual(rows, [{ hash: 'waiting' }]);
  });
});
