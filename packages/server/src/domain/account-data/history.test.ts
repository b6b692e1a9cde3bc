import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setScene } from '#test/attacks/scene.js';
import { DAY } from '#server/kernel/clock.js';
import { unescapeHtml } from '#test/support/page-visitor.js';
import { storeOf } from '#test/support/store.js';

const scene = setScene({ OCTROI_TOPUP_PROVIDERS: 'test' });

const move = async (userId: string, units: number, memo = 'Used', usedDelta = 0): Promise<void> => {
  const { installation } = scene();
  await storeOf(installation.services).users.move({
    userId: Number(userId),
    quotaDelta: units,
    usedDelta,
    memo,
    idempotencyKey: null,
    now: installation.now(),
  });
};

const newcomer = async (username: string) => {
  const id = await scene().installation.addUser(username);
  return { id, browser: await scene().browser(username) };
};

/** The chart's text alternative. */
const essenceOf = (html: string): string =>
  unescapeHtml(/<svg[^>]*role="img"[^>]*aria-label="([^"]*)"/.exec(html)?.[1] ?? '');

const linksTo = (html: string, path: string): string[] =>
  [...html.matchAll(/href="([^"]+)"/g)]
    .map(([, href]) => unescapeHtml(href ?? ''))
    .filter((href) => href.startsWith(path));

const olderOf = (html: string, path: string): string => linksTo(html, `${path}?after=`)[0] ?? '';

const memosOf = (html: string): string[] => [...html.matchAll(/<td><bdi>(.*?)<\/bdi>/g)].map(([, memo]) => memo ?? '');

describe('the balance over time, on the account page', () => {
  test('says in words what the drawing shows, and has the same as a table', async () => {
    const { id, browser } = await newcomer('carol');
    await move(id, 800_000);
    scene().installation.letTimePass(40 * DAY);
    await move(id, 0, 'Used', 100_000);
    scene().installation.letTimePass(8 * DAY);
    await move(id, 50_000);

    await browser.signIn('carol');
    const month = await browser.get('/account');
    assert.equal(
      essenceOf(month.html),
      'Over the last 30 days, your balance went from 800.00 USD to 750.00 USD. Lowest: 700.00 USD. Highest: 800.00 USD.',
    );
    assert.equal([...month.html.matchAll(/<td class="number">\d+\.00 USD<\/td>/g)].length, 30);
    assert.match(month.html, /<a href="\/account\?days=30" aria-current="true">30 days<\/a>/);

    const week = await browser.get('/account?days=7');
    assert.match(essenceOf(week.html), /^Over the last 7 days, your balance went from 700\.00 USD to 750\.00 USD\./);
    const year = await browser.get('/account?days=365');
    assert.match(essenceOf(year.html), /^Over the last 365 days, your balance went from 0\.00 USD to 750\.00 USD\./);
    assert.doesNotMatch(year.html, /\sstyle=/);
  });

  test('is a line at zero for somebody new, and takes a period that is not offered for the usual one', async () => {
    const { browser } = await newcomer('dan');
    for (const path of ['/account', '/account?days=8', '/account?days=-1', '/account?days=1e9', '/account?days=x']) {
      assert.equal(
        essenceOf((await browser.get(path)).html),
        'Your balance stayed at 0.00 USD over the last 30 days.',
        path,
      );
    }
  });

  test('goes below zero, and counts to the last unit however much there is', async () => {
    const { id, browser } = await newcomer('erin');
    await move(id, 0, 'Spent before it was paid', 14_000);
    assert.match(
      essenceOf((await browser.get('/account')).html),
      /to −14\.00 USD\. Lowest: −14\.00 USD\. Highest: 0\.00 USD\.$/,
    );
    await move(id, Number.MAX_SAFE_INTEGER);
    assert.match(essenceOf((await browser.get('/account')).html), /to 9007199254726\.99 USD/);
  });
});

