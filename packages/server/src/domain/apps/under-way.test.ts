// Changes of an app that were judged by what another one, or an ending, was just replacing.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { suspendAppsOf } from '#server/domain/apps/index.js';
import { appsStore, type AppChange } from '#server/domain/apps/store/apps.js';
import type { AppChanges } from '#server/domain/apps/settings/changes.js';
import type { Queryable } from '#server/database/database.js';
import { GoneError } from '#server/kernel/gone.js';
import type { Schema } from '#server/wiring/schema.js';
import { jwksOf, newAppKey } from '#test/support/client-proofs.js';
import { textOf } from '#test/support/oauth-app.js';
import { onEachDatabase, type Scene } from '#test/support/scenes/account.js';
import { REGISTER, sendJson } from '#test/support/scenes/registrar.js';

/** Enough for a request to read what it needs, and to wait for its turn to write. In milliseconds. */
const UNDER_WAY = 300;
const CALLBACK = 'https://self.example/callback';

/** An app of a new developer, with keys and a registration access token. */
const registered = async (scene: Scene, name: string) => {
  const { installation } = scene;
  const { developers } = installation.services;
  const id = await scene.person(name);
  await developers.grantRole(id, 'developer');
  const created = await developers.createToken(id, 'ci', null);
  assert.ok(created.outcome === 'done');
  const metadata = {
    client_name: name,
    redirect_uris: [CALLBACK],
    token_endpoint_auth_method: 'private_key_jwt',
    jwks: JSON.parse(jwksOf(await newAppKey())) as unknown,
  };
  const token = created.value.token.reveal();
  const answer = await sendJson(installation, 'POST', REGISTER, metadata, { token });
  const clientId = textOf(answer, 'client_id');
  const presented = { token: textOf(answer, 'registration_access_token') };
  const send = (method: string) =>
    sendJson(
      installation,
      method,
      `${REGISTER}/${clientId}`,
      method === 'PUT' ? { ...metadata, client_id: clientId, client_name: 'Changed' } : undefined,
      presented,
    );
  const stored = () => installation.services.appRecords.findByClientId(clientId);
  return { id, send, stored };
};

/** What a password reset does. */
const revoke = (scene: Scene, id: string) => async (transaction: Queryable<Schema>) => {
  const { apps, developers, sessions } = scene.installation.services;
  const ended = await sessions.endAll(transaction, id);
  await apps.revokeCredentialsOf(transaction, await developers.revokeAllTokens(transaction, ended));
};

/** A developer's app with keys. */
const keyed = async ({ devId, installation }: Scene) => {
  const { apps } = installation.services;
  const draft = { name: 'Chat', redirectUris: [CALLBACK], jwks: jwksOf(await newAppKey()) };
  const created = await apps.create(devId, draft);
  assert.ok(created.outcome === 'done');
  const { id } = created.value.app;
  const change = (changes: AppChanges) => apps.update(id, devId, changes);
  const store = appsStore(installation.services.database);
  const replace = (values: Omit<AppChange, 'now'>) => (transaction: Queryable<Schema>) =>
    store.update(transaction, id, { ...values, now: 1 });
  return { id, change, replace, stored: () => store.find(id) };
};

