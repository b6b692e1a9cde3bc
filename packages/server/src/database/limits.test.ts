import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HOUR } from '#server/kernel/clock.js';
import { limitsStore } from '#server/database/limits.js';
import { UnavailableError } from '#server/kernel/unavailable.js';
import { describeOn, forEachDatabase } from '#test/support/databases.js';
import { inParallel, tally } from '#test/support/parallel.js';

const THREE_A_MINUTE = { name: 'test', points: 3, durationSeconds: 60 };
const ADDRESS = '192.0.2.1';

const outcomeOf = (limited: { isFirst: boolean } | null): string =>
  limited === null ? 'counted' : limited.isFirst ? 'first' : 'limited';

forEachDatabase('limits', ({ open }) => {
  test('let as many attempts pass as they have points, and say when to come back', async () => {
    const limiter = (await open()).store.limits.create(THREE_A_MINUTE);
    for (let count = 0; count < 3; count += 1) assert.equal(await limiter.consume(ADDRESS), null);

    const stopped = await limiter.consume(ADDRESS);

    assert.ok(stopped !== null && stopped.retryAfterSeconds > 50 && stopped.retryAfterSeconds <= 60);
    assert.equal(await limiter.consume('192.0.2.2'), null, 'another key has a count of its own');
  });

  test('say of one attempt only that it reached the limit', async () => {
    const limiter = (await open()).store.limits.create(THREE_A_MINUTE);
    const outcomes: string[] = [];
    for (let count = 0; count < 6; count += 1) outcomes.push(outcomeOf(await limiter.consume(ADDRESS)));
    assert.deepEqual(outcomes, ['counted', 'counted', 'counted', 'first', 'limited', 'limited']);
  });

  test('begin a new window when the old one is over', async (t) => {
    const limiter = (await open()).store.limits.create(THREE_A_MINUTE);
    t.mock.timers.enable({ apis: ['Date'], now: Date.now() });
    for (let count = 0; count < 4; count += 1) await limiter.consume(ADDRESS);
    t.mock.timers.tick(59_000);
    assert.notEqual(await limiter.consume(ADDRESS), null);
    t.mock.timers.tick(2_000);
    assert.equal(await limiter.consume(ADDRESS), null);
  });

  // On SQLite, an account stayed blocked for as long as the clock had been ahead.
  test('lock nobody out after the clock was far ahead', async () => {
    const { database } = await open();
    let ahead = 20 * HOUR;
    const limits = limitsStore(database, { now: () => Date.now() + ahead });
    const limiters = [limits.create(THREE_A_MINUTE), limits.createForgiving({ ...THREE_A_MINUTE, name: 'forgiving' })];
    for (const limiter of limiters) {
      ahead = 20 * HOUR;
      for (let count = 0; count < 5; count += 1) await limiter.consume(ADDRESS);
      assert.notEqual(await limiter.consume(ADDRESS), null);
      ahead = 0;
      assert.equal(await limiter.consume(ADDRESS), null);
    }
  });

  test('take an attempt back, and forget a key', async () => {
    const limiter = (await open()).store.limits.createForgiving(THREE_A_MINUTE);
    for (let count = 0; count < 3; count += 1) await limiter.consume(ADDRESS);
    await limiter.reward(ADDRESS);
    assert.equal(await limiter.consume(ADDRESS), null);
    assert.notEqual(await limiter.consume(ADDRESS), null);
    await limiter.delete(ADDRESS);
    assert.equal(await limiter.consume(ADDRESS), null);
  });

  // Right passwords of many people at one address: those refused stayed counted, and the key blocked.
  test('A84: take back all attempts that were allowed, and nothing is left of those that were refused', async () => {
    const limiter = (await open()).store.limits.createForgiving(THREE_A_MINUTE);
    const outcomes = await inParallel(20, async () => outcomeOf(await limiter.consume(ADDRESS)));
    assert.deepEqual(tally(outcomes), { counted: 3, first: 1, limited: 16 });
    await inParallel(3, () => limiter.reward(ADDRESS));
    for (let count = 0; count < 3; count += 1) assert.equal(await limiter.consume(ADDRESS), null);
    assert.equal(outcomeOf(await limiter.consume(ADDRESS)), 'first');
  });

  test('never take back more than there was', async () => {
    const limiter = (await open()).store.limits.createForgiving(THREE_A_MINUTE);
    for (let count = 0; count < 5; count += 1) await limiter.reward(ADDRESS);
    for (let count = 0; count < 3; count += 1) assert.equal(await limiter.consume(ADDRESS), null);
    assert.notEqual(await limiter.consume(ADDRESS), null);
  });

  test('of different names do not count together', async () => {
    const { store } = await open();
    const [one, other] = [
      store.limits.create(THREE_A_MINUTE),
      store.limits.create({ ...THREE_A_MINUTE, name: 'other' }),
    ];
    for (let count = 0; count < 4; count += 1) await one.consume(ADDRESS);
    assert.equal(await other.consume(ADDRESS), null);
  });

  test('A84: count attempts made at once one by one', async () => {
    const limiter = (await open()).store.limits.create({ ...THREE_A_MINUTE, points: 10 });
    const outcomes = await inParallel(50, async () => outcomeOf(await limiter.consume(ADDRESS)));
    assert.deepEqual(tally(outcomes), { counted: 10, first: 1, limited: 39 });
  });
});

