import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { isUniqueViolation } from '#server/database/database.js';
import type { Store } from '#test/support/store.js';
import type { Movement } from '#server/domain/accounts/sources/built-in/store.js';
import { forEachDatabase } from '#test/support/databases.js';
import { inParallel, tally } from '#test/support/parallel.js';
import { addUser, NOW } from '#test/support/fixtures.js';

const MAX = Number.MAX_SAFE_INTEGER;

const credit = (userId: number, quotaDelta: number, changes: Partial<Movement> = {}): Movement => ({
  userId,
  quotaDelta,
  usedDelta: 0,
  memo: 'top-up',
  idempotencyKey: null,
  now: NOW,
  ...changes,
});

const balanceOf = async (store: Store, id: number) => {
  const user = await store.users.find(id);
  return { quota: user?.quota, usedQuota: user?.usedQuota };
};

const sumOfLedger = async (store: Store, id: number) => {
  const entries = await store.users.ledger(id, 1000);
  return {
    quota: entries.reduce((sum, entry) => sum + entry.quotaDelta, 0),
    usedQuota: entries.reduce((sum, entry) => sum + entry.usedDelta, 0),
  };
};

forEachDatabase('users and their ledger', ({ open }) => {
  test('an account starts with a ledger entry for its opening balance', async () => {
    const { store } = await open();
    const rich = await addUser(store, { quota: 1_000_000, usedQuota: 250_000, memo: 'welcome' });
    const poor = await addUser(store);

    assert.deepEqual(await store.users.find(rich.id), rich);
    const [opening, ...others] = await store.users.ledger(rich.id, 10);
    assert.deepEqual(others, []);
    assert.deepEqual(
      { ...opening, id: 0 },
      { id: 0, createdAt: NOW, quotaDelta: 1_000_000, usedDelta: 250_000, memo: 'welcome' },
    );
    assert.deepEqual(await store.users.ledger(poor.id, 10), []);
  });

  test('the balance is the sum of the ledger, whatever moved and however often it was repeated', async () => {
    const { store } = await open();
    const movement = fc.record({
      quotaDelta: fc.integer({ min: -1_000_000_000, max: 1_000_000_000_000 }),
      usedDelta: fc.integer({ min: 0, max: 1_000_000_000 }),
      key: fc.option(fc.constantFrom('order 1', 'order 2', 'order 3'), { nil: null }),
    });
    const together = fc.boolean();

    await fc.assert(
      fc.asyncProperty(fc.array(movement, { maxLength: 20 }), together, async (movements, atOnce) => {
        const user = await addUser(store, { quota: 5_000, usedQuota: 1_000 });
        const run = randomUUID();
        const apply = ({ key, ...deltas }: (typeof movements)[number]) =>
          store.users.move(credit(user.id, 0, { ...deltas, idempotencyKey: key && `${run} ${key}` }));

        const outcomes: string[] = [];
        if (atOnce) outcomes.push(...(await Promise.all(movements.map(apply))));
        else for (const each of movements) outcomes.push(await apply(each));

        const balance = await balanceOf(store, user.id);
        assert.deepEqual(balance, await sumOfLedger(store, user.id));
        const applied = movements.filter((_, index) => outcomes[index] === 'applied');
        assert.deepEqual(balance, {
          quota: 5_000 + applied.reduce((sum, { quotaDelta }) => sum + quotaDelta, 0),
          usedQuota: 1_000 + applied.reduce((sum, { usedDelta }) => sum + usedDelta, 0),
        });
        const keyed = movements.flatMap(({ key }) => (key === null ? [] : [key]));
        const unkeyed = movements.length - keyed.length;
        assert.equal(applied.length, unkeyed + new Set(keyed).size);
      }),
      { numRuns: 40 },
    );
  });

  test('A88: of 50 credits at once with one idempotency key one counts', async () => {
    const { store } = await open();
    const user = await addUser(store);

    const outcomes = await inParallel(50, () =>
      store.users.move(credit(user.id, 500_000, { idempotencyKey: 'order 7' })),
    );

    assert.deepEqual(tally(outcomes), { applied: 1, duplicate: 49 });
    assert.deepEqual(await balanceOf(store, user.id), { quota: 500_000, usedQuota: 0 });
    assert.deepEqual(await sumOfLedger(store, user.id), { quota: 500_000, usedQuota: 0 });
  });

  test('50 credits at once without a key all count', async () => {
    const { store } = await open();
    const user = await addUser(store);
    await inParallel(50, () => store.users.move(credit(user.id, 3, { usedDelta: 1 })));
    assert.deepEqual(await balanceOf(store, user.id), { quota: 150, usedQuota: 50 });
  });

  test('a movement for an unknown account is refused and leaves no entry', async () => {
    const { store, database } = await open();
    await assert.rejects(store.users.move(credit(404, 1)));
    assert.deepEqual(await database.read.query.selectFrom('ledger_entries').selectAll().execute(), []);
  });

  test('the largest integer of JSON is kept to the last unit', async () => {
    const { store } = await open();
    const user = await addUser(store, { quota: MAX, usedQuota: MAX });
    assert.deepEqual(await balanceOf(store, user.id), { quota: MAX, usedQuota: MAX });
    assert.deepEqual(await sumOfLedger(store, user.id), { quota: MAX, usedQuota: MAX });

    const saver = await addUser(store, { quota: MAX - 1 });
    await store.users.move(credit(saver.id, 1));
    assert.equal((await store.users.find(saver.id))?.quota, MAX);
  });

  test('one unit beyond it is refused, with its ledger entry and its idempotency key', async () => {
    const { store } = await open();
    const user = await addUser(store, { quota: MAX });

    await assert.rejects(store.users.move(credit(user.id, 1, { idempotencyKey: 'order 8' })));
    await assert.rejects(store.users.move(credit(user.id, MAX)));

    assert.equal((await store.users.find(user.id))?.quota, MAX);
    assert.equal((await store.users.ledger(user.id, 10)).length, 1);
    await store.users.move(credit(user.id, -10));
    assert.equal(await store.users.move(credit(user.id, 1, { idempotencyKey: 'order 8' })), 'applied');
  });

  test('the ledger shows the newest entries first, as many as asked for', async () => {
    const { store } = await open();
    const user = await addUser(store);
    for (const memo of ['first', 'second', 'third']) await store.users.move(credit(user.id, 1, { memo }));

    const memos = (await store.users.ledger(user.id, 2)).map((entry) => entry.memo);
    assert.deepEqual(memos, ['third', 'second']);
  });

  test('a username and an address are taken in whatever case they come', async () => {
    const { store } = await open();
    await addUser(store, { username: 'Alice', email: 'Alice@Example.com' });

    for (const taken of [
      { username: 'aLICE' },
      { email: 'alice@example.COM' },
      // Full-width letters look alike and fold to the same.
      { username: 'ａｌｉｃｅ' },
    ]) {
      await assert.rejects(addUser(store, taken), isUniqueViolation);
    }
  });

  test('of 20 concurrent sign-ups with one name one succeeds', async () => {
    const { store } = await open();
    const results = await inParallel(20, () =>
      addUser(store, { username: 'carol' }).then(
        () => 'created',
        (error: unknown) => (isUniqueViolation(error) ? 'taken' : String(error)),
      ),
    );
    assert.deepEqual(tally(results), { created: 1, taken: 19 });
  });

  test('a login is a username or an address, in any case', async () => {
    const { store } = await open();
    const user = await addUser(store, { username: 'Dave', email: 'dave@example.com' });
    const impostor = await addUser(store, { username: 'dave@EXAMPLE.com' });

    const idsFor = async (login: string) => (await store.users.findByLogin(login)).map(({ id }) => id).toSorted();
    assert.deepEqual(await idsFor('dave'), [user.id]);
    assert.deepEqual(await idsFor('Dave@Example.Com'), [user.id, impostor.id].toSorted());
    assert.deepEqual(await idsFor('nobody'), []);
  });

  test('a status and a password can be changed, of one account only', async () => {
    const { store } = await open();
    const user = await addUser(store);
    const bystander = await addUser(store);

    await store.users.setStatus(user.id, 'disabled');
    await store.users.setPasswordHash(user.id, '$argon2id$new');

    assert.deepEqual(await store.users.find(user.id), {
      ...user,
      status: 'disabled',
      passwordHash: '$argon2id$new',
      credentialVersion: 2,
    });
    assert.deepEqual(await store.users.find(bystander.id), bystander);
  });
});
