import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { MINUTE } from '../../dist/kernel/clock.js';
import { callWith, CALLBACK, grantTokens, openRequest, readAnswer, textOf } from '../support/oauth-app.js';
import type { Visitor } from '../support/page-visitor.js';
import { inParallel } from '../support/parallel.js';
import { setScene } from './scene.js';

const scene = setScene({ OCTROI_TOPUP_PROVIDERS: 'test' });

const quotaOf = async (id: string): Promise<bigint> =>
  (await scene().installation.services.accounts.getById(id))?.quota ?? 0n;

/** Places an order; resolves to the path of its payment page. */
const order = async (visitor: Visitor, amount: string): Promise<string> => {
  const placed = await visitor.post('/topup', { amount, provider: 'test' });
  assert.equal(placed.status, 303, amount);
  return new URL(placed.location, 'http://localhost').pathname;
};

describe('top-ups', () => {
  test('A88: an order that is paid 20 times at once is credited once', async () => {
    const { ids } = scene();
    const alice = await scene().browser('alice');
    const before = await quotaOf(ids.alice);
    const payment = await order(alice, '20');
    await inParallel(20, () => alice.post(payment, { decision: 'pay' }));
    await alice.post(payment, { decision: 'pay' });
    await scene().installation.services.wallet.settle();
    assert.equal((await quotaOf(ids.alice)) - before, 20_000n);
  });

  test('A88: an order that was cancelled cannot be paid any more', async () => {
    const { ids } = scene();
    const alice = await scene().browser('alice');
    const before = await quotaOf(ids.alice);
    const payment = await order(alice, '20');
    await alice.post(payment, { decision: 'cancel' });
    await alice.post(payment, { decision: 'pay' });
    assert.equal(await quotaOf(ids.alice), before);
  });

  test('A86: the provider, amount and currency of a payment must be the order’s', async () => {
    const { installation, ids } = scene();
    const alice = await scene().browser('alice');
    const before = await quotaOf(ids.alice);
    const orderId = (await order(alice, '20')).split('/').at(-1) ?? '';
    const right = { orderId, provider: 'test', amount: 2000, currency: 'USD' };
    const altered = [
      { provider: 'stripe' },
      { amount: 1 },
      { amount: 2_000_000 },
      { currency: 'JPY' },
      { orderId: 'order_x' },
    ];
    for (const change of altered) {
      assert.equal(await installation.services.wallet.confirmPayment({ ...right, ...change }), false);
    }
    assert.equal(await quotaOf(ids.alice), before);
    assert.equal(await installation.services.wallet.confirmPayment(right), true);
  });

  test('A89: amounts that are no amount of money are refused, and place no order', async () => {
    const alice = await scene().browser('alice');
    const amounts = [
      '-1',
      '-0',
      '0',
      '0.00',
      '0.99',
      'NaN',
      'Infinity',
      '1e3',
      '1e308',
      '0x10',
      '9007199254740992',
      '99999999999999999999',
      '10000.01',
      '1.001',
      '1,00,00',
      '١٠',
      '1 000',
      '',
      ' ',
      '20abc',
      '٢٠',
      '+20',
      '1.',
    ];
    for (const amount of amounts) {
      for (const field of ['amount', 'preset']) {
        const answer = await alice.post('/topup', { [field]: amount, provider: 'test' });
        assert.equal(answer.status, 400, `${field} ${amount}`);
      }
    }
    for (const provider of ['', 'stripe', '__proto__', 'constructor']) {
      assert.equal((await alice.post('/topup', { amount: '20', provider })).status, 400, provider);
    }
  });

  test('A90: the link holds no token, lives 15 minutes, and signs nobody in', async () => {
    const { installation } = scene();
    const app = await scene().app();
    const alice = await scene().browser('alice');
    const { access, refresh } = await grantTokens(alice, app);
    const url = textOf(await callWith(installation, access, '/api/oauth2/topup'), 'topup_url');
    const ticket = new URL(url).searchParams.get('ticket') ?? '';
    const readable = Buffer.from(ticket.split('.')[0] ?? '', 'base64url').toString();
    for (const secret of [access, refresh, app.secret]) assert.ok(!url.includes(secret) && !readable.includes(secret));
    const path = url.slice(installation.issuer.length);

    assert.match((await (await scene().browser()).get(path)).location, /^\/sign-in/);
    assert.equal((await (await scene().browser('bob')).get(path)).status, 403);
    assert.match((await alice.get(path)).html, /Inkwell/);
    assert.equal((await callWith(installation, ticket)).status, 401);

    installation.letTimePass(15 * MINUTE);
    const late = await alice.get(path);
    assert.doesNotMatch(late.html, /Inkwell/);
  });

  test('A90: an altered ticket is none', async () => {
    const { installation, ids } = scene();
    const app = await scene().app();
    const alice = await scene().browser('alice');
    const { access } = await grantTokens(await scene().browser('bob'), app);
    const url = textOf(await callWith(installation, access, '/api/oauth2/topup'), 'topup_url');
    const [payload = '', tag = ''] = (new URL(url).searchParams.get('ticket') ?? '').split('.');
    const forged = Buffer.from(
      JSON.stringify({ userId: ids.alice, appId: app.id, returnTo: 'https://evil.example/', expiresAt: 9e15 }),
    );
    for (const ticket of [
      `${forged.toString('base64url')}.${tag}`,
      `${payload}.`,
      payload,
      `.${tag}`,
      `${payload}x.${tag}`,
      '',
      '.',
      'x.y',
    ]) {
      const page = await alice.get(`/topup?ticket=${ticket}`);
      assert.doesNotMatch(page.html, /Inkwell|evil\.example\/"/);
      assert.equal(page.status, 200);
    }
  });

  test('A91: without the scope the balance is absent, not zero', async () => {
    const { installation } = scene();
    const { access } = await grantTokens(await scene().browser('alice'), await scene().app(), { scope: 'profile' });
    const { json } = await callWith(installation, access);
    for (const member of ['quota', 'used_quota', 'balance_formatted', 'balance']) assert.equal(member in json, false);
  });

  test('A91: a declined balance stays absent, although the app asked for it', async () => {
    const { installation } = scene();
    const app = await scene().app();
    const bob = await scene().browser('bob');
    const page = await openRequest(bob, app.authorizePath({ scope: 'profile balance' }));
    const request = /name="request" value="([^"]+)"/.exec(page.html)?.[1] ?? '';
    const answer = await bob.post('/authorize', { request, decision: 'allow' });
    const tokens = await app.exchange(new URL(answer.location).searchParams.get('code') ?? '');
    assert.equal(tokens.json['scope'], 'profile');
    assert.equal('quota' in (await callWith(installation, textOf(tokens, 'access_token'))).json, false);
  });
});

describe('what belongs to somebody else', () => {
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

  test('A92: another developer’s app is 404 for every method, and unchanged', async () => {
    const { installation, ids } = scene();
    const app = await scene().app();
    const mallory = await developer('mallory');
    const [secret] = await installation.services.store.apps.secrets(app.id);
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
    const payment = await order(alice, '20');
    for (const path of [payment, payment.replace('/test/', '/orders/')])
      assert.equal((await bob.get(path)).status, 404);
    assert.equal((await bob.post(payment, { decision: 'pay' })).status, 404);

    const app = await scene().app();
    const { access } = await grantTokens(alice, app);
    const line = (await installation.services.authorizations.list(ids.alice)).find(({ app_id }) => app_id === app.id);
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
    await petra.post('/console/tokens/revoke', { token: String(token.value.row.id) });
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
