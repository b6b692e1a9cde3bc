import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { hashSecret } from '#server/kernel/secret.js';
import type { Schema } from '#server/wiring/schema.js';
import { pngOf } from '../support/logos.js';
import { onEachDatabase, type Scene } from '../support/scenes/account.js';

/** What changes here. */
const EFFECTS = [
  'apps',
  'app_logos',
  'app_redirect_uris',
  'app_secrets',
  'developer_tokens',
  'invitations',
  'ledger_entries',
  'resources',
  'signing_keys',
  'user_roles',
  'users',
] as const satisfies readonly (keyof Schema)[];

/** A digest of each table, so that a difference names its table. */
const stateOf = async ({ installation }: Scene): Promise<string[]> => {
  const { query } = installation.services.database.read;
  const tables = await Promise.all(EFFECTS.map((table) => query.selectFrom(table).selectAll().execute()));
  return tables.map((rows, index) => `${EFFECTS[index]} ${hashSecret(JSON.stringify(rows))}`);
};

/** Prepares an effect; resolves to what brings it about. */
type Kind = (scene: Scene) => Promise<() => Promise<unknown>>;

const DRAFT = { name: 'App', redirectUris: ['https://app.example/callback'] };
const RESOURCE = { name: 'Notes', scopes: [] };

const appOf = async ({ installation, devId }: Scene) => {
  const created = await installation.services.apps.create(devId, DRAFT);
  assert.ok(created.outcome === 'done');
  return created.value.app;
};

const KINDS: Readonly<Record<string, Kind>> = {
  'creating an app':
    async ({ installation, devId }) =>
    () =>
      installation.services.apps.create(devId, DRAFT),
  'changing an app': async (scene) => {
    const { id, owner } = await appOf(scene);
    return () => scene.installation.services.apps.update(id, owner, { name: 'Another' });
  },
  'deleting an app': async (scene) => {
    const { id, owner } = await appOf(scene);
    return () => scene.installation.services.apps.delete(id, owner);
  },
  'adding a secret': async (scene) => {
    const app = await appOf(scene);
    return () => scene.installation.services.apps.addSecret(app);
  },
  'removing a secret': async (scene) => {
    const { apps } = scene.installation.services;
    const app = await appOf(scene);
    const added = await apps.addSecret(app);
    assert.ok(added.outcome === 'done');
    return () => apps.removeSecret(app, added.value.row.id);
  },
  'setting a logo': async (scene) => {
    const app = await appOf(scene);
    return () => scene.installation.services.appLogos.put(app, pngOf(32));
  },
  'removing a logo': async (scene) => {
    const { appLogos } = scene.installation.services;
    const app = await appOf(scene);
    await appLogos.put(app, pngOf(32));
    return () => appLogos.remove(app);
  },
  'granting a role': async (scene) => {
    const id = await scene.person('newcomer');
    return () => scene.installation.services.developers.grantRole(id, 'developer');
  },
  'creating a developer token':
    async ({ installation, devId }) =>
    () =>
      installation.services.developers.createToken(devId, 'ci', null),
  'revoking a developer token': async ({ installation, devId }) => {
    const { developers } = installation.services;
    const created = await developers.createToken(devId, 'ci', null);
    assert.ok(created.outcome === 'done');
    return () => developers.revokeToken(created.value.kept.id, devId);
  },
  'adding a resource':
    async ({ installation, devId }) =>
    () =>
      installation.services.resources.add(devId, { ...RESOURCE, identifier: 'https://added.example' }),
  'removing a resource': async ({ installation, devId }) => {
    const { resources } = installation.services;
    const added = await resources.add(devId, { ...RESOURCE, identifier: 'https://removed.example' });
    assert.ok(added.outcome === 'done');
    return () => resources.remove(added.value);
  },
  'rotating a key':
    async ({ installation }) =>
    () =>
      installation.services.keys.rotate({ alg: 'HS256', immediately: false }),
  'replacing a key':
    async ({ installation }) =>
    () =>
      installation.services.keys.rotate({ alg: 'HS256', immediately: true }),
  'creating an invitation':
    async ({ installation }) =>
    () =>
      installation.services.invitations.create('user'),
  'changing a username': async (scene) => {
    const id = await scene.person('renamed');
    return () => scene.installation.services.profile.changeUsername(id, 'anew');
  },
};

/** While it runs, no event can be recorded. */
const withoutAudit = async <T>({ installation }: Scene, work: () => Promise<T>): Promise<T> => {
  const { database } = installation.services;
  const rename = (from: string, to: string) =>
    database.write(({ query }) => sql`alter table ${sql.id(from)} rename to ${sql.id(to)}`.execute(query));
  await rename('audit_events', 'hidden_events');
  try {
    return await work();
  } finally {
    await rename('hidden_events', 'audit_events');
  }
};

// An app was created, its caller got 503, and its secret was lost: the event was recorded in a commit of its own.
onEachDatabase('an effect whose event cannot be recorded', (scene) => {
  for (const [name, prepare] of Object.entries(KINDS)) {
    test(`${name}: nothing happened, and a repeat works`, async () => {
      const effect = await prepare(scene());
      const before = await stateOf(scene());

      await withoutAudit(scene(), () => assert.rejects(effect()));
      assert.deepEqual(await stateOf(scene()), before);

      await effect();
      assert.notDeepEqual(await stateOf(scene()), before);
    });
  }

  test('the management API answers with an error, and a repeat creates one app', async () => {
    const { installation, devId } = scene();
    const created = await installation.services.developers.createToken(devId, 'ci', null);
    assert.ok(created.outcome === 'done');
    const create = (): Promise<Response> =>
      installation.request('/api/oauth_apps', {
        method: 'POST',
        headers: {
          authorization: `Bearer ${created.value.token.reveal()}`,
          'content-type': 'application/json',
        },
        body: JSON.stringify({ name: 'Once', redirect_uris: ['https://once.example/callback'] }),
      });
    const refused = await withoutAudit(scene(), create);
    assert.ok(refused.status >= 500, String(refused.status));
    assert.equal((await create()).status, 201);
    const names = (await installation.services.apps.list(devId)).map((app) => app.name);
    assert.equal(names.filter((app) => app === 'Once').length, 1);
  });
});
