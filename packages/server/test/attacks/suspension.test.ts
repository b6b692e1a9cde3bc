import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SessionsEnded, WritersEnded } from '#server/kernel/ended.js';
import { resumeAppsOf, suspendAppsOf } from '#server/domain/apps/index.js';
import { decide, DEVICES, startDevice } from '../support/scenes/device.js';
import {
  allow,
  assertOAuthError,
  callWith,
  form,
  grantCode,
  grantTokens,
  openRequest,
  readAnswer,
  received,
  requestOf,
  textOf,
  type Answer,
  type OAuthApp,
} from '../support/oauth-app.js';
import { onEachDatabase } from '../support/scenes/account.js';
import { sendJson, REGISTER } from '../support/scenes/registrar.js';
import { PAR } from '../support/signing-app.js';
import { storeOf } from '../support/store.js';

const SAYS_SO = /<h1>This app is suspended<\/h1>/;
const URL_OF_LOGOUT = 'https://app.example/backchannel';

// The apps of a disabled developer went on: tokens worked, users were sent to them, registrations could be changed. Nobody
// but their developer could stop an app.
onEachDatabase(
  'a suspended app',
  (scene) => {
    /** A developer with an app, and how the app comes to be suspended. */
    const ways = [
      {
        name: 'by the operator',
        set: async (app: OAuthApp, suspend: boolean) => {
          const { appOperation } = scene().installation.services;
          const found = await appOperation.find(app.clientId);
          assert.ok(found);
          assert.ok(await appOperation.decide(found, suspend ? 'suspend' : 'resume'));
        },
      },
      {
        name: 'with its owner’s account',
        set: async (_app: OAuthApp, suspend: boolean) => {
          const { installation, devId } = scene();
          await installation.setStatus(devId, suspend ? 'disabled' : 'enabled');
          await installation.services.database.write((transaction) =>
            suspend
              ? suspendAppsOf(transaction, new WritersEnded(new SessionsEnded(devId)), installation.now())
              : resumeAppsOf(transaction, devId),
          );
        },
      },
    ];
    const person = async (name: string) => {
      await scene().person(name);
      return scene().browser(name);
    };
    const push = async (app: OAuthApp): Promise<Answer> => {
      const fields = { ...app.credentials, redirect_uri: app.redirectUri, response_type: 'code', scope: 'profile' };
      return readAnswer(await scene().installation.request(PAR, form(new URLSearchParams(fields).toString())));
    };

    for (const [turn, { name, set }] of ways.entries()) {
      test(`A49: ${name}: its tokens are dead with the next request, and live again once it resumes`, async () => {
        const { installation } = scene();
        const app = await scene().app();
        const user = await person(`tokens-${turn}`);
        const { access, refresh } = await grantTokens(user, app);
        await set(app, true);

        for (const path of ['/api/oauth2/userinfo', '/api/oauth2/topup']) {
          const answer = await callWith(installation, access, path);
          assert.equal(answer.status, 401, path);
          assert.equal(answer.json['error'], 'invalid_token', path);
        }
        for (const answer of [
          await app.refresh(refresh),
          await app.introspect(access),
          await app.revoke(access),
          await app.exchange('code_made-up'),
        ]) {
          assertOAuthError(answer, 401, 'invalid_client');
          assert.match(textOf(answer, 'error_description'), /suspended/);
        }

        await set(app, false);
        assert.equal((await callWith(installation, access)).status, 200);
        assert.equal((await callWith(installation, access, '/api/oauth2/topup')).status, 200);
        assert.equal((await app.refresh(refresh)).status, 200);
      });

      test(`A49: ${name}: another app reads of its tokens only that they are inactive`, async () => {
        const { installation } = scene();
        const resource = `https://api-${turn}.example/`;
        const owner = await installation.addUser(`inspector-${turn}`);
        const added = await installation.services.resources.add(owner, {
          identifier: resource,
          name: 'API',
          scopes: [{ name: 'read', description: 'Read' }],
        });
        assert.equal(added.outcome, 'done');
        const app = await scene().app();
        const api = await scene().app({ owner });
        const user = await person(`inspected-${turn}`);
        const { access } = await grantTokens(user, app, { resource, scope: 'read' });
        assert.equal((await api.introspect(access)).json['active'], true);
        await set(app, true);
        assert.deepEqual((await api.introspect(access)).json, { active: false });
        await set(app, false);
        assert.equal((await api.introspect(access)).json['active'], true);
      });

      test(`A49: ${name}: nobody is sent to it, by no page; the pages say why`, async () => {
        const app = await scene().app({ isTrusted: true });
        const user = await person(`pages-${turn}`);
        const stranger = await scene().browser();
        const code = await grantCode(user, app);
        const other = await scene().app();
        const waiting = await openRequest(user, other.authorizePath());
        const atSignIn = await stranger.get(app.authorizePath());
        await set(app, true);
        if (turn === 0) await set(other, true);

        for (const [visitor, path] of [
          [user, app.authorizePath()],
          [user, app.authorizePath({ auto_authorize: 'true' })],
          [user, app.authorizePath({ prompt: 'none' })],
          [stranger, app.authorizePath()],
          [user, `/authorize?request=${requestOf(waiting)}`],
          [user, `/authorize/cancel?request=${requestOf(waiting)}`],
          [stranger, atSignIn.location],
        ] as const) {
          const page = await visitor.get(path);
          assert.equal(page.status, 403, path);
          assert.match(page.html, SAYS_SO, path);
          assert.equal(page.location, '', path);
        }
        const answered = await allow(user, waiting);
        assert.equal(answered.status, 403);
        assert.match(answered.html, SAYS_SO);
        const left = await user.get(
          `/api/oauth2/logout?${new URLSearchParams({ client_id: app.clientId, post_logout_redirect_uri: 'https://app.example/bye' })}`,
        );
        assert.equal(left.status, 400);
        assertOAuthError(await app.exchange(code), 401, 'invalid_client');

        await set(app, false);
        if (turn === 0) await set(other, false);
        assert.equal((await app.exchange(code)).status, 200, 'a code is as alive as before');
        assert.ok(received(await user.get(app.authorizePath())).get('code'));
      });

      test(`A49: ${name}: no device, pushed request, or registration of it works`, async () => {
        const app = await scene().app(DEVICES);
        const user = await person(`devices-${turn}`);
        const [waiting, allowed] = [await startDevice(app), await startDevice(app)];
        await decide(user, allowed.userCode, 'allow');
        await set(app, true);
        assertOAuthError(await app.authorizeDevice({ scope: 'profile' }), 401, 'invalid_client');
        assertOAuthError(await allowed.poll(), 401, 'invalid_client');
        assert.doesNotMatch((await user.get(`/device?user_code=${waiting.userCode}`)).html, /name="ticket"/);
        assertOAuthError(await push(app), 401, 'invalid_client');
        await set(app, false);
        assert.equal((await allowed.poll()).status, 200);
        assert.match((await user.get(`/device?user_code=${waiting.userCode}`)).html, /name="ticket"/);
      });

      test(`A49: ${name}: it is not told of sign-outs before it resumes`, async () => {
        const { installation } = scene();
        const app = await scene().app({ backchannelLogoutUri: URL_OF_LOGOUT });
        const user = await person(`leaving-${turn}`);
        await grantTokens(user, app, { scope: 'openid profile' });
        await set(app, true);
        await user.post('/sign-out');
        const due = async () =>
          (await storeOf(installation.services).logoutNotices.listDue(installation.now(), 100)).filter(
            ({ clientId }) => clientId === app.clientId,
          );
        assert.deepEqual(await due(), []);
        await set(app, false);
        assert.equal((await due()).length, 1);
      });
    }

    test('A49: a registration access token is dead while its app is suspended, and lives again', async () => {
      const { installation } = scene();
      const made = await sendJson(installation, 'POST', REGISTER, { redirect_uris: ['https://self.example/cb'] });
      assert.equal(made.status, 201, made.text);
      const token = textOf(made, 'registration_access_token');
      const path = `${REGISTER}/${textOf(made, 'client_id')}`;
      const { appOperation } = installation.services;
      const app = await appOperation.find(textOf(made, 'client_id'));
      assert.ok(app);
      await appOperation.decide(app, 'suspend');
      for (const method of ['GET', 'PUT', 'DELETE']) {
        const answer = await sendJson(
          installation,
          method,
          path,
          method === 'PUT' ? { client_id: app.clientId, redirect_uris: ['https://self.example/cb'] } : undefined,
          { token },
        );
        assert.equal(answer.status, 401, method);
      }
      await appOperation.decide(app, 'resume');
      assert.equal((await sendJson(installation, 'GET', path, undefined, { token })).status, 200);
    });

    // It named an operator, whoever had suspended the app.
    test('its owner reads in the console why it is suspended', async () => {
      const { installation, devId } = scene();
      const app = await scene().app();
      const dev = await scene().browser('dev');
      const found = await installation.services.appOperation.find(app.clientId);
      const warning = async () =>
        /<p class="warning">([^<]*)/.exec((await dev.get(`/console/apps/${found?.id}`)).html)?.[1] ?? null;
      assert.equal(await warning(), null);

      // An account that is disabled elsewhere can still be signed in here.
      await installation.services.database.write((transaction) =>
        suspendAppsOf(transaction, new WritersEnded(new SessionsEnded(devId)), installation.now()),
      );
      assert.match((await warning()) ?? '', /^This app is suspended because its owner’s account was disabled\./);
      const [byOperator] = ways;
      await byOperator?.set(app, true);
      assert.match((await warning()) ?? '', /^An operator has suspended this app\./);
      await byOperator?.set(app, false);
      await installation.services.database.write((transaction) => resumeAppsOf(transaction, devId));
    });

    test('the operator’s suspension outlasts the owner’s, and neither ends the other', async () => {
      const app = await scene().app();
      const { access } = await grantTokens(await person('patient'), app);
      const alive = async () => (await callWith(scene().installation, access)).status === 200;
      const [byOperator, byOwner] = ways;
      assert.ok(byOperator && byOwner);
      await byOperator.set(app, true);
      await byOwner.set(app, true);
      await byOwner.set(app, false);
      assert.equal(await alive(), false);
      await byOwner.set(app, true);
      await byOperator.set(app, false);
      assert.equal(await alive(), false);
      await byOwner.set(app, false);
      assert.equal(await alive(), true);
    });
  },
  { OCTROI_REGISTRATION: 'open' },
);
