import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Secret } from '#server/kernel/secret.js';
import { jwksOf, newAppKey } from '../support/client-proofs.js';
import { form, readAnswer, textOf, type Answer } from '../support/oauth-app.js';
import { whileRefusing } from '../support/refusing.js';
import { onEachDatabase } from '../support/scenes/account.js';
import { mailsOf } from '../support/scenes/recovery.js';
import { REGISTER, sendJson } from '../support/scenes/registrar.js';

const APPS = '/api/oauth_apps';
const CALLBACK = 'https://app.example/callback';

const dataOf = (answer: Answer): Readonly<Record<string, unknown>> => {
  const { data } = answer.json;
  assert.ok(typeof data === 'object' && data !== null, answer.text);
  return { ...data };
};

// The management API has no session, so it cannot ask for a recent sign-in. What limits a stolen token is tested here.
onEachDatabase(
  'a stolen developer token',
  (scene) => {
    /** A developer, their token, and everything that it can be used to create. */
    const developer = async (name: string) => {
      const { installation } = scene();
      const { developers } = installation.services;
      const id = await scene().person(name);
      await installation.confirmEmail(id, `${name}@example.com`);
      await developers.grantRole(id, 'developer');
      const issued = await developers.createToken(id, 'ci', null);
      assert.ok(issued.outcome === 'done');
      const token = issued.value.token.reveal();
      const call = (method: string, path: string, body?: Readonly<Record<string, unknown>>) =>
        sendJson(installation, method, path, body, { token });
      const victim = dataOf(await call('POST', APPS, { name: 'Victim', redirect_uri: CALLBACK }));
      const other = dataOf(await call('POST', APPS, { name: 'Other', redirect_uri: CALLBACK }));
      const jwks: unknown = JSON.parse(jwksOf(await newAppKey()));
      const creating: Readonly<Record<string, () => Promise<Answer>>> = {
        'an app': () => call('POST', APPS, { name: 'Mine', redirect_uri: CALLBACK }),
        'a secret': () => call('POST', `${APPS}/${String(victim['id'])}/secrets`),
        keys: () => call('PATCH', `${APPS}/${String(other['id'])}`, { jwks }),
        'a registration': () => call('POST', REGISTER, { redirect_uris: [CALLBACK] }),
      };
      return { id, token, creating };
    };
    const told = async (name: string) =>
      (await mailsOf(scene().installation)).filter(({ to }) => to === `${name}@example.com`).length;

    test('makes no other developer token, by no call', async () => {
      const { installation } = scene();
      const { id, token, creating } = await developer('maker');
      const tokens = await installation.services.developers.listTokens(id);
      for (const [what, create] of Object.entries(creating)) {
        const answer = await create();
        assert.ok(answer.status < 300, `${what}: ${answer.text}`);
        assert.doesNotMatch(answer.text, /dev_/, what);
      }
      const { paths } = (await readAnswer(await installation.request('/api/openapi.json'))).json;
      assert.ok(typeof paths === 'object' && paths !== null);
      assert.deepEqual(
        Object.keys(paths).filter((path) => !path.startsWith(APPS)),
        [],
        'whoever adds something to create: does it end with the token?',
      );
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/x-www-form-urlencoded' };
      const body = 'name=mine&expires=30';
      const page = await installation.request('/console/tokens', { method: 'POST', headers, body });
      assert.notEqual(page.status, 200);
      assert.deepEqual(
        (await installation.services.developers.listTokens(id)).map((each) => each.id),
        tokens.map((each) => each.id),
      );
    });

    test('creates nothing that is a credential for the management API in its turn', async () => {
      const { installation } = scene();
      const { creating } = await developer('chain');
      const made = [];
      for (const create of Object.values(creating)) made.push(await create());
      const credentials = made.flatMap(({ text }) => text.match(/\b(?:secret|registration)_[\w-]{43}/g) ?? []);
      assert.equal(credentials.length, 4, 'two secrets, and the secret and the token of a registration');
      for (const credential of credentials) {
        const by = { token: credential };
        assert.equal((await sendJson(installation, 'GET', APPS, undefined, by)).status, 401);
        assert.equal((await sendJson(installation, 'POST', REGISTER, { redirect_uris: [CALLBACK] }, by)).status, 401);
      }
    });

    test('creates nothing that its owner is not told of by mail', async () => {
      const { creating } = await developer('told');
      for (const [what, create] of Object.entries(creating)) {
        const before = await told('told');
        const { status } = await whileRefusing(scene().installation.services.database, 'mails', create);
        assert.ok(status >= 500, `${what}: ${status}`);
        assert.equal(await told('told'), before);
        assert.ok((await create()).status < 300, what);
        assert.equal(await told('told'), before + 1, what);
      }
    });

    test('ends with everything that it created when its owner sets a new password', async () => {
      const { installation } = scene();
      const { id, token, creating } = await developer('ending');
      const [app, registration] = [await creating['an app']?.(), await creating['a registration']?.()];
      assert.ok(app && registration);
      const { client_id: clientId, client_secret: secret } = dataOf(app);
      const asApp = new URLSearchParams({ client_id: String(clientId), client_secret: String(secret), token: 'none' });
      const path = `${REGISTER}/${textOf(registration, 'client_id')}`;
      const by = { token: textOf(registration, 'registration_access_token') };
      const statuses = async () => [
        (await sendJson(installation, 'GET', APPS, undefined, { token })).status,
        (await installation.request('/api/oauth2/introspect', form(asApp.toString()))).status,
        (await sendJson(installation, 'GET', path, undefined, by)).status,
      ];
      assert.deepEqual(await statuses(), [200, 200, 200]);
      const account = await installation.services.accounts.getById(id);
      assert.ok(account);
      await installation.services.passwordChange.set(account, {
        password: new Secret('another long sentence'),
        kept: null,
        address: '192.0.2.1',
        locale: 'en',
        revokesCredentials: true,
      });
      assert.deepEqual(await statuses(), [401, 401, 401]);
    });
  },
  { OCTROI_REGISTRATION: 'token', OCTROI_MAIL_URL: 'mailbox' },
);
