import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { allVariables, ConfigError, loadConfig } from '#server/config/index.js';
import { TOPUP_PROVIDERS } from '#server/features/topup/providers/index.js';
import { codeIn } from '#test/support/documentation.js';
import { openInstallation, START } from '#test/support/installation.js';
import { createVisitor } from '#test/support/page-visitor.js';
import { PACKAGE } from '#test/support/paths.js';
import { tally } from '#test/support/tally.js';

const PROVIDERS = [...TOPUP_PROVIDERS, tally];
const KEY = 'a key that only Tally and we know';

const faultsOf = (environment: Record<string, string>): readonly string[] => {
  try {
    loadConfig(environment, PROVIDERS);
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.faults;
  }
  return [];
};

/** Tally's server, where `paid` holds the payments made, and an installation that uses it. */
const setUp = async (t: TestContext) => {
  const paid = new Map<string, object>();
  let isAway = false;
  const server = createServer((request, response) => {
    if (isAway) return void request.socket.destroy();
    const payment = paid.get(request.url?.split('/').at(-1) ?? '');
    response.end(JSON.stringify(payment === undefined ? { status: 'open' } : { status: 'paid', ...payment }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  const url = `http://127.0.0.1:${address.port}`;
  const environment = {
    OCTROI_TOPUP_PROVIDERS: 'test, tally',
    OCTROI_TALLY_URL: url,
    OCTROI_TALLY_SIGNING_KEY: KEY,
  };
  const installation = await openInstallation(environment, undefined, undefined, PROVIDERS);
  t.after(async () => {
    await installation.close();
    server.close();
  });
  const id = await installation.addUser('alice');
  const alice = createVisitor(installation);
  await alice.signIn('alice');
  return {
    url,
    paid,
    alice,
    database: installation.services.database,
    goAway: () => (isAway = true),
    quota: async () => (await installation.services.accounts.getById(id))?.quota,
    notify: async (notice: object, key = KEY): Promise<number> => {
      const body = JSON.stringify(notice);
      const signature = createHmac('sha256', key).update(body).digest('hex');
      const init = { method: 'POST', body, headers: { 'tally-signature': signature } };
      return (await installation.request('/topup/tally/notice', init)).status;
    },
    /** alice chooses to pay 20 USD at Tally; resolves to where she is sent. */
    order: async (provider = 'tally'): Promise<URL> =>
      new URL((await alice.post('/topup', { amount: '20', provider })).location),
  };
};

test('a provider is added by its folder and a line: users choose it, pay there, and are credited once', async (t) => {
  const { url, paid, alice, quota, notify, order } = await setUp(t);
  const choice = await alice.get('/topup');
  assert.match(choice.html, /value="tally"[^>]*>\s*<span>Tally<\/span>/);

  const payPage = await order();
  assert.equal(payPage.origin, url);
  const id = payPage.searchParams.get('order') ?? '';
  assert.deepEqual([payPage.searchParams.get('amount'), payPage.searchParams.get('currency')], ['2000', 'USD']);
  const payment = { amount: 2000, currency: 'USD' };
  paid.set(id, payment);
  assert.deepEqual([await notify({ order: id, ...payment }), await notify({ order: id, ...payment })], [200, 200]);

  assert.equal(await quota(), 20_000n);
  const back = new URL(payPage.searchParams.get('back') ?? '');
  assert.match((await alice.get(back.pathname)).html, /data-state="paid"/);
});

test('an order that waits for its payment leads back to its provider', async (t) => {
  const { alice, order } = await setUp(t);
  const payPage = await order();
  const id = payPage.searchParams.get('order') ?? '';
  assert.match((await alice.get(`/topup/orders/${id}`)).html, new RegExp(`href="/topup/orders/${id}/pay"`));
  assert.equal((await alice.get(`/topup/orders/${id}/pay`)).location, payPage.href);
});

test('a notice that is forged, altered, of another provider’s order or denied by the provider credits nothing', async (t) => {
  const { paid, alice, quota, notify, order } = await setUp(t);
  const id = (await order()).searchParams.get('order') ?? '';
  const ofTest = (await order('test')).pathname.split('/').at(-1) ?? '';
  const payment = { amount: 2000, currency: 'USD' };

  assert.equal(await notify({ order: id, ...payment }), 409, 'Tally says that it is open');
  for (const each of [id, ofTest]) paid.set(each, payment);
  assert.equal(await notify({ order: id, ...payment }, 'another key'), 400);
  assert.equal(await notify({ order: id, amount: 1, currency: 'USD' }), 409);
  assert.equal(await notify({ order: id, amount: 2000, currency: 'JPY' }), 409);
  assert.equal(await notify({ order: ofTest, ...payment }), 409);
  assert.equal((await alice.get(`/topup/test/${id}`)).status, 404);

  assert.equal(await quota(), 0n);
  assert.equal(await notify({ order: id, ...payment }), 200);
  assert.equal(await quota(), 20_000n);
});

test('while the provider cannot be asked, its notice is answered with 503, and comes again', async (t) => {
  const { quota, notify, order, goAway } = await setUp(t);
  const id = (await order()).searchParams.get('order') ?? '';
  goAway();
  assert.equal(await notify({ order: id, amount: 2000, currency: 'USD' }), 503);
  assert.equal(await quota(), 0n);
});

test('the settings of a provider are known, required once it is chosen, and missed by nobody else', () => {
  const names = new Set(allVariables(PROVIDERS).map(({ name }) => name));
  assert.ok(names.has('OCTROI_TALLY_URL') && names.has('OCTROI_TOPUP_PROVIDERS'));
  assert.deepEqual(faultsOf({}), []);
  assert.deepEqual(faultsOf({ OCTROI_TALLY_SIGNING_KEY: KEY }), []);
  assert.deepEqual(faultsOf({ OCTROI_TOPUP_PROVIDERS: 'tally' }), ['OCTROI_TALLY_SIGNING_KEY is missing. Set it.']);
  assert.deepEqual(faultsOf({ OCTROI_TALLY_SIGNING_KEYS: KEY }), [
    'OCTROI_TALLY_SIGNING_KEYS is not a setting. Did you mean OCTROI_TALLY_SIGNING_KEY? Otherwise remove it.',
  ]);
  assert.deepEqual(faultsOf({ OCTROI_TOPUP_PROVIDERS: 'tallly' }), [
    'OCTROI_TOPUP_PROVIDERS must be one of test, tally.',
  ]);
});

test('names of providers are valid in paths, and unique', () => {
  const names = PROVIDERS.map(({ name }) => name);
  assert.equal(new Set(names).size, names.length);
  for (const name of names) assert.match(name, /^(?!orders$)[a-z][a-z0-9-]*$/);
});

test('CONTRIBUTING shows the provider that these tests pay with', () => {
  const source = readFileSync(join(PACKAGE, 'test/support/tally.ts'), 'utf8')
    .replaceAll('#server/features/topup/', '../../')
    .replaceAll('#server/', '../../../../');
  assert.deepEqual(codeIn('CONTRIBUTING.md', 'Add a payment provider'), [source]);
});

test('paying again credits at once what the first payment could not', async (t) => {
  const { alice, database, quota, order } = await setUp(t);
  const { pathname } = await order('test');
  await database.write(({ query }) =>
    query.updateTable('topup_orders').set({ status: 'paid', paid_at: START }).execute(),
  );
  assert.equal(await quota(), 0n);
  for (let times = 0; times < 2; times += 1) {
    assert.equal((await alice.post(pathname, { decision: 'pay' })).status, 303);
    assert.equal(await quota(), 20_000n);
  }
});
