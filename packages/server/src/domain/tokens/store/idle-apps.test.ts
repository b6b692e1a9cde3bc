import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { eraseDeletedApps } from '#server/domain/account-data/deleted-apps.js';
import { tokensJobs } from '#server/domain/tokens/index.js';
import { DAY } from '#server/kernel/clock.js';
import { decide } from '#server/domain/apps/store/standing.js';
import type { AppRegistration, RegistrationToken } from '#server/domain/apps/store/apps.js';
import type { Store } from '#test/support/store.js';
import { describeOn, forEachDatabase } from '#test/support/databases.js';
import { ALICE, addApp, addCode, allow, NOW } from '#test/support/fixtures.js';

const deleteIdleApps = async ({ database }: Store, registrationIdleDays: number, now: number): Promise<void> => {
  const clock = { now: () => now };
  for (const job of tokensJobs({ clock, database, registrationIdleDays })) await job.run(new AbortController().signal);
};

const registration = (registeredBy: AppRegistration['registeredBy']): AppRegistration & RegistrationToken => ({
  registeredBy,
  tokenHash: null,
  clientUri: null,
  remarks: null,
  freshUntil: null,
});

/** An app without an owner. */
const addSelfMade = (store: Store, registeredBy: AppRegistration['registeredBy'] = 'registration') =>
  addApp(store, { owner: null, registration: registration(registeredBy) });

const isThere = async (store: Store, { id }: { id: number }): Promise<boolean> =>
  (await store.apps.find(id)) !== undefined;

forEachDatabase('apps that belong to nobody', ({ open }) => {
  for (const registeredBy of ['registration', 'metadata'] as const) {
    test(`go a week after they came, by ${registeredBy}, when none of them got a token`, async () => {
      const { store } = await open();
      const app = await addSelfMade(store, registeredBy);

      await deleteIdleApps(store, 90, NOW + 7 * DAY - 1);
      assert.equal(await isThere(store, app), true);

      await deleteIdleApps(store, 90, NOW + 7 * DAY);
      assert.equal(await isThere(store, app), false);
    });
  }

  test('go when they got no token for as many days as the operator says', async () => {
    const { store } = await open();
    const app = await addSelfMade(store);
    await store.apps.touch(app.id, NOW + 10 * DAY);

    await deleteIdleApps(store, 30, NOW + 40 * DAY - 1);
    assert.equal(await isThere(store, app), true);

    await deleteIdleApps(store, 30, NOW + 40 * DAY);
    assert.equal(await isThere(store, app), false);
  });

  test('stay as long as a user who let them in has used them since', async () => {
    const { store } = await open();
    const used = await addSelfMade(store);
    const neverUsed = await addSelfMade(store);
    const ended = await addSelfMade(store);
    for (const app of [used, neverUsed, ended]) await allow(store, app, { now: NOW + 5 * DAY });
    await store.apps.touch(used.id, NOW);
    const authorization = await allow(store, ended, { now: NOW + 5 * DAY });
    await store.endings.end(authorization.id, ALICE, NOW + 6 * DAY);

    await deleteIdleApps(store, 7, NOW + 8 * DAY);
    assert.deepEqual(await Promise.all([used, neverUsed, ended].map((app) => isThere(store, app))), [
      true,
      true,
      false,
    ]);

    await deleteIdleApps(store, 7, NOW + 12 * DAY);
    assert.deepEqual(await Promise.all([used, neverUsed].map((app) => isThere(store, app))), [false, false]);
  });

  test('stay while an operator has suspended them: they could return, and would not be suspended', async () => {
    const { store, database } = await open();
    const unused = await addSelfMade(store, 'metadata');
    const used = await addSelfMade(store);
    await store.apps.touch(used.id, NOW);
    const each = async (decision: 'suspend' | 'resume') => {
      for (const { id } of [unused, used]) {
        assert.ok(await database.write((transaction) => decide(transaction, id, decision, NOW)));
      }
    };
    const areThere = () => Promise.all([unused, used].map((app) => isThere(store, app)));

    await each('suspend');
    await deleteIdleApps(store, 90, NOW + 1000 * DAY);
    assert.deepEqual(await areThere(), [true, true]);

    await each('resume');
    await deleteIdleApps(store, 90, NOW + 1000 * DAY);
    assert.deepEqual(await areThere(), [false, false]);
  });

  test('take their authorizations, codes and secrets with them', async () => {
    const { store } = await open();
    const app = await addSelfMade(store);
    const code = await addCode(store, await allow(store, app));
    assert.equal((await store.apps.secrets(app.id)).length, 1);

    await deleteIdleApps(store, 90, NOW + 8 * DAY);

    assert.deepEqual(await store.apps.secrets(app.id), []);
    await eraseDeletedApps(store.database);
    assert.equal(await store.codes.find(code), null);
  });

  test('leave those of developers alone, however long nobody has used them', async () => {
    const { store } = await open();
    const byHand = await addApp(store);
    const registered = await addApp(store, { registration: registration('registration') });
    await store.apps.touch(registered.id, NOW);

    await deleteIdleApps(store, 1, NOW + 1000 * DAY);

    assert.deepEqual([await isThere(store, byHand), await isThere(store, registered)], [true, true]);
  });

  test('go however many they are', async () => {
    const { store, database } = await open();
    const app = await addSelfMade(store);
    const ofApp = database.read.query.selectFrom('apps').where('id', '=', app.id);
    const { id: _, ...columns } = await ofApp.selectAll().executeTakeFirstOrThrow();
    const rows = Array.from({ length: 1201 }, (_row, index) => ({ ...columns, client_id: `client ${index}` }));
    await database.write((transaction) => transaction.query.insertInto('apps').values(rows.slice(0, 600)).execute());
    await database.write((transaction) => transaction.query.insertInto('apps').values(rows.slice(600)).execute());

    await deleteIdleApps(store, 90, NOW + 7 * DAY);

    assert.deepEqual(await store.apps.list(undefined, 0, 1), []);
    await eraseDeletedApps(database);
    assert.deepEqual(await database.read.query.selectFrom('apps').select('id').execute(), []);
  });
});

describeOn('sqlite', 'apps that belong to nobody', ({ open }) => {
  test('are found by an index', async () => {
    const { database } = await open();
    for (const idle of ['last_used_at <= 1', 'last_used_at is null and created_at <= 1']) {
      const plan = sql<{
        detail: string;
      }>`explain query plan select id from apps where owner_id = '' and ${sql.raw(idle)}`;
      const { rows } = await plan.execute(database.read.query);
      assert.match(rows.map(({ detail }) => detail).join('\n'), /SEARCH .*INDEX apps_use/, idle);
    }
  });
});