describeOn('sqlite', 'limits in memory', ({ open }) => {
  // Made-up keys pushed out the count of an account that was being guessed at.
  test('A83: keep the counts that are highest when strangers’ keys fill the memory', async () => {
    const { limits } = (await open()).store;
    const limiter = limits.createForgiving(THREE_A_MINUTE);
    for (let count = 0; count < 2; count += 1) await limiter.consume('victim');
    for (let count = 0; count < 4; count += 1) await limiter.consume('at its limit');
    for (let count = 0; count < 45_000; count += 1) await limiter.consume(`stranger ${count}`);
    assert.notEqual(await limiter.consume('at its limit'), null);
    assert.equal(await limiter.consume('victim'), null);
    assert.notEqual(await limiter.consume('victim'), null);
  });

  test('A83: keep no key whose attempts were all given back', async () => {
    const limiter = (await open()).store.limits.createForgiving({ ...THREE_A_MINUTE, points: 1 });
    await limiter.consume('first');
    for (let count = 0; count < 25_000; count += 1) {
      await limiter.consume(`busy ${count}`);
      await limiter.reward(`busy ${count}`);
    }
    assert.notEqual(await limiter.consume('first'), null);
  });

  test('forget those with the fewest attempts, the oldest first, before strangers’ keys fill the memory', async () => {
    const limiter = (await open()).store.limits.create({ ...THREE_A_MINUTE, points: 1 });
    await limiter.consume('first');
    await limiter.consume('second');
    for (let count = 0; count < 19_998; count += 1) await limiter.consume(`stranger ${count}`);
    assert.notEqual(await limiter.consume('first'), null, 'as many as that are remembered');

    await limiter.consume('one more');

    assert.equal(await limiter.consume('second'), null);
    assert.notEqual(await limiter.consume('first'), null, 'it was tried again meanwhile');
  });
});

describeOn('postgres', 'limits of several processes', ({ create, open }) => {
  test('A84: count together, at once too', async () => {
    const { store, connect } = await open();
    const other = await connect();
    const limiters = [store, other.store].map(({ limits }) => limits.create({ ...THREE_A_MINUTE, points: 10 }));

    const outcomes = await inParallel(60, async (index) =>
      outcomeOf((await limiters[index % 2]?.consume(ADDRESS)) ?? null),
    );

    assert.equal(tally(outcomes)['counted'], 10);
    assert.equal(tally(outcomes)['first'], 1);
  });

  // Each process counted by its own clock: for the one an hour ahead, every window of the other was over.
  test('count together whatever their machines’ clocks show', async (t) => {
    const { database, connect } = await open();
    const { now } = Date;
    const time = { now: () => now() };
    const limiters = [database, (await connect()).database].map((each) =>
      limitsStore(each, time).create(THREE_A_MINUTE),
    );
    let turn = 0;
    t.mock.method(Date, 'now', () => now() + (turn % 2) * 3_600_000);
    const outcomes: string[] = [];
    for (; turn < 6; turn += 1) outcomes.push(outcomeOf((await limiters[turn % 2]?.consume(ADDRESS)) ?? null));
    assert.deepEqual(outcomes, ['counted', 'counted', 'counted', 'first', 'limited', 'limited']);
  });

  test('outlive the process that counted', async () => {
    const { store, connect, close } = await open();
    const limiter = store.limits.create(THREE_A_MINUTE);
    for (let count = 0; count < 4; count += 1) await limiter.consume(ADDRESS);
    await close();
    const next = (await connect()).store.limits.create(THREE_A_MINUTE);
    assert.notEqual(await next.consume(ADDRESS), null);
  });

  // If limits failed open, anyone who can overload the database could bypass them.
  test('are unavailable when they cannot count, and let nothing pass', async () => {
    const limiter = (await (await create()).connect()).store.limits.createForgiving(THREE_A_MINUTE);
    await assert.rejects(limiter.consume(ADDRESS), UnavailableError);
    await assert.rejects(limiter.reward(ADDRESS), UnavailableError);
    await assert.rejects(limiter.delete(ADDRESS), UnavailableError);
  });

  test('are deleted when their window is over, and not before', async () => {
    const { database, store } = await open();
    await store.limits.create(THREE_A_MINUTE).consume('short');
    await store.limits.create({ ...THREE_A_MINUTE, durationSeconds: 3600 }).consume('long');
    const left = async (): Promise<string[]> =>
      (await database.read.query.selectFrom('attempt_counts').select('key').execute()).map(({ key }) => key);

    await store.limits.deleteExpired(Date.now());
    assert.equal((await left()).length, 2);
    await store.limits.deleteExpired(Date.now() + 61_000);

    assert.deepEqual(await left(), ['test:long']);
  });
});