onEachDatabase(
  'a change that is under way',
  (scene) => {
    /** `first` has written and is not yet committed when `second` starts; resolves to what that comes to. */
    const meanwhile = async <T>(
      first: (transaction: Queryable<Schema>) => Promise<unknown>,
      second: () => Promise<T>,
    ): Promise<T> => {
      const { database } = scene().installation.services;
      let started: Promise<T> | null = null;
      await database.write(async (transaction) => {
        await first(transaction);
        started = second();
        // Its outcome is asserted by whoever awaits it below.
        started.catch(() => {});
        await delay(UNDER_WAY);
      });
      assert.ok(started !== null);
      return started;
    };

    describe('with a registration access token', () => {
      // The update wrote the hash of the token it was sent back, and the keys, so both outlived every recovery.
      test('is not made once the token was revoked, and the token stays revoked', async () => {
        const { id, send, stored } = await registered(scene(), 'alice');
        assert.equal((await meanwhile(revoke(scene(), id), () => send('PUT'))).status, 401);
        const app = await stored();
        assert.deepEqual([app?.registrationTokenHash, app?.jwks, app?.usesAssertions], [null, null, false]);
        assert.equal((await send('GET')).status, 401);
      });

      test('deletes nothing once the token was revoked', async () => {
        const { id, send, stored } = await registered(scene(), 'bob');
        assert.equal((await meanwhile(revoke(scene(), id), () => send('DELETE'))).status, 401);
        assert.notEqual(await stored(), undefined);
      });

      test('is not made once the app was suspended', async () => {
        const { id, send, stored } = await registered(scene(), 'carol');
        const suspend = async (transaction: Queryable<Schema>) => {
          const { developers, sessions } = scene().installation.services;
          const ended = await developers.revokeAllTokens(transaction, await sessions.endAll(transaction, id));
          await suspendAppsOf(transaction, ended, 1);
        };
        assert.equal((await meanwhile(suspend, () => send('PUT'))).status, 401);
        assert.equal((await stored())?.name, 'carol');
      });
    });

    describe('by the developer', () => {
      // It wrote all of the app's security settings as it had read them: a leaked key that was replaced came back.
      test('does not undo the replacement of keys, or a switch', async () => {
        const { change, replace, stored } = await keyed(scene());
        const key = await newAppKey();
        const jwks = JSON.parse(jwksOf(key)) as NonNullable<AppChange['jwks']>;
        for (const values of [
          { jwks },
          { requirePar: true },
          { dpopBound: true },
          { jwks: null, jwksUri: 'https://self.example/keys' },
        ]) {
          const changed = await meanwhile(replace(values), () =>
            change({ description: Object.keys(values).join(' ') }),
          );
          assert.equal(changed?.outcome, 'done');
          const now = await stored();
          assert.ok(now);
          assert.deepEqual({ ...now, ...values }, now);
        }
      });

      test('is judged by the app as it is then', async () => {
        const { change, replace, stored } = await keyed(scene());
        const local = { redirectUris: ['http://127.0.0.1/callback'] };
        const changed = await meanwhile(replace(local), () => change({ isFapi: true }));
        assert.equal(changed?.outcome, 'refused');
        assert.equal((await stored())?.isFapi, false);
      });

      test('gives no secret to an app that has just been given keys', async () => {
        const { installation, devId } = scene();
        const { apps } = installation.services;
        const created = await apps.create(devId, { name: 'Secretive', redirectUris: [CALLBACK] });
        assert.ok(created.outcome === 'done');
        const made = created.value.app;
        const store = appsStore(installation.services.database);
        const jwks = JSON.parse(jwksOf(await newAppKey())) as NonNullable<AppChange['jwks']>;
        const added = await meanwhile(
          (transaction) => store.update(transaction, made.id, { jwks, usesAssertions: true, now: 1 }),
          () => apps.addSecret(made),
        );
        assert.equal(added.outcome, 'refused');
        assert.deepEqual(await apps.secrets(made), []);
      });

      // The database refused the secret, so the developer was told of a fault of the server.
      test('gives no secret to an app that has just been deleted', async () => {
        const { installation, devId } = scene();
        const { apps } = installation.services;
        const created = await apps.create(devId, { name: 'Gone', redirectUris: [CALLBACK] });
        assert.ok(created.outcome === 'done');
        const made = created.value.app;
        const store = appsStore(installation.services.database);
        const adding = meanwhile(
          (transaction) => store.delete(transaction, made.id, 0),
          () => apps.addSecret(made),
        );
        await assert.rejects(adding, GoneError);
      });
    });
  },
  { OCTROI_REGISTRATION: 'token', OCTROI_PAR: 'on', OCTROI_DPOP: 'on' },
);
