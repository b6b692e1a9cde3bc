import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { MINUTE } from '#server/kernel/clock.js';
import { callWith, grantTokens, openRequest, textOf } from '../support/oauth-app.js';
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

  test('A91: without the scope the balance is absent, not zero (OpenID Connect Core section 5.3.2)', async () => {
    const { installation } = scene();
    const { access } = await grantTokens(await scene().browser('alice'), await scene().app(), { scope: 'profile' });
    const { json } = await callWith(installation, access);
    for (const member of ['quota', 'used_quota', 'balance_formatted', 'balance']) assert.equal(member in json, false);
  });

  test('A91: a declined balance stays absent, although the app asked for it (RFC 6749 section 3.3)', async () => {
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
