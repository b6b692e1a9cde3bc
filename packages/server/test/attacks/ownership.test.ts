import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { callWith, CALLBACK, grantTokens, readAnswer } from '../support/oauth-app.js';
import { setScene } from './scene.js';
import { storeOf } from '../support/store.js';

const scene = setScene({ OCTROI_TOPUP_PROVIDERS: 'test' });

const developer = async (username: string) => {
  const { installation } = scene();
  const id = await installation.addUser(username);
  await installation.services.developers.grantRole(id, 'developer');
  const token = await installation.services.developers.createToken(id, 'ci', null);
  assert.ok(token.outcome === 'done');
  const headers = { authorization: `Bearer ${token.value.token.reveal()}`, 'content-type': 'application/json' };
  return {
    call: async (method: string, path: string, body?: object) =>
      readAnswer(
        await installation.request(path, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) }),
      ),
  };
};

describe('what belongs to somebody else', () => {
  test('A92: another developer’s app is 404 for every method, and unchanged', async () => {
    const { installation, ids } = scene();
    const app = await scene().app();
    const mallory = await developer('mallory');
    const [secret] = await storeOf(installation.services).apps.secrets(app.id);
    const tries: [string, string, object?][] = [
      ['GET', `/api/oauth_apps/${app.id}`],
      ['PATCH', `/api/oauth_apps/${app.id}`, { name: 'Mine now', redirect_uri: 'https://evil.example/' }],
      ['DELETE', `/api/oauth_apps/${app.id}`],
      ['GET', `/api/oauth_apps/${app.id}/secrets`],
      ['POST', `/api/oauth_apps/${app.id}/secrets`],
      ['DELETE', `/api/oauth_apps/${app.id}/secrets/${secret?.id}`],
    ];
    for (const [method, path, body] of tries) {
      const answer = await mallory.call(method, path, body);
      assert.equal(answer.status, 404, `${method} ${path}`);
      assert.ok(!answer.text.includes('Inkwell') && !answer.text.includes(app.clientId));
    }
    const unknown = await mallory.call('GET', '/api/oauth_apps/999999');
    assert.equal(unknown.json['message'], (await mallory.call('GET', `/api/oauth_apps/${app.id}`)).json['message']);
    assert.equal((await installation.services.apps.find(app.id, ids.dev))?.name, 'Inkwell');
    const console = await scene().browser('mallory');
    await console.get('/console');
    for (const path of ['', '/secrets', '/secrets/remove', '/delete']) {
      const answer = await console.post(`/console/apps/${app.id}${path}`, {
        understood: 'on',
        name: 'Mine',
        redirect_uris: CALLBACK,
      });
      assert.equal(answer.status, 404, path);
    }
  });

  test('A92: a secret of one app is not one of another, even of the same developer', async () => {
    const mine = await developer('nina');
    const create = () => mine.call('POST', '/api/oauth_apps', { name: 'One', redirect_uri: CALLBACK });
    const [one, two] = [(await create()).json['data'], (await create()).json['data']];
    assert.ok(
      typeof one === 'object' && one !== null && 'id' in one && typeof two === 'object' && two !== null && 'id' in two,
    );
    const secrets = await mine.call('POST', `/api/oauth_apps/${String(one.id)}/secrets`);
    const data = secrets.json['data'];
    assert.ok(typeof data === 'object' && data !== null && 'id' in data);
    assert.equal(
      (await mine.call('DELETE', `/api/oauth_apps/${String(two.id)}/secrets/${String(data.id)}`)).status,
      404,
    );
  });

  test('A92: lists show hints of secrets and of tokens, and never the secrets', async () => {
    const dev = await developer('olga');
    const created = await dev.call('POST', '/api/oauth_apps', { name: 'One', redirect_uri: CALLBACK });
    const data = created.json['data'];
    assert.ok(typeof data === 'object' && data !== null && 'client_secret' in data && 'id' in data);
    const secret = String(data.client_secret);
    for (const path of [
      '/api/oauth_apps',
      `/api/oauth_apps/${String(data.id)}`,
      `/api/oauth_apps/${String(data.id)}/secrets`,
    ]) {
      const { text } = await dev.call('GET', path);
      assert.ok(text.includes(secret.slice(-4)));
      assert.ok(!text.includes(secret) && !text.includes('hash'), path);
    }
    const browser = await scene().browser('olga');
    for (const path of ['/console', `/console/apps/${String(data.id)}`]) {
      assert.doesNotMatch((await browser.get(path)).html, /(?:dev|secret)_[\w-]{43}/);
    }
  });

  test('A92: another user’s order, authorization and session are out of reach', async () => {
    const { installation, ids } = scene();
    const alice = await scene().browser('alice');
    const bob = await scene().browser('bob');
    await alice.get('/topup');
    const placed = await alice.post('/topup', { amount: '20', provider: 'test' });
    const payment = new URL(placed.location, 'http://localhost').pathname;
    for (const path of [payment, payment.replace('/test/', '/orders/')])
      assert.equal((await bob.get(path)).status, 404);
    assert.equal((await bob.post(payment, { decision: 'pay' })).status, 404);

    const app = await scene().app();
    const { access } = await grantTokens(alice, app);
    const line = (await installation.services.authorizations.list(ids.alice, 50)).find(({ appId }) => appId === app.id);
    await bob.post('/account/authorizations/end', { authorization: String(line?.id) });
    assert.equal((await callWith(installation, access)).status, 200);

    for (const session of await installation.services.sessions.list(ids.alice)) {
      await bob.post('/account/security/sessions/end', { session: String(session.id) });
    }
    assert.equal((await alice.get('/account')).status, 200);
  });

  test('A92: another developer’s token cannot be revoked', async () => {
    const { installation, ids } = scene();
    const token = await installation.services.developers.createToken(ids.dev, 'mine', null);
    assert.ok(token.outcome === 'done');
    await developer('petra');
    const petra = await scene().browser('petra');
    await petra.get('/console');
    await petra.post('/console/tokens/revoke', { token: String(token.value.kept.id) });
    assert.ok(await installation.services.developers.authenticate(token.value.token.reveal()));
  });

  test('A93: SQL in any field is text', async () => {
    const { installation } = scene();
    const injections = [
      "' or '1'='1",
      "alice'--",
      "alice' /*",
      '%',
      '_lice',
      'a%',
      "'; drop table users;--",
      '\\',
      '"',
      "x' union select * from users--",
    ];
    const browser = await scene().browser();
    await browser.get('/sign-in');
    const app = await scene().app();
    for (const text of injections) {
      assert.equal((await browser.post('/sign-in', { username: text, password: text })).status, 401, text);
      assert.equal((await browser.get(app.authorizePath({ client_id: text }))).status, 400);
      assert.equal((await app.token({ grant_type: 'authorization_code', client_id: text, code: text })).status, 401);
      assert.equal((await app.exchange(text)).status, 400);
      assert.equal((await callWith(installation, 'x', `/api/oauth_apps/${encodeURIComponent(text)}`)).status, 401);
    }
    const dev = await developer('quinn');
    for (const text of injections) {
      assert.equal((await dev.call('GET', `/api/oauth_apps/${encodeURIComponent(text)}`)).status, 404);
      const created = await dev.call('POST', '/api/oauth_apps', { name: text, redirect_uri: CALLBACK });
      assert.equal(created.status, 201, text);
    }
    assert.ok(await installation.services.accounts.findByLogin('alice'));
  });
});
