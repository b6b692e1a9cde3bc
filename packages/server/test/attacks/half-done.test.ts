import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DAY, HOUR } from '#server/kernel/clock.js';
import { Secret } from '#server/kernel/secret.js';
import { verifiedOf } from '#server/domain/accounts/index.js';
import { PASSWORD_AMR } from '#server/protocol/acr.js';
import type { Schema } from '#server/wiring/schema.js';
import { PASSWORD } from '../support/installation.js';
import { pngOf } from '../support/logos.js';
import { callWith, grantCode, grantTokens, textOf } from '../support/oauth-app.js';
import { rowsOf, whileRefusing } from '../support/refusing.js';
import { onEachDatabase, type Scene } from '../support/scenes/account.js';
import { DEVICES, questionOn, startDevice } from '../support/scenes/device.js';
import { storeOf } from '../support/store.js';

/** What changes here. */
const EFFECTS = [
  'apps',
  'app_logos',
  'app_redirect_uris',
  'app_secrets',
  'authorizations',
  'codes',
  'developer_tokens',
  'device_requests',
  'invitations',
  'known_browsers',
  'ledger_entries',
  'mail_links',
  'passkeys',
  'recovery_codes',
  'resources',
  'sessions',
  'signing_keys',
  'token_families',
  'totp_secrets',
  'upstream_identities',
  'user_roles',
  'users',
] as const satisfies readonly (keyof Schema)[];

/** Prepares an effect; resolves to what brings it about. */
type Kind = (scene: Scene) => Promise<() => Promise<unknown>>;

const DRAFT = { name: 'App', redirectUris: ['https://app.example/callback'] };
const IDENTITY = { issuer: 'https://idp.example', label: 'me' };
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
  'allowing a device': async (scene) => {
    await scene.person('viewer');
    const browser = await scene.browser('viewer');
    const { userCode } = await startDevice(await scene.app(DEVICES));
    await browser.get('/device');
    const question = questionOn(await browser.follow(await browser.post('/device', { user_code: userCode })));
    return async () => {
      const { status } = await browser.post('/device/answer', { ...question, decision: 'allow' });
      assert.ok(status < 400, String(status));
    };
  },
  'crediting a balance': async ({ installation, devId }) => {
    const { accounts, audit } = installation.services;
    return () =>
      accounts.credit(devId, 5n, { idempotencyKey: 'a gift', memo: 'A gift' }, (transaction) =>
        audit.record(transaction, { type: 'balance_credited', userId: devId }),
      );
  },
  'changing an address': async (scene) => {
    const { accounts, emailAddresses } = scene.installation.services;
    const account = await accounts.getById(await scene.person('readdressed'));
    assert.ok(account);
    return async () => {
      const { outcome } = await emailAddresses.requestChange(account, 'other@example.com', 'en');
      assert.equal(outcome, 'changed');
    };
  },
  'changing a username': async (scene) => {
    const id = await scene.person('renamed');
    return () => scene.installation.services.profile.changeUsername(id, 'anew');
  },
  'signing in': async (scene) => {
    const { accounts, sessions } = scene.installation.services;
    const account = await accounts.getById(await scene.person('arriving'));
    assert.ok(account);
    return () => sessions.start(verifiedOf(account), PASSWORD_AMR, { id: 'b', userAgent: '', locale: 'en' });
  },
  'ending a session': async (scene) => {
    const { sessions } = scene.installation.services;
    const id = await scene.person('leaving');
    await scene.browser('leaving');
    const [session] = await sessions.list(id);
    assert.ok(session);
    return () => sessions.endById(session.id, id);
  },
  'signing up with an invitation': async ({ installation }) => {
    const { invitations, signUp } = installation.services;
    const { url } = await invitations.create('operator');
    const invitation = (await invitations.find(new URL(url).searchParams.get('invitation') ?? '')) ?? null;
    const account = { username: 'invited', email: 'invited@example.com', password: new Secret(PASSWORD) };
    return async () => {
      const { outcome } = await signUp.register({ account, invitation, address: '203.0.113.9' });
      assert.equal(outcome, 'created');
    };
  },
  'creating a reset link': async (scene) => {
    const { accounts, passwordReset } = scene.installation.services;
    const account = await accounts.getById(await scene.person('forgetful'));
    assert.ok(account);
    return () => passwordReset.createLink(account);
  },
  'removing a passkey': async (scene) => {
    const { services } = scene.installation;
    const userId = await scene.person('keyed');
    const credential = { credentialId: 'c', publicKey: 'k', signCount: 0, transports: [], isBackedUp: false };
    const passkey = await storeOf(services).passkeys.insert({ ...credential, userId, name: 'Key', createdAt: 1 });
    return () => services.passkeys.remove(userId, passkey?.id ?? 0, 'en');
  },
  'connecting an identity': async (scene) => {
    const id = await scene.person('connecting');
    return () => scene.installation.services.upstreamIdentities.connect(id, { ...IDENTITY, subject: 's1' }, 'en');
  },
  'disconnecting an identity': async (scene) => {
    const { upstreamIdentities } = scene.installation.services;
    const id = await scene.person('disconnecting');
    await upstreamIdentities.connect(id, { ...IDENTITY, subject: 's2' }, 'en');
    const [identity] = await upstreamIdentities.list(id);
    return () => upstreamIdentities.remove(id, identity?.id ?? 0, 'en');
  },
  'resetting a second step': async (scene) => {
    const { services } = scene.installation;
    const userId = await scene.person('stepping');
    const { secondSteps } = storeOf(services);
    await secondSteps.proposeTotp(userId, 'sealed', 1);
    await secondSteps.confirmTotp({ userId, sealedSecret: 'sealed', step: 1, hashes: ['h'], now: 1 });
    return () => services.lostPhone(userId, { withPasskeys: false });
  },
  'allowing an app': async (scene) => {
    await scene.person('allowing');
    const app = await scene.app();
    const browser = await scene.browser('allowing');
    return () => grantCode(browser, app);
  },
  'ending an authorization': async (scene) => {
    const { authorizations } = scene.installation.services;
    const id = await scene.person('revoking');
    await grantTokens(await scene.browser('revoking'), await scene.app());
    const [given] = await authorizations.list(id);
    return () => authorizations.end(given?.id ?? 0, id);
  },
  'revoking the tokens of a replayed code': async (scene) => {
    await scene.person('replayed');
    const app = await scene.app();
    const code = await grantCode(await scene.browser('replayed'), app);
    assert.equal((await app.exchange(code)).status, 200);
    return async () => assert.equal((await app.exchange(code)).status, 400);
  },
};

