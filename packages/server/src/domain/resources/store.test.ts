import assert from 'node:assert/strict';
import { test } from 'node:test';
import { appIdentity } from '#server/domain/apps/index.js';
import type { NewResource } from '#server/domain/resources/store.js';
import { forEachDatabase } from '#test/support/databases.js';
import { inParallel } from '#test/support/parallel.js';
import { addApp, ALICE, BOB, NOW } from '#test/support/fixtures.js';

const NOTES: NewResource = {
  identifier: 'https://mcp.example.com/mcp_1',
  name: 'Notes',
  scopes: [],
  ownerId: BOB,
  now: NOW,
};

forEachDatabase('resources', ({ open }) => {
  test('a resource is found by its identifier, in either spelling of an empty path', async () => {
    const { store } = await open();
    const added = await store.resources.insert({ ...NOTES, identifier: 'https://a.example' });
    assert.deepEqual(await store.resources.find('https://a.example/'), added ?? undefined);
    assert.deepEqual(await store.resources.find('https://a.example'), added ?? undefined);
    assert.equal(await store.resources.find('https://a.example/x'), undefined);
    assert.equal(await store.resources.insert({ ...NOTES, identifier: 'https://a.example/' }), null);
  });

  test('of many with one identifier at once, one is kept', async () => {
    const { store } = await open();
    const added = await inParallel(20, () => store.resources.insert(NOTES));
    assert.equal(added.filter((row) => row !== null).length, 1);
    assert.equal((await store.resources.list()).length, 1);
  });

  test('each developer’s are listed apart', async () => {
    const { store } = await open();
    await store.resources.insert(NOTES);
    await store.resources.insert({ ...NOTES, identifier: 'https://operator.example', ownerId: null });
    assert.deepEqual(
      (await store.resources.listByOwner(BOB)).map(({ identifier }) => identifier),
      [NOTES.identifier],
    );
    assert.deepEqual(await store.resources.listByOwner(ALICE), []);
    assert.equal((await store.resources.list()).length, 2);
  });

  test('one that is removed is gone from what users have allowed, and others stay there', async () => {
    const { store } = await open();
    const notes = await store.resources.insert(NOTES);
    assert.ok(notes);
    const app = await addApp(store);
    // Matches if an underscore in a pattern stands for any character.
    const kept = { resource: 'https://mcp.example.com/mcpX1', scopes: ['read'] };
    const both = [{ resource: NOTES.identifier, scopes: ['read'] }, kept];
    await store.answers.allow({
      requestId: null,
      authorization: {
        userId: ALICE,
        appId: app.id,
        appName: app.name,
        appOwner: app.owner,
        appIdentity: appIdentity(app),
        merge: () => ({ scopes: ['profile'], declined: [], resources: both }),
      },
      code: {
        hash: 'hash of a code',
        redirectUri: 'https://chat.example/callback',
        registeredUri: 'https://chat.example/callback',
        codeChallenge: null,
        nonce: null,
        signIn: { authTime: NOW / 1000, sid: null, amr: 'pwd' },
        expiresAt: NOW,
        dpopJkt: null,
      },
      asked: { scopes: ['profile'], resources: both },
      now: NOW,
    });

    assert.equal(await store.resources.remove(notes.id), true);
    assert.equal(await store.resources.remove(notes.id), false);
    assert.deepEqual((await store.authorizations.findLive(ALICE, app.id))?.resources, [kept]);
  });
});
