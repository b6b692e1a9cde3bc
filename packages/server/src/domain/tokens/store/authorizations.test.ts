import assert from 'node:assert/strict';
import { test } from 'node:test';
import { appIdentity } from '#server/domain/apps/index.js';
import { forEachDatabase } from '#test/support/databases.js';
import { inParallel } from '#test/support/parallel.js';
import { addApp, ALICE, allow, BOB, NOW, CODE } from '#test/support/fixtures.js';

forEachDatabase('authorizations', ({ open }) => {
  test('allowing an app again replaces what was allowed, in the same row', async () => {
    const { store } = await open();
    const app = await addApp(store);
    const first = await allow(store, app);
    const second = await allow(store, app, { scope: 'profile', declined: 'balance', appName: 'Chat 2', now: NOW + 1 });

    assert.equal(second.id, first.id);
    assert.deepEqual(await store.authorizations.findLive(ALICE, app.id), second);
    assert.deepEqual([second.scopes, second.declined, second.appName], [['profile'], ['balance'], 'Chat 2']);
    assert.deepEqual([second.grantedAt, second.lastUsedAt], [NOW + 1, NOW + 1]);
  });

  test('of 50 consents at once one authorization is live', async () => {
    const { store, database } = await open();
    const app = await addApp(store);

    const granted = await inParallel(50, () => allow(store, app));

    assert.equal(new Set(granted.map(({ id }) => id)).size, 1);
    assert.equal((await database.read.query.selectFrom('authorizations').selectAll().execute()).length, 1);
  });

  test('the list of what a user allowed names each app as it is called now, the last used first', async () => {
    const { store } = await open();
    const [chat, notes, gone] = [await addApp(store), await addApp(store), await addApp(store)];
    await allow(store, chat);
    const ofNotes = await allow(store, notes);
    await store.endings.end((await allow(store, gone)).id, ALICE, NOW);
    await allow(store, chat, { userId: BOB });
    await store.apps.update(chat.id, { name: 'Chat 2', now: NOW });
    await store.authorizations.touch(ofNotes.id, NOW + 1);

    const listed = await store.authorizations.listLiveByUser(ALICE, 10, null, NOW);

    assert.deepEqual(
      listed.map((each) => [each.appName, each.currentAppName, each.clientId, each.lastUsedAt]),
      [
        ['Chat', 'Chat', notes.clientId, NOW + 1],
        ['Chat', 'Chat 2', chat.clientId, NOW],
      ],
    );
  });
});

forEachDatabase('consents at once', ({ open }) => {
  test('lose nothing of each other', async () => {
    const { store } = await open();
    const app = await addApp(store);
    const resources = Array.from({ length: 20 }, (_, index) => `https://mcp.example/${index}`);

    await inParallel(20, (index) =>
      store.answers.allow({
        requestId: null,
        authorization: {
          userId: ALICE,
          appId: app.id,
          appName: app.name,
          appOwner: app.owner,
          appIdentity: appIdentity(app),
          merge: (before) => ({
            scopes: ['profile'],
            declined: [],
            shown: [],
            resources: [...(before?.resources ?? []), { resource: resources[index] ?? '', scopes: [] }],
          }),
        },
        code: { hash: `hash of code ${index}`, ...CODE },
        asked: { scopes: ['profile'], resources: [] },
        now: NOW,
      }),
    );

    const authorization = await store.authorizations.findLive(ALICE, app.id);
    assert.deepEqual(authorization?.resources.map(({ resource }) => resource).toSorted(), resources.toSorted());
  });
});