const withoutAudit = <T>({ installation }: Scene, work: () => Promise<T>): Promise<T> =>
  whileRefusing(installation.services.database, 'audit_events', work);

const stateOf = ({ installation }: Scene) => rowsOf(installation.services.database, EFFECTS);

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

// Userinfo answered 503 when it could not be written down that an authorization was used, and the token endpoint when it
// could not be written down that an app was: after the code had been redeemed, so the repeat counted as theft.
onEachDatabase('bookkeeping that fails', (scene) => {
  const refusing = <T>(table: keyof Schema, work: () => Promise<T>): Promise<T> =>
    whileRefusing(scene().installation.services.database, table, work);

  test('does not fail userinfo', async () => {
    const { installation } = scene();
    await scene().person('used');
    const { access } = await grantTokens(await scene().browser('used'), await scene().app());
    installation.letTimePass(HOUR / 2);
    const answer = await refusing('authorizations', () => callWith(installation, access));
    assert.equal(answer.status, 200, answer.text);
  });

  test('fails no code, and none of the tokens it gave', async () => {
    await scene().person('redeemer');
    const app = await scene().app();
    const browser = await scene().browser('redeemer');
    const code = await grantCode(browser, app);
    const tokens = await refusing('apps', () => refusing('app_secrets', () => app.exchange(code)));
    assert.equal(tokens.status, 200, tokens.text);
    assert.equal((await callWith(scene().installation, textOf(tokens, 'access_token'))).status, 200);
  });

  test('fails no page, and no call with a developer token', async () => {
    const { installation, devId } = scene();
    const dev = await scene().browser('dev');
    const token = await installation.services.developers.createToken(devId, 'ci', null);
    assert.ok(token.outcome === 'done');
    const headers = { authorization: `Bearer ${token.value.token.reveal()}` };
    installation.letTimePass(DAY);
    const [page, list] = await refusing('sessions', () =>
      refusing('developer_tokens', async () => [
        await dev.get('/account'),
        await installation.request('/api/oauth_apps', { headers }),
      ]),
    );
    assert.deepEqual([page?.status, list?.status], [200, 200]);
  });
});
