import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isUniqueViolation } from '#server/database/database.js';
import { forEachDatabase } from '#test/support/databases.js';
import { inParallel, tally } from '#test/support/parallel.js';
import { addApp, addCode, ALICE, connectApp, NOW, PARAMETERS } from '#test/support/fixtures.js';

const secret = (index: number) => ({ hash: `hash of secret ${index}`, hint: `…${index}` });

forEachDatabase('apps', ({ open }) => {
  test('an app is found as it was registered', async () => {
    const { store } = await open();
    const uris = ['https://b.example/cb', 'https://a.example/cb'];
    const app = await addApp(store, { owner: ALICE, clientId: 'client_a', isPublic: true, redirectUris: uris });

    assert.deepEqual(await store.apps.find(app.id), app);
    assert.deepEqual(
      app.redirectUris,
      uris.map((uri) => ({ uri, createdAt: NOW })),
    );
    const { redirectUris, ...row } = app;
    assert.deepEqual(await store.apps.findByClientId('client_a'), row);
    assert.deepEqual(await store.apps.withUris(row), { ...row, redirectUris });
    assert.deepEqual(await store.apps.listByOwner(ALICE), [app]);
    assert.equal(await store.apps.findByClientId('CLIENT_A'), undefined);
    // As the `sub` of a client assertion it caused a 500 on PostgreSQL.
    assert.equal(await store.apps.findByClientId('client_a\0'), undefined);
  });

  test('several are found at once, each with what is its own, and deleted ones are missing', async () => {
    const { store } = await open();
    const one = await addApp(store, { redirectUris: ['https://b.example/cb', 'https://a.example/cb'] });
    const other = await addApp(store, { secret: null });
    const gone = await addApp(store);
    await store.apps.delete(gone.id);

    const found = await store.apps.findEach([other.id, one.id, gone.id, one.id]);
    assert.deepEqual([found.size, found.get(one.id), found.get(other.id)], [2, one, other]);
    const secrets = await store.apps.secretsOfEach([one.id, other.id, gone.id]);
    assert.deepEqual([...secrets], [[one.id, await store.apps.secrets(one.id)]]);
  });

  test('a client_id is taken once', async () => {
    const { store } = await open();
    await addApp(store, { clientId: 'client_a' });
    await assert.rejects(addApp(store, { clientId: 'client_a' }), isUniqueViolation);
  });

  test('a change touches what it names and nothing else', async () => {
    const { store } = await open();
    const app = await addApp(store);

    await store.apps.update(app.id, { name: 'Chat 2', requirePkce: true, now: NOW + 1 });
    assert.deepEqual(await store.apps.find(app.id), { ...app, name: 'Chat 2', requirePkce: true });

    await store.apps.update(app.id, { now: NOW + 2 });
    assert.deepEqual(await store.apps.find(app.id), { ...app, name: 'Chat 2', requirePkce: true });
  });

  test('a redirect URI that stays keeps its date; removed and added again it gets a new one', async () => {
    const { store } = await open();
    const app = await addApp(store, { redirectUris: ['https://stays.example/', 'https://leaves.example/'] });

    await store.apps.update(app.id, { redirectUris: ['https://stays.example/'], now: NOW + 1 });
    await store.apps.update(app.id, {
      redirectUris: ['https://leaves.example/', 'https://stays.example/'],
      now: NOW + 2,
    });

    assert.deepEqual((await store.apps.find(app.id))?.redirectUris, [
      { uri: 'https://stays.example/', createdAt: NOW },
      { uri: 'https://leaves.example/', createdAt: NOW + 2 },
    ]);
  });

  test('an app can lose all its redirect URIs', async () => {
    const { store } = await open();
    const app = await addApp(store);
    await store.apps.update(app.id, { redirectUris: [], now: NOW });
    assert.deepEqual((await store.apps.find(app.id))?.redirectUris, []);
  });

  test('of 20 changes of the redirect URIs at once one is what the app has in the end', async () => {
    const { store } = await open();
    const app = await addApp(store);

    await inParallel(20, (index) =>
      store.apps.update(app.id, {
        redirectUris: [`https://a${index}.example/`, `https://b${index}.example/`],
        now: NOW,
      }),
    );

    const uris = (await store.apps.find(app.id))?.redirectUris.map(({ uri }) => uri) ?? [];
    const [winner] = /\d+/.exec(uris[0] ?? '') ?? [];
    assert.deepEqual(uris.toSorted(), [`https://a${winner}.example/`, `https://b${winner}.example/`]);
  });

  test('an app has two secrets at most, also when 20 are added at once', async () => {
    const { store } = await open();
    const app = await addApp(store, { secret: null });

    const added = await inParallel(20, (index) => store.apps.addSecret(app.id, secret(index), NOW));

    assert.deepEqual(tally(added.map((row) => (row === null ? 'refused' : 'added'))), { added: 2, refused: 18 });
    const kept = await store.apps.secrets(app.id);
    assert.deepEqual(
      kept,
      added.filter((row) => row !== null).toSorted((a, b) => a.id - b.id),
    );
  });

  test('the last secret stays, also when both are removed at once', async () => {
    const { store } = await open();
    const app = await addApp(store);
    await store.apps.addSecret(app.id, secret(2), NOW);
    const secrets = await store.apps.secrets(app.id);
    assert.equal(secrets.length, 2);

    const outcomes = await Promise.all(secrets.map(({ id }) => store.apps.removeSecret(app.id, id)));

    assert.deepEqual(outcomes.toSorted(), ['last', 'removed']);
    assert.equal((await store.apps.secrets(app.id)).length, 1);
  });

  test("an app cannot remove another's secret", async () => {
    const { store } = await open();
    const [mine, theirs] = [await addApp(store), await addApp(store)];
    await store.apps.addSecret(theirs.id, secret(2), NOW);
    const [target] = await store.apps.secrets(theirs.id);

    assert.equal(await store.apps.removeSecret(mine.id, target?.id ?? 0), 'unknown');
    assert.equal((await store.apps.secrets(theirs.id)).length, 2);
  });

  test('a secret remembers when it was last used', async () => {
    const { store } = await open();
    const app = await addApp(store);
    const [before] = await store.apps.secrets(app.id);
    assert.equal(before?.lastUsedAt, null);

    await store.apps.touchSecret(before.id, NOW + 1);
    assert.deepEqual(await store.apps.secrets(app.id), [{ ...before, lastUsedAt: NOW + 1 }]);
  });

  test('deleting an app takes its URIs, secrets, requests, authorizations, codes and tokens along', async () => {
    const { store, database } = await open();
    const { app, authorization, familyId } = await connectApp(store);
    const code = await addCode(store, authorization);
    const request = {
      parameters: PARAMETERS,
      browserHash: null,
      shownApp: '',
      isPushed: false,
      freshAfter: 0,
      expiresAt: NOW + 1,
      now: NOW,
    };
    await store.authorizationRequests.insert({ hash: 'waiting', appId: app.id, ...request });
    const other = await connectApp(store);

    await store.apps.delete(app.id);

    assert.equal(await store.apps.find(app.id), undefined);
    assert.equal(await store.authorizations.findLive(ALICE, app.id), null);
    assert.equal(await store.codes.find(code), null);
    assert.equal(await store.tokenFamilies.find(familyId), null);
    assert.equal(await store.authorizationRequests.findLive('waiting', NOW), null);
    for (const table of ['app_redirect_uris', 'app_secrets', 'authorizations', 'codes', 'token_families'] as const) {
      const rows = await database.read.query.selectFrom(table).select('app_id').execute();
      assert.deepEqual(rows, [{ app_id: other.app.id }], table);
    }
  });
});
