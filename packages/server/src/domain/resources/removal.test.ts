import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BATCH } from '#server/database/batches.js';
import type { Resource } from '#server/domain/resources/index.js';
import { decide, DEVICES, questionOn, startDevice } from '#test/support/scenes/device.js';
import { onEachDatabase } from '#test/support/scenes/account.js';
import { PASSWORD } from '#test/support/installation.js';
import {
  allow,
  assertOAuthError,
  grantCode,
  grantTokens,
  openRequest,
  received,
  requestOf,
  textOf,
} from '#test/support/oauth-app.js';
import { targetOf } from '#test/support/scenes/resources.js';
import { deleteOld, storeOf } from '#test/support/store.js';

const asking = (identifier: string) => ({ scope: 'profile transfer', resource: identifier });

// What waited while a resource was removed still gave tokens for it, and wrote it back into the authorization: the next
// developer to register the identifier inherited it, under other words ("Send all your money" instead of "Read notes").
onEachDatabase('the identifier of a resource', (scene) => {
  let turn = 0;
  const newIdentifier = (): string => `https://api-${++turn}.example`;
  const add = (owner: string | null, identifier: string, words = 'Read notes', by?: 'operator') =>
    scene().installation.services.resources.add(
      owner,
      { identifier, name: words, scopes: [{ name: 'transfer', description: words }] },
      by,
    );
  const added = async (...draft: Parameters<typeof add>): Promise<Resource> => {
    const done = await add(...draft);
    assert.ok(done.outcome === 'done', JSON.stringify(done));
    return done.value;
  };
  const refused = async (code: string, ...draft: Parameters<typeof add>): Promise<void> => {
    const done = await add(...draft);
    assert.ok(done.outcome === 'refused');
    assert.deepEqual(
      done.faults.map((each) => [each.field, each.fault.code]),
      [['identifier', code]],
    );
  };
  const remove = (resource: Resource) => scene().installation.services.resources.remove(resource);
  const user = async () => {
    const name = `user-${++turn}`;
    const id = await scene().person(name);
    return { id, browser: await scene().browser(name) };
  };
  const developer = async (): Promise<string> => {
    const id = await scene().person(`developer-${++turn}`);
    await scene().installation.services.developers.grantRole(id, 'developer');
    return id;
  };
  const allowedResources = async (userId: string) => {
    const [authorization] = await scene().installation.services.authorizations.list(userId, 1);
    return authorization?.resources ?? [];
  };

  for (const [what, successor] of [
    ['nothing', null],
    ['another resource', 'Send all your money'],
  ] as const) {
    const replace = async (resource: Resource): Promise<void> => {
      await remove(resource);
      if (successor !== null) await added(null, resource.identifier, successor);
    };

    test(`A25: an open consent page allows nothing once it stands for ${what}`, async () => {
      const resource = await added(null, newIdentifier());
      const app = await scene().app();
      const { id, browser } = await user();
      const page = await openRequest(browser, app.authorizePath(asking(resource.identifier)));
      assert.match(page.html, /Read notes/);
      await replace(resource);
      assert.equal((await allow(browser, page)).status, 400);
      assert.deepEqual(await allowedResources(id), []);
    });

    test(`A25: nor does signing in to a request that was shown before it stood for ${what}`, async () => {
      const resource = await added(null, newIdentifier());
      const app = await scene().app();
      const name = `user-${++turn}`;
      const id = await scene().person(name);
      const browser = await scene().browser();
      const signIn = await browser.follow(
        await openRequest(browser, app.authorizePath({ ...asking(resource.identifier), auto_authorize: 'true' })),
      );
      assert.match(signIn.html, /Read notes/);
      await replace(resource);
      const signedIn = await browser.post('/sign-in', {
        request: requestOf(signIn),
        username: name,
        password: PASSWORD,
      });
      assert.equal(signedIn.status, 400, signedIn.location);
      assert.deepEqual(await allowedResources(id), []);
    });

    test(`A25: an open device page allows nothing once it stands for ${what}`, async () => {
      const resource = await added(null, newIdentifier());
      const device = await startDevice(await scene().app(DEVICES), asking(resource.identifier));
      const { id, browser } = await user();
      await browser.get('/device');
      const page = await browser.follow(await browser.post('/device', { user_code: device.userCode }));
      assert.match(page.html, /Read notes/);
      await replace(resource);
      const answer = await browser.post('/device/answer', { ...questionOn(page), decision: 'allow' });
      assert.equal(answer.status, 400);
      assert.deepEqual(await allowedResources(id), []);
    });

    test(`A25: a code from before it stood for ${what} brings no token for it, but one for us`, async () => {
      const resource = await added(null, newIdentifier());
      const app = await scene().app();
      const { browser } = await user();
      const [first, second] = [
        await grantCode(browser, app, { ...asking(resource.identifier), prompt: 'consent' }),
        await grantCode(browser, app, { ...asking(resource.identifier), prompt: 'consent' }),
      ];
      await replace(resource);
      assertOAuthError(await app.exchange(first, { resource: resource.identifier }), 400, 'invalid_grant');
      const ours = await app.exchange(second, { resource: scene().installation.issuer });
      assert.equal(ours.status, 200);
      const refresh = textOf(ours, 'refresh_token');
      assertOAuthError(await app.refresh(refresh, { resource: resource.identifier }), 400, 'invalid_target');
    });

    test(`A25: nor does a device that was allowed before it stood for ${what}`, async () => {
      const resource = await added(null, newIdentifier());
      const device = await startDevice(await scene().app(DEVICES), asking(resource.identifier));
      const { browser } = await user();
      await decide(browser, device.userCode, 'allow');
      await replace(resource);
      assertOAuthError(await device.poll({ resource: resource.identifier }), 400, 'invalid_grant');
      assert.equal((await device.poll({ resource: scene().installation.issuer })).status, 200);
    });
  }

  test('stays with the developer who had it: tokens for it may still be accepted there', async () => {
    const [first, second] = [await developer(), await developer()];
    const resource = await added(first, newIdentifier());
    const { identifier } = resource;
    await remove(resource);
    await refused('resourceRemoved', second, identifier);
    await refused('resourceRemoved', second, `${identifier}/`);
    const again = await added(first, identifier, 'Other words');
    await remove(again);
    await refused('resourceRemoved', second, identifier);
    await remove(await added(second, identifier, 'With the operator’s word', 'operator'));
    await refused('resourceRemoved', first, identifier);
    await added(null, `${identifier}/`);
  });

  test('of a developer whose account was deleted is an operator’s to give', async () => {
    const [first, second] = [await developer(), await developer()];
    const [kept, removed] = [await added(first, newIdentifier()), await added(first, newIdentifier())];
    await remove(removed);
    const { userDeletion } = storeOf(scene().installation.services);
    assert.equal((await userDeletion.delete(Number(first), 1, async () => {})).outcome, 'deleted');
    await userDeletion.eraseRest(first);
    for (const { identifier } of [kept, removed]) {
      await refused('resourceRemoved', second, identifier);
      await added(second, identifier, 'Weather', 'operator');
    }
  });

  // Up to 500 authorizations for each of their resources were changed in the transaction that deletes the account.
  test('of a developer whose account is deleted brings nothing from then on, and is withdrawn in batches afterwards', async () => {
    const owner = await developer();
    const { identifier } = await added(owner, newIdentifier());
    const app = await scene().app();
    const { id, browser } = await user();
    const { access } = await grantTokens(browser, app, asking(identifier));
    const { userDeletion } = storeOf(scene().installation.services);
    assert.equal((await userDeletion.delete(Number(owner), 1, async () => {})).outcome, 'deleted');
    assert.equal((await allowedResources(id)).length, 1, 'not withdrawn yet');
    assert.deepEqual((await app.introspect(access)).json, { active: false });
    await userDeletion.eraseRest(owner);
    assert.deepEqual(await allowedResources(id), []);
  });

  test('is kept from so many developers as they may have resources, removed ones included', async () => {
    const owner = await developer();
    for (let count = 0; count < 100; count++) await remove(await added(owner, newIdentifier()));
    await refused('resourcesTooMany', owner, newIdentifier());
    await added(owner, `https://api-${turn - 1}.example`);
  });

  test('is not the client_id of an app: an access token must not pass as its id_token', async () => {
    const { installation } = scene();
    const clientId = `${newIdentifier()}/client.json`;
    const before = await added(null, clientId);
    const app = await scene().app();
    const store = storeOf(installation.services);
    const known = await store.apps.findByClientId(app.clientId);
    assert.ok(known);
    const made = await store.apps.insert({
      ...known,
      clientId,
      redirectUris: ['https://rp.example/callback'],
      secret: null,
      now: installation.now(),
    });
    const { browser } = await user();
    assert.equal(
      received(await browser.get(app.authorizePath(asking(clientId)))).get('error'),
      'invalid_target',
      'an app has turned up under the identifier of a resource',
    );
    await remove(before);
    await refused('resourceIsClient', null, clientId);
    assert.ok(await store.apps.delete(made.id));
    await added(null, clientId);
  });

  test('of a disabled developer gets no tokens until the account is enabled again', async () => {
    const { accountStatuses } = scene().installation.services;
    const owner = await developer();
    const { identifier } = await added(owner, newIdentifier());
    const app = await scene().app(DEVICES);
    const { browser } = await user();
    const { access, refresh } = await grantTokens(browser, app, asking(identifier));
    const page = await openRequest(browser, app.authorizePath({ ...asking(identifier), prompt: 'consent' }));
    const code = await grantCode(browser, app, asking(identifier));
    const device = await startDevice(app, asking(identifier));
    await decide(browser, device.userCode, 'allow');

    await accountStatuses.set(owner, 'disabled');
    const asked = await browser.get(app.authorizePath(asking(identifier)));
    assert.equal(received(asked).get('error'), 'invalid_target');
    const { identifier: given } = await added(owner, newIdentifier(), 'Given by an operator', 'operator');
    const askedForGiven = await browser.get(app.authorizePath(asking(given)));
    assert.equal(received(askedForGiven).get('error'), 'invalid_target');
    assert.equal((await allow(browser, page)).status, 400);
    assertOAuthError(await app.exchange(code, { resource: identifier }), 400, 'invalid_grant');
    assertOAuthError(await device.poll({ resource: identifier }), 400, 'invalid_grant');
    assertOAuthError(await app.refresh(refresh, { resource: identifier }), 400, 'invalid_target');
    assert.deepEqual((await app.introspect(access)).json, { active: false });
    assert.equal((await app.refresh(refresh, { resource: scene().installation.issuer })).status, 200);

    await accountStatuses.set(owner, 'enabled');
    assert.equal((await app.introspect(access)).json['active'], true);
    assert.equal(targetOf(textOf(await app.exchange(code, { resource: identifier }), 'access_token')).aud, identifier);
    assert.equal((await device.poll({ resource: identifier })).status, 200);
    assert.ok(received(await browser.get(app.authorizePath(asking(identifier)))).get('code'));
    assert.match((await openRequest(browser, app.authorizePath(asking(given)))).html, /Given by an operator/);
  });

  // The rest is withdrawn in batches, after the removal.
  test('brings nothing from the moment of its removal, however many had allowed it, and is not free before they have lost it', async () => {
    const { installation } = scene();
    const { database } = installation.services;
    const owner = await developer();
    const resource = await added(owner, newIdentifier());
    const { identifier } = resource;
    const app = await scene().app(DEVICES);
    const others = Array.from({ length: BATCH }, (_, nth) => ({
      user_id: `another ${nth}`,
      app_id: app.id,
      scope: 'profile',
      declined: '',
      resources: JSON.stringify([{ resource: identifier, scopes: ['transfer'] }]),
      app_name: 'Chat',
      app_owner_id: '',
      granted_at: 1,
      last_used_at: 1,
      ended_at: null,
    }));
    await database.write(({ query }) => query.insertInto('authorizations').values(others).execute());
    const { id, browser } = await user();
    const { access, refresh } = await grantTokens(browser, app, asking(identifier));
    const page = await openRequest(browser, app.authorizePath({ ...asking(identifier), prompt: 'consent' }));
    const [code, later] = [
      await grantCode(browser, app, asking(identifier)),
      await grantCode(browser, app, asking(identifier)),
    ];
    const device = await startDevice(app, asking(identifier));
    await decide(browser, device.userCode, 'allow');
    const assertNothing = async (unused: string): Promise<void> => {
      assert.equal((await allow(browser, page)).status, 400);
      assertOAuthError(await app.exchange(unused, { resource: identifier }), 400, 'invalid_grant');
      assertOAuthError(await device.poll({ resource: identifier }), 400, 'invalid_grant');
      assertOAuthError(await app.refresh(refresh, { resource: identifier }), 400, 'invalid_target');
      assert.deepEqual((await app.introspect(access)).json, { active: false });
      const asked = await browser.get(app.authorizePath(asking(identifier)));
      assert.doesNotMatch(asked.location ?? '', /[?&]code=/);
    };

    await remove(resource);
    assert.equal((await allowedResources(id)).length, 1, 'not withdrawn yet');
    await assertNothing(code);
    await refused('resourceStillAllowed', owner, identifier);
    await refused('resourceStillAllowed', null, `${identifier}/`);

    await deleteOld(installation.services, installation.now());
    assert.deepEqual(await allowedResources(id), []);
    installation.letTimePass(1);
    await added(owner, identifier);
    await assertNothing(later);
  });
});
