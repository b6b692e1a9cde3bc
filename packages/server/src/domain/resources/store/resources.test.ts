import assert from 'node:assert/strict';
import { test } from 'node:test';
import { appIdentity } from '#server/domain/apps/index.js';
import type { NewResource } from '#server/domain/resources/store/resources.js';
import { BATCH, inChunks } from '#server/database/delete-in-batches.js';
import { deleteOld } from '#test/support/store.js';
import { forEachDatabase } from '#test/support/databases.js';
import { inParallel } from '#test/support/parallel.js';
import { addApp, ALICE, BOB, NOW } from '#test/support/fixtures.js';

const MANY = 2 * BATCH + 1;

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
        merge: () => ({ scopes: ['profile'], declined: [], resources: both, shown: [] }),
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

    assert.equal(await store.resources.remove(notes.id, NOW), true);
    assert.equal(await store.resources.remove(notes.id, NOW), false);
    assert.deepEqual((await store.authorizations.findLive(ALICE, app.id))?.resources, [kept]);
    assert.ok(await store.resources.insert(NOTES), 'the identifier is free');
  });

  // All of them were changed one by one in one transaction, which held up every other write of a SQLite database.
  test('one that many have allowed is removed at once, and withdrawn from them in batches', async () => {
    const { store, database } = await open();
    const notes = await store.resources.insert(NOTES);
    assert.ok(notes);
    const app = await addApp(store);
    const kept = { resource: 'https://kept.example/', scopes: ['read'] };
    const resources = JSON.stringify([{ resource: NOTES.identifier, scopes: ['read'] }, kept]);
    const given = { scope: 'profile', declined: '', app_name: app.name, app_owner_id: '', granted_at: NOW };
    const rows = Array.from({ length: MANY }, (_, index) => ({
      ...given,
      user_id: `user ${index}`,
      app_id: app.id,
      resources,
      last_used_at: NOW,
      ended_at: null,
    }));
    await inChunks(rows, (chunk) =>
      database.write(({ query }) => query.insertInto('authorizations').values(chunk).execute()),
    );
    const holders = async (): Promise<number> => {
      const all = await database.read.query.selectFrom('authorizations').select('resources').execute();
      return all.filter((row) => row.resources === resources).length;
    };

    assert.equal(await store.resources.remove(notes.id, NOW), true);
    assert.equal(await store.resources.find(NOTES.identifier), undefined);
    assert.deepEqual(await store.resources.list(), []);
    assert.equal(await holders(), MANY - BATCH);
    assert.equal(await store.resources.insert(NOTES), null, 'nobody inherits what is not withdrawn yet');

    await deleteOld(store, NOW);
    assert.equal(await holders(), 0);
    const last = await store.authorizations.findLive(`user ${MANY - 1}`, app.id);
    assert.deepEqual(last?.resources, [kept]);
    assert.ok(await store.resources.insert(NOTES));
  });
});
