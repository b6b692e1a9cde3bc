import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { decodeJwt } from 'jose';
import { MINUTE, SECOND } from '#server/kernel/clock.js';
import { setScene } from '#test/attacks/scene.js';
import { addResource, NOTES, targetOf } from '#test/support/scenes/resources.js';
import { makeProof, newAppKey } from '#test/support/client-proofs.js';
import { openInstallation, PASSWORD, START } from '#test/support/installation.js';
import { assertOAuthError, callWith, form, readAnswer, registerApp, textOf } from '#test/support/oauth-app.js';
import { createVisitor } from '#test/support/page-visitor.js';
import { inParallel, tally } from '#test/support/parallel.js';
import { decide, DEVICE_GRANT, DEVICES, questionOn, startDevice } from '#test/support/scenes/device.js';

const scene = setScene();

describe('the device authorization endpoint', () => {
  test('a device gets its codes, and where its user types one of them (RFC 8628 section 3.2)', async () => {
    const { installation } = scene();
    const app = await scene().app(DEVICES);
    const answer = await app.authorizeDevice();
    assert.equal(answer.headers.get('cache-control'), 'no-store');
    const userCode = textOf(answer, 'user_code');
    assert.match(userCode, /^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/);
    assert.match(textOf(answer, 'device_code'), /^device_[\w-]{43}$/);
    assert.equal(textOf(answer, 'verification_uri'), `${installation.issuer}/device`);
    assert.equal(textOf(answer, 'verification_uri_complete'), `${installation.issuer}/device?user_code=${userCode}`);
    assert.deepEqual([answer.json['expires_in'], answer.json['interval']], [600, 5]);
  });

  test('only apps that are set up for it may use it, and only with their own proof (RFC 8628 section 3.1)', async () => {
    const app = await scene().app();
    assertOAuthError(await app.authorizeDevice(), 400, 'unauthorized_client');
    assertOAuthError(
      await app.token({ grant_type: DEVICE_GRANT, device_code: 'device_x' }),
      400,
      'unauthorized_client',
    );
    const permitted = await scene().app(DEVICES);
    assertOAuthError(await permitted.authorizeDevice({ client_secret: 'wrong' }), 401, 'invalid_client');
    // The libraries that do so, x/oauth2 among them, were told only that the app has a secret.
    const bare = form(new URLSearchParams({ client_id: permitted.clientId }).toString());
    const answer = await readAnswer(await scene().installation.request('/api/oauth2/device_authorization', bare));
    assertOAuthError(answer, 401, 'invalid_client');
    assert.match(textOf(answer, 'error_description'), /send only client_id need a public app/);
    assertOAuthError(await permitted.authorizeDevice({ scope: 'no such' }), 400, 'invalid_scope');
    assertOAuthError(await permitted.authorizeDevice({ resource: 'https://x.example' }), 400, 'invalid_target');
  });

  test('switched off, there is no such endpoint, grant, page or metadata', async () => {
    const installation = await openInstallation({ OCTROI_DEVICE_FLOW: 'off' });
    try {
      const app = await registerApp(installation, { owner: await installation.addUser('dev') });
      assert.equal((await app.authorizeDevice()).status, 404);
      assertOAuthError(await app.token({ grant_type: DEVICE_GRANT, device_code: 'x' }), 400, 'unsupported_grant_type');
      assert.equal((await installation.request('/device')).status, 404);
      const { json } = await readAnswer(await installation.request('/.well-known/openid-configuration'));
      assert.equal('device_authorization_endpoint' in json, false);
      assert.deepEqual(json['grant_types_supported'], ['authorization_code', 'refresh_token']);
    } finally {
      await installation.close();
    }
  });

  // Such an app was created without a warning, and its devices found no endpoint.
  test('switched off, no app can be set to need it, and one that did before can still be changed', async () => {
    const installation = await openInstallation({ OCTROI_DEVICE_FLOW: 'off' });
    try {
      const owner = await installation.addUser('dev');
      await installation.services.developers.grantRole(owner, 'developer');
      await assert.rejects(registerApp(installation, { owner, ...DEVICES }), /grant_types.*OCTROI_DEVICE_FLOW/);
      const app = await registerApp(installation, { owner });
      const dev = createVisitor(installation);
      await dev.signIn('dev');
      const path = `/console/apps/${app.id}`;
      const fields = { name: 'Quill', redirect_uris: app.redirectUri, device_flow: 'true' };
      await dev.get(path);
      const refused = await dev.post(path, fields);
      assert.equal(refused.status, 400);
      assert.match(refused.text('device_flow-error'), /OCTROI_DEVICE_FLOW/);

      await installation.services.database.write(({ query }) =>
        query
          .updateTable('apps')
          .set({ grant_types: DEVICES.grantTypes.join(' ') })
          .where('id', '=', app.id)
          .execute(),
      );
      assert.equal((await dev.post(path, fields)).status, 303);
    } finally {
      await installation.close();
    }
  });

  test('the metadata names the endpoint and the grant (RFC 8628 section 4)', async () => {
    const { installation } = scene();
    const { json } = await readAnswer(await installation.request('/.well-known/oauth-authorization-server'));
    assert.equal(json['device_authorization_endpoint'], `${installation.issuer}/api/oauth2/device_authorization`);
    assert.ok(Array.isArray(json['grant_types_supported']) && json['grant_types_supported'].includes(DEVICE_GRANT));
  });
});

