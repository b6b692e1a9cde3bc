import assert from 'node:assert/strict';
import { test } from 'node:test';
import { appIdentity } from '#server/domain/apps/index.js';
import type { NewResource } from '#server/domain/resources/store/resources.js';
import { BATCH, inChunks } from '#server/database/batches.js';
import { deleteOld, type Store } from '#test/support/store.js';
import { forEachDatabase } from '#test/support/databases.js';
import { inParallel } from '#test/support/parallel.js';
import { addApp, ALICE, allow, BOB, NOW } from '#test/support/fixtures.js';

const MANY = 2 * BATCH + 1;

const NOTES: NewResource = {
  identifier: 'https://mcp.example.com/mcp_1',
  name: 'Notes',
  scopes: [],
  ownerId: BOB,
  now: NOW,
};

const forget = (store: Store, identifier: string): Promise<void> =>
  store.database.write(async (transaction) => {
    const removed = await store.resources.findRemoved(transaction, identifier);
    assert.ok(removed);
    await store.resources.forget(transaction, removed);
  });

forEachDatabase('resources', ({ open }) => {
  test('a resource is found by its identifier, in either spelling of an empty path', async () => {
    const { store } = await open();
    const added = await store.resources.insert({ ...NOTES, identifier: 'https://a.example' });
    assert.deepEqual(await store.resources.find('https://a.example/'), added ?? undefined);
    assert.deepEqual(await store.resources.find('https://a.example'), added ?? undefined);
    assert.equal(await store.resources.find('https://a.example/x'), undefined);
    for (const find of [store.resources.findEach, store.resources.findEachOpen]) {
      const found = await find(['https://a.example/', 'https://a.example/x']);
      assert.deepEqual(found('https://a.example'), added ?? undefined);
      assert.equal(found('https://a.example/x'), undefined);
    }
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
    const similar = await store.resources.insert({ ...NOTES, identifier: 'https://mcp.example.com/mcpX1' });
    assert.ok(similar);
    const kept = { resource: similar.identifier, scopes: ['read'] };
    const both = [{ resource: NOTES.identifier, scopes: ['read'] }, kept];
    const allowBoth = () =>
      store.answers.allow({
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
        asked: {
          scopes: ['profile'],
          resources: [
            { resource: notes.identifier, scopes: ['read'], registration: notes.registration },
            { ...kept, registration: similar.registration },
          ],
        },
        now: NOW,
      });
    assert.ok(await allowBoth());

    assert.equal(await store.resources.remove(notes.id, NOW), true);
    assert.equal(await store.resources.remove(notes.id, NOW), false);
    assert.equal(await allowBoth(), null, 'a consent that was under way');
    await forget(store, NOTES.identifier);
    assert.ok(await store.resources.insert({ ...NOTES, name: 'Money' }));
    assert.equal(await allowBoth(), null, 'a consent to what had the identifier before');
    assert.deepEqual((await store.authorizations.findLive(ALICE, app.id))?.resources, [kept]);
  });

  // Each read what users allowed and wrote back all but its own, so of several at once some were written back by others.
  test('several that are removed at once are all gone from what users have allowed', async () => {
    const { store } = await open();
    const app = await addApp(store);
    const all = await Promise.all(
      Array.from({ length: 8 }, (_, nth) =>
        store.resources.insert({ ...NOTES, identifier: `https://mcp.example.com/${nth}` }),
      ),
    );
    const added = all.filter((resource) => resource !== null);
    assert.equal(added.length, 8);
    const resources = added.map(({ identifier }) => ({ resource: identifier, scopes: ['read'] }));
    for (const userId of ['1', '2', '3', '4', '5', '6']) {
      await allow(store, app, { userId });
      const given = await store.authorizations.findLive(userId, app.id);
      assert.ok(given);
      await store.database.write(({ query }) =>
        query
          .updateTable('authorizations')
          .set({ resources: JSON.stringify(resources) })
          .where('id', '=', given.id)
          .execute(),
      );
    }
    await inParallel(8, (nth) => store.resources.remove(added[nth]?.id ?? 0, NOW));
    for (const userId of ['1', '2', '3', '4', '5', '6']) {
      assert.deepEqual((await store.authorizations.findLive(userId, app.id))?.resources, []);
    }
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
    const removed = () => store.resources.findRemoved(database.read, NOTES.identifier);
    assert.equal((await removed())?.isStillAllowed, true);

    await deleteOld(store, NOW);
    assert.equal(await holders(), 0);
    assert.equal((await removed())?.isStillAllowed, false);
    const last = await store.authorizations.findLive(`user ${MANY - 1}`, app.id);
    assert.deepEqual(last?.resources, [kept]);
    assert.equal(await store.resources.insert(NOTES), null, 'its identifier is kept');
    await forget(store, NOTES.identifier);
    assert.ok(await store.resources.insert(NOTES));
  });
});