describe('the activity page', () => {
  test('shows every entry once, newest first, a page at a time, and leads back to the newest', async () => {
    const { id, browser } = await newcomer('finn');
    for (let index = 0; index < 120; index += 1) await move(id, 1_000 + index, `entry ${index}`);

    const seen: string[] = [];
    const lengths: number[] = [];
    for (let path = '/account/activity'; path !== '';) {
      const page = await browser.get(path);
      assert.equal(page.status, 200);
      seen.push(...memosOf(page.html));
      lengths.push(memosOf(page.html).length);
      path = olderOf(page.html, '/account/activity');
    }
    assert.deepEqual(lengths, [50, 50, 20]);
    assert.deepEqual(
      seen,
      Array.from({ length: 120 }, (_, index) => `entry ${119 - index}`),
    );
    const first = await browser.get('/account/activity');
    assert.match(first.html, /\+1\.11 USD/);
    assert.match(first.html, /\+1,119 units/);
  });

  test('an entry that arrives while somebody reads moves nothing on the pages to come', async () => {
    const { id, browser } = await newcomer('gina');
    for (let index = 0; index < 60; index += 1) await move(id, 1, `entry ${index}`);
    const next = olderOf((await browser.get('/account/activity')).html, '/account/activity');
    await move(id, 1, 'newcomer');
    assert.deepEqual(
      memosOf((await browser.get(next)).html),
      Array.from({ length: 10 }, (_, index) => `entry ${9 - index}`),
    );
  });

  test('a cursor that was altered, made up, or is of another user or list leads to one’s own newest entries', async () => {
    const { id, browser } = await newcomer('hana');
    for (let index = 0; index < 60; index += 1) await move(id, 1, `hers ${index}`);
    const { browser: other } = await newcomer('ivan');
    const cursor = olderOf((await browser.get('/account/activity')).html, '/account/activity').split('after=')[1] ?? '';
    assert.ok(cursor.length > 40);
    const first = memosOf((await browser.get('/account/activity')).html);

    // The last character encodes only two bits, so it must be replaced by A or Q, which differ in them.
    const altered = cursor.slice(0, -1) + (cursor.endsWith('A') ? 'Q' : 'A');
    const middle = `${cursor.slice(0, 20)}${cursor[20] === 'a' ? 'b' : 'a'}${cursor.slice(21)}`;
    for (const forged of [
      altered,
      middle,
      '',
      '1',
      '0',
      '-1',
      "1' or 1=1--",
      'x'.repeat(5000),
      cursor.slice(0, 20),
      '%00',
      '🗝',
    ]) {
      const page = await browser.get(`/account/activity?after=${encodeURIComponent(forged)}`);
      assert.equal(page.status, 200, forged);
      assert.deepEqual(memosOf(page.html), first, forged);
    }
    assert.deepEqual(memosOf((await other.get(`/account/activity?after=${cursor}`)).html), []);
    assert.equal((await browser.get(`/account/orders?after=${cursor}`)).status, 200);
  });

  test('is there as CSV, whole, with nothing a spreadsheet would run', async () => {
    const { id, browser } = await newcomer('jane');
    for (let index = 0; index < 1_200; index += 1) await move(id, 1, `entry ${index}`);
    await move(id, 0, '=cmd|"/c calc"!A0', 12_001);

    const file = await browser.get('/account/activity.csv');
    assert.equal(file.status, 200);
    assert.match(file.headers.get('content-type') ?? '', /^text\/csv; charset=utf-8/);
    assert.match(
      file.headers.get('content-disposition') ?? '',
      /^attachment; filename="activity-\d+-2026-\d\d-\d\d\.csv"$/,
    );
    assert.equal(file.headers.get('cache-control'), 'no-store');
    const lines = file.html.replace('\uFEFF', '').trimEnd().split('\r\n');
    assert.equal(lines.length, 1 + 1_201);
    assert.equal(lines[0], 'time,what,units,amount,currency');
    assert.match(lines[1] ?? '', /^2026-[\dT:.-]+Z,"'=cmd\|""\/c calc""!A0",-12001,-12\.01,"USD"$/);
    assert.match(lines.at(-1) ?? '', /,"entry 0",1,0\.00,"USD"$/);
  });

  test('requires a sign-in, and shows only one’s own', async () => {
    const stranger = await scene().browser();
    for (const path of [
      '/account/activity',
      '/account/activity.csv',
      '/account/orders',
      '/account/profile',
      '/account/data',
      '/account/delete',
    ]) {
      const answer = await stranger.get(path);
      assert.equal(answer.status, 303);
      assert.equal(answer.location, `/sign-in?return_to=${encodeURIComponent(path)}`);
    }
  });
});

describe('the orders page', () => {
  test('shows each order with its state; one that waits leads back to where it is paid', async () => {
    const { browser } = await newcomer('kate');
    const place = async (amount: string): Promise<string> => {
      await browser.get('/topup');
      return (await browser.post('/topup', { amount, provider: 'test' })).location.slice(
        scene().installation.issuer.length,
      );
    };
    const [paid, cancelled, pending] = [await place('5'), await place('10'), await place('20')];
    await browser.get(paid);
    await browser.post(paid, { decision: 'pay' });
    await browser.get(cancelled);
    await browser.post(cancelled, { decision: 'cancel' });

    const { html } = await browser.get('/account/orders');
    const orders = [...html.matchAll(/<li class="entry">(.*?)<\/li>/gs)].map(([, order]) => order ?? '');
    assert.equal(orders.length, 3);
    const of20 = orders.find((order) => order.includes('20.00 USD'));
    assert.match(of20 ?? '', /Waiting for payment.*via test.*Continue/s);
    const page = await browser.get(linksTo(of20 ?? '', '/topup/orders/')[0] ?? '');
    assert.equal(page.status, 200);
    const pay = linksTo(page.html, '/topup/orders/').find((path) => path.endsWith('/pay')) ?? '';
    assert.ok((await browser.get(pay)).location.endsWith(pending));
    assert.match(orders.find((order) => order.includes('5.00 USD')) ?? '', /Paid.*View/s);
    assert.match(orders.find((order) => order.includes('10.00 USD')) ?? '', /Cancelled.*View/s);

    const { browser: other } = await newcomer('liam');
    assert.match((await other.get('/account/orders')).html, /You haven’t topped up yet/);
    for (const path of [pending, pending.replace('/test/', '/orders/')])
      assert.equal((await other.get(path)).status, 404);
  });

  test('goes on over as many orders as there are, also those of one moment', async () => {
    const { id, browser } = await newcomer('mona');
    const { topupOrders } = storeOf(scene().installation.services);
    const order = { userId: id, appId: null, provider: 'test', units: 1, currency: 'USD', returnTo: null };
    for (let index = 0; index < 105; index += 1) {
      const its = { id: `order_${index}`, amount: 100 + index, createdAt: scene().installation.now() };
      await topupOrders.insert({ ...order, ...its });
    }
    const amounts: string[] = [];
    for (let path = '/account/orders'; path !== '';) {
      const { html } = await browser.get(path);
      amounts.push(...[...html.matchAll(/<p class="entry-title">([\d.]+) USD/g)].map(([, amount]) => amount ?? ''));
      path = olderOf(html, '/account/orders');
    }
    assert.equal(amounts.length, 105);
    assert.equal(new Set(amounts).size, 105);
  });
});