describe('a device that waits', () => {
  for (const isPublic of [false, true]) {
    test(`${isPublic ? 'a public' : 'a confidential'} app’s device gets tokens once its user has allowed it (RFC 8628 section 3.5)`, async () => {
      const { installation } = scene();
      const app = await scene().app({ ...DEVICES, isPublic, redirectUris: ['https://app.example/callback'] });
      const device = await startDevice(app);
      assertOAuthError(await device.poll(), 400, 'authorization_pending');
      const answered = await decide(await scene().browser('alice'), device.userCode, 'allow');
      assert.equal(answered.location, '/device?done=allowed');

      const answer = await device.poll();
      assert.equal(answer.status, 200, answer.text);
      assert.equal(answer.json['scope'], 'profile balance');
      const userinfo = await callWith(installation, textOf(answer, 'access_token'));
      assert.equal(userinfo.json['username'], 'alice');
      assert.equal((await app.refresh(textOf(answer, 'refresh_token'))).status, 200);
    });
  }

  test('asking too soon is slow_down, and five seconds more from then on (RFC 8628 section 3.5)', async () => {
    const { installation } = scene();
    const device = await startDevice(await scene().app(DEVICES));
    assertOAuthError(await device.poll(), 400, 'authorization_pending');
    installation.letTimePass(4 * SECOND);
    assertOAuthError(await device.poll(), 400, 'slow_down');
    installation.letTimePass(9 * SECOND);
    assertOAuthError(await device.poll(), 400, 'slow_down');
    installation.letTimePass(15 * SECOND);
    assertOAuthError(await device.poll(), 400, 'authorization_pending');
  });

  test('a user who cancels is access_denied (RFC 8628 section 3.5)', async () => {
    const device = await startDevice(await scene().app(DEVICES));
    const answered = await decide(await scene().browser('alice'), device.userCode, 'cancel');
    assert.equal(answered.location, '/device?done=cancelled');
    assertOAuthError(await device.poll(), 400, 'access_denied');
  });

  test('after ten minutes it is expired_token, allowed or not, and the page no longer knows the code (RFC 8628 section 3.5)', async () => {
    const { installation } = scene();
    const app = await scene().app(DEVICES);
    const device = await startDevice(app);
    const allowed = await startDevice(app);
    const alice = await scene().browser('alice');
    await decide(alice, allowed.userCode, 'allow');
    const question = questionOn(await alice.get(`/device?user_code=${device.userCode}`));
    installation.letTimePass(10 * MINUTE);
    for (const late of [device, allowed]) assertOAuthError(await late.poll(), 400, 'expired_token');
    assert.equal((await alice.post('/device/answer', { ...question, decision: 'allow' })).status, 400);
    assert.equal((await alice.get(`/device?user_code=${device.userCode}`)).status, 400);
  });

  test('a device code is good for one redemption, and for its own app (RFC 8628 section 3.4)', async () => {
    const app = await scene().app(DEVICES);
    const thief = await scene().app(DEVICES);
    const device = await startDevice(app);
    await decide(await scene().browser('alice'), device.userCode, 'allow');
    const stolen = await thief.token({ grant_type: DEVICE_GRANT, device_code: device.code });
    assertOAuthError(stolen, 400, 'invalid_grant');

    const answers = await inParallel(20, () => device.poll());
    assert.deepEqual(tally(answers.map(({ status }) => String(status))), { 200: 1, 400: 19 });
    for (const answer of answers.filter(({ status }) => status === 400)) assertOAuthError(answer, 400, 'invalid_grant');
    assertOAuthError(
      await app.token({ grant_type: DEVICE_GRANT, device_code: 'device_unknown' }),
      400,
      'invalid_grant',
    );
  });

  test('it may ask for resources, and names the one it wants a token for (RFC 8707 section 2)', async () => {
    const { installation, ids } = scene();
    await addResource(installation, ids.dev);
    const app = await scene().app(DEVICES);
    const device = await startDevice(app, { scope: 'profile read', resource: NOTES });
    const alice = await scene().browser('alice');
    const page = await alice.get(`/device?user_code=${device.userCode}`);
    assert.match(page.html, /May read at Notes/);
    await alice.post('/device/answer', { ...questionOn(page), decision: 'allow' });
    assertOAuthError(await device.poll({ resource: 'https://other.example' }), 400, 'invalid_target');
    const answer = await device.poll({ resource: NOTES });
    assert.deepEqual(targetOf(textOf(answer, 'access_token')), { aud: NOTES, scope: 'read' });
  });

  test('openid brings an id_token that knows when the user signed in', async () => {
    const device = await startDevice(await scene().app(DEVICES), { scope: 'openid' });
    await decide(await scene().browser('alice'), device.userCode, 'allow');
    assert.ok(textOf(await device.poll(), 'id_token'));
  });

  test('what was allowed is an authorization like any other: it is listed, and ending it ends the device', async () => {
    const { installation } = scene();
    const app = await scene().app({ ...DEVICES, name: 'Television' });
    const bob = await scene().browser('bob');
    const [used, unused] = [await startDevice(app), await startDevice(app)];
    await decide(bob, used.userCode, 'allow');
    await decide(bob, unused.userCode, 'allow');
    const tokens = await used.poll();

    const page = await bob.get('/account/authorizations');
    assert.match(page.html, /Television/);
    const id = /name="authorization" value="(\d+)"/.exec(page.html)?.[1] ?? '';
    await bob.post('/account/authorizations/end', { authorization: id });
    assertOAuthError(await callWith(installation, textOf(tokens, 'access_token')), 401, 'invalid_token');
    assertOAuthError(await app.refresh(textOf(tokens, 'refresh_token')), 400, 'invalid_grant');
    assertOAuthError(await unused.poll(), 400, 'invalid_grant');
  });

  test('a developer switches it on and off in the console and over the management API', async () => {
    const { installation, ids } = scene();
    const app = await scene().app();
    const dev = await scene().browser('dev');
    const page = await dev.get(`/console/apps/${app.id}`);
    assert.match(page.html, /name="device_flow"/);
    const fields = { name: 'Inkwell', redirect_uris: app.redirectUri };
    await dev.post(`/console/apps/${app.id}`, { ...fields, device_flow: 'true' });
    assert.equal((await app.authorizeDevice()).status, 200);

    const created = await installation.services.developers.createToken(ids.dev, 'device', null);
    assert.ok(created.outcome === 'done');
    const patch = async (grantTypes: unknown) =>
      readAnswer(
        await installation.request(`/api/oauth_apps/${app.id}`, {
          method: 'PATCH',
          body: JSON.stringify({ grant_types: grantTypes }),
          headers: {
            authorization: `Bearer ${created.value.token.reveal()}`,
            'content-type': 'application/json',
          },
        }),
      );
    assert.equal((await patch(['authorization_code', 'refresh_token'])).status, 200);
    assertOAuthError(await app.authorizeDevice(), 400, 'unauthorized_client');
    assert.equal((await patch([DEVICE_GRANT])).status, 400);
    assert.equal((await patch(['authorization_code', 'refresh_token', 'password'])).status, 400);
    const on = await patch(['authorization_code', 'refresh_token', DEVICE_GRANT]);
    assert.ok(on.text.includes(DEVICE_GRANT));
    assert.equal((await app.authorizeDevice()).status, 200);
  });
});

