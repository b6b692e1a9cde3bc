import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Queryable } from '#server/database/database.js';
import type { Schema } from '#server/wiring/schema.js';
import { changesBetween, stateOf } from '#test/processes/held/state.js';
import { jwksOf, newAppKey } from '#test/support/client-proofs.js';
import { assertOAuthError, form, grantCode, grantTokens, readAnswer, type Answer } from '#test/support/oauth-app.js';
import { startPeer } from '#test/support/peer.js';
import { onEachDatabase, type Scene } from '#test/support/scenes/account.js';
import { decide, DEVICES, startDevice } from '#test/support/scenes/device.js';
import { dpopHeader, PAR, registerSigningApp, requestFields, TOKEN } from '#test/support/signing-app.js';

/** Enough for requests to be under way, in milliseconds. */
const UNDER_WAY = 300;

type Send = () => Promise<Answer>;
type Ending = (transaction: Queryable<Schema>, appId: number, now: number) => Promise<unknown>;

/** What an app with a secret asks for, prepared. */
const REQUESTS: Readonly<Record<string, (scene: Scene) => Promise<{ appId: number; send: Send }>>> = {
  'redeems a code': async (scene) => {
    const app = await scene.app();
    const code = await grantCode(await scene.browser('alice'), app);
    return { appId: app.id, send: () => app.exchange(code) };
  },
  'refreshes its tokens': async (scene) => {
    const app = await scene.app();
    const { refresh } = await grantTokens(await scene.browser('alice'), app);
    // On PostgreSQL it is a single statement and waits for nothing, but the note that the proof is spent does.
    const proof = await dpopHeader(scene.installation, await newAppKey(), { path: TOKEN });
    const fields = { grant_type: 'refresh_token', refresh_token: refresh };
    return { appId: app.id, send: () => app.token(fields, proof) };
  },
  'revokes a token': async (scene) => {
    const app = await scene.app();
    const { refresh } = await grantTokens(await scene.browser('alice'), app);
    return { appId: app.id, send: () => app.revoke(refresh) };
  },
  'pushes a request': async (scene) => {
    const app = await scene.app();
    const body = new URLSearchParams({ ...app.credentials, ...requestFields(app) }).toString();
    return { appId: app.id, send: async () => readAnswer(await scene.installation.request(PAR, form(body))) };
  },
  'starts a device': async (scene) => {
    const app = await scene.app(DEVICES);
    return { appId: app.id, send: () => app.authorizeDevice() };
  },
  'polls for a device': async (scene) => {
    const app = await scene.app(DEVICES);
    const device = await startDevice(app);
    return { appId: app.id, send: () => device.poll() };
  },
  'redeems a device code': async (scene) => {
    const app = await scene.app(DEVICES);
    const device = await startDevice(app);
    await decide(await scene.browser('alice'), device.userCode, 'allow');
    return { appId: app.id, send: () => device.poll() };
  },
};

const ENDINGS: Readonly<Record<string, Ending>> = {
  'the secret is removed': ({ query }, appId) => query.deleteFrom('app_secrets').where('app_id', '=', appId).execute(),
  'the app is suspended': ({ query }, appId, now) =>
    query.updateTable('apps').set({ suspended_at: now }).where('id', '=', appId).execute(),
  'the account of its owner is disabled': ({ query }, appId, now) =>
    query.updateTable('apps').set({ owner_disabled_at: now }).where('id', '=', appId).execute(),
  'the app is deleted': ({ query }, appId) => query.deleteFrom('apps').where('id', '=', appId).execute(),
};

onEachDatabase('an app whose request has been authenticated', (scene) => {
  let hasAlice = false;
  const withAlice = async (): Promise<Scene> => {
    if (!hasAlice) await scene().person('alice');
    hasAlice = true;
    return scene();
  };

  /** The request waits for the transaction in which something ends. It must change nothing then. */
  const sendWhile = async (appId: number, send: Send, end: Ending): Promise<Answer> => {
    const { services, now } = scene().installation;
    const { database } = services;
    // So that it is not the note of the first use that waits.
    for (const { id } of await services.appRecords.secrets(appId)) await services.appRecords.touchSecret(id, now());
    const { was, answer } = await database.write(async (transaction) => {
      if (database.dialect === 'postgres') await sql`lock table used_jtis in share mode`.execute(transaction.query);
      await end(transaction, appId, now());
      const state = await stateOf(database, transaction);
      const sent = send();
      await delay(UNDER_WAY);
      return { was: state, answer: () => sent };
    });
    const given = await answer();
    assert.deepEqual(changesBetween(was, await stateOf(database)), []);
    return given;
  };

  for (const [what, ask] of Object.entries(REQUESTS)) {
    for (const [why, end] of Object.entries(ENDINGS)) {
      test(`${what} without effect, if meanwhile ${why}`, async () => {
        const { appId, send } = await ask(await withAlice());
        assertOAuthError(await sendWhile(appId, send, end), 401, 'invalid_client');
      });
    }
    test(`${what} otherwise`, async () => {
      const { send } = await ask(await withAlice());
      const answer = await send();
      assert.ok(answer.status < 300 || answer.json['error'] === 'authorization_pending', answer.text);
    });
  }

  test('by its keys refreshes without effect, if meanwhile they are replaced', async () => {
    const app = await registerSigningApp((await withAlice()).installation, { owner: scene().devId });
    const first = await app.exchange(await grantCode(await scene().browser('alice'), app));
    const others = jwksOf(await newAppKey());
    const answer = await sendWhile(
      app.id,
      () => app.refresh(String(first.json['refresh_token'])),
      ({ query }, id) => query.updateTable('apps').set({ jwks: others }).where('id', '=', id).execute(),
    );
    assertOAuthError(answer, 401, 'invalid_client');
  });

  test('by its keys, which its server was slow to show, learns nothing if meanwhile they are replaced', async () => {
    const { installation, devId } = await withAlice();
    const { services } = installation;
    const peer = await startPeer();
    const app = await registerSigningApp(installation, { owner: devId, jwksUri: `${peer.origin}/keys` });
    const held = Promise.withResolvers<void>();
    const asked = Promise.withResolvers<void>();
    peer.answer((_request, response) => {
      asked.resolve();
      void held.promise.then(() =>
        response.writeHead(200, { 'content-type': 'application/json' }).end(jwksOf(app.key)),
      );
    });
    const answer = app.post('/api/oauth2/introspect', { token: 'x' });
    await asked.promise;
    const changed = await services.apps.update(app.id, devId, { jwksUri: `${peer.origin}/others` });
    assert.equal(changed?.outcome, 'done');
    held.resolve();
    assertOAuthError(await answer, 401, 'invalid_client');
  });
});