describe('a device with a key of its own', () => {
  test('a proof with the token request binds the tokens to its key (RFC 9449 section 5)', async () => {
    const installation = await openInstallation();
    try {
      const app = await registerApp(installation, {
        owner: await installation.addUser('dev'),
        isPublic: true,
        ...DEVICES,
      });
      await installation.addUser('alice');
      const alice = createVisitor(installation);
      await alice.signIn('alice');
      const device = await startDevice(app);
      await decide(alice, device.userCode, 'allow');

      const key = await newAppKey();
      const url = `${installation.issuer}/api/oauth2/token`;
      const fields = { grant_type: DEVICE_GRANT, device_code: device.code };
      const answer = await app.token(fields, { dpop: await makeProof(key, { url, now: START }) });
      assert.equal(answer.json['token_type'], 'DPoP', answer.text);
      assert.deepEqual(decodeJwt(textOf(answer, 'access_token'))['cnf'], { jkt: key.thumbprint });
      assertOAuthError(await callWith(installation, textOf(answer, 'access_token')), 401, 'invalid_token');
      assertOAuthError(await app.refresh(textOf(answer, 'refresh_token')), 400, 'invalid_grant');
    } finally {
      await installation.close();
    }
  });
});

describe('the device page', () => {
  test('a visitor who is not signed in signs in first, and returns to the code (RFC 8628 section 3.3)', async () => {
    const device = await startDevice(await scene().app(DEVICES));
    const stranger = await scene().browser();
    const away = await stranger.get(`/device?user_code=${device.userCode}`);
    assert.equal(away.status, 303);
    await stranger.follow(away);
    const back = await stranger.post(away.location, { username: 'alice', password: PASSWORD });
    const page = await stranger.follow(back);
    assert.match(page.html, new RegExp(device.userCode));
  });

  test('it says which app, for whom, what it receives, and what to beware of (RFC 8628 section 5.4)', async () => {
    const device = await startDevice(await scene().app({ ...DEVICES, name: 'Television' }));
    const page = await (await scene().browser('alice')).get(`/device?user_code=${device.userCode}`);
    for (const said of [
      /Television/,
      /alice/,
      /See your balance/,
      /on a device in front of you/,
      />\s*Allow/,
      />\s*Cancel/,
    ]) {
      assert.match(page.html, said);
    }
  });

  // A user signed in as someone else had to sign out first and enter the code again.
  test('a visitor signed in as someone else can sign in again, and returns to the code', async () => {
    const device = await startDevice(await scene().app(DEVICES));
    const browser = await scene().browser('bob');
    const page = await browser.get(`/device?user_code=${device.userCode}`);
    assert.match(page.html, /Not you\?/);
    assert.ok(page.actions.includes('/device/switch-account'));
    const away = await browser.follow(await browser.post('/device/switch-account', { user_code: device.userCode }));
    assert.match(away.location, /^\/sign-in\?/);
    await browser.follow(away);
    const back = await browser.follow(await browser.post(away.location, { username: 'alice', password: PASSWORD }));
    assert.match(back.html, new RegExp(device.userCode));
    assert.match(back.html, /<bdi>alice<\/bdi>/);
  });

  test('case, spaces and dashes in a typed code do not matter (RFC 8628 section 6.1)', async () => {
    const device = await startDevice(await scene().app(DEVICES));
    const alice = await scene().browser('alice');
    const plain = device.userCode.replace('-', '');
    for (const typed of [plain, plain.toLowerCase(), ` ${device.userCode.toLowerCase()} `, plain.split('').join(' ')]) {
      const page = await alice.get(`/device?${new URLSearchParams({ user_code: typed })}`);
      assert.equal(page.status, 200, typed);
    }
  });

  test('a wrong code is told beside the field; so is a missing one', async () => {
    const alice = await scene().browser('alice');
    await alice.get('/device');
    const missing = await alice.post('/device', { user_code: ' ' });
    assert.equal(missing.status, 400);
    assert.match(missing.text('user_code-error'), /Enter the code/);
    const wrong = await alice.get('/device?user_code=BBBB-BBBB');
    assert.equal(wrong.status, 400);
    assert.match(wrong.text('user_code-error'), /This code is incorrect/);
  });

  test('a second answer finds nothing left to answer', async () => {
    const device = await startDevice(await scene().app(DEVICES));
    const alice = await scene().browser('alice');
    const question = questionOn(await alice.get(`/device?user_code=${device.userCode}`));
    assert.equal((await alice.post('/device/answer', { ...question, decision: 'allow' })).status, 303);
    assert.equal((await alice.post('/device/answer', { ...question, decision: 'cancel' })).status, 400);
    assert.equal((await device.poll()).status, 200);
  });
});
