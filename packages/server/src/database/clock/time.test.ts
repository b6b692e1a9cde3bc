import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { ageOf, DAY, HOUR, MINUTE, SECOND } from '#server/kernel/clock.js';
import type { Database } from '#server/database/database.js';
import { afterAcceptance } from '#server/database/clock/mark.js';
import { referenceTimeStore } from '#server/database/clock/store.js';
import { faultOf, openTime } from '#server/database/clock/time.js';
import { createLog } from '#server/kernel/log.js';
import type { Schema } from '#server/wiring/schema.js';
import { describeOn, forEachDatabase } from '#test/support/databases.js';

const log = createLog('silent');
const { now: machineNow } = Date;

/** The machine's clock from now on: by how much it is wrong. */
const setMachine = (t: TestContext, error: number): void => {
  t.mock.method(Date, 'now', () => machineNow() + error);
};

const markIn = async (database: Database<Schema>) => (await referenceTimeStore(database).look()).mark;

/** As if this much time had been seen already, or not yet. */
const moveMark = async (database: Database<Schema>, by: number): Promise<void> => {
  const store = referenceTimeStore(database);
  const { mark } = await store.look();
  assert.ok(await store.replace(mark, { ...mark, mark: mark.mark + by }));
};

const close = (one: number, other: number): boolean => Math.abs(one - other) < 5 * SECOND;

forEachDatabase('time', ({ open }) => {
  test('both times are the same, and the mark follows them', async () => {
    const { database } = await open();
    const time = await openTime(database, log);
    assert.ok(close(time.reference.now(), machineNow()) && close(time.world.now(), machineNow()));
    const { mark } = await markIn(database);
    assert.ok(close(mark, machineNow()));
    await time.look();
    assert.ok((await markIn(database)).mark >= mark);
    assert.deepEqual([time.fault(), time.isInDoubt()], [null, false]);
  });

  // A restart used to accept the machine's clock as it was.
  test('A97: the reference does not go back, in another process or after a restart', async () => {
    const { database } = await open();
    await openTime(database, log);
    await moveMark(database, HOUR);
    const time = await openTime(database, log);
    assert.ok(close(time.reference.now(), machineNow() + HOUR));
    assert.ok(close(time.world.now(), machineNow()));
    assert.match(String(time.fault()), /^The clock is 3600 seconds behind the latest time of this installation/);
    assert.equal(time.isInDoubt(), false);
  });

  // It took the way from the machine's clock to the latest time for a jump, in which no time passed. A refresh token that was
  // used up an hour ago passed for one that was sent again because its answer was lost.
  test('A43, A97: what was stored before a restart is as old as it is, also while the reference is ahead', async () => {
    const { database } = await open();
    const before = await openTime(database, log);
    await moveMark(database, HOUR);
    await before.look();
    const stored = before.reference.now() - 30 * MINUTE;
    const time = await openTime(database, log);
    assert.ok(close(ageOf(time.reference, stored), 30 * MINUTE), String(ageOf(time.reference, stored)));
  });

  test('a process learns from the database what another one has seen', async () => {
    const { database } = await open();
    const time = await openTime(database, log);
    await moveMark(database, HOUR);
    await time.look();
    assert.ok(close(time.reference.now(), machineNow() + HOUR));
  });

  test('while the clock is a day ahead of the mark, the time is in doubt and the mark stays', async () => {
    const { database } = await open();
    await openTime(database, log);
    await moveMark(database, -400 * DAY);
    const { mark } = await markIn(database);
    const time = await openTime(database, log);
    await time.look();
    assert.deepEqual([time.isInDoubt(), time.fault(), (await markIn(database)).mark], [true, null, mark]);
    assert.ok(close(time.reference.now(), machineNow()), 'it serves by the clock');
  });

  test('when an operator accepts the clock, running processes follow, also back', async () => {
    const { database } = await open();
    for (const by of [HOUR, -400 * DAY]) {
      await openTime(database, log);
      await moveMark(database, by);
      const time = await openTime(database, log);
      assert.ok(time.fault() !== null || time.isInDoubt());
      const store = referenceTimeStore(database);
      const sight = await store.look();
      assert.ok(await store.replace(sight.mark, afterAcceptance(sight.mark, store.worldAt(sight))));
      await time.look();
      assert.deepEqual([time.fault(), time.isInDoubt()], [null, false]);
      assert.ok(close(time.reference.now(), machineNow()));
    }
  });

  test('two processes that look at once lose nothing', async () => {
    const { database, connect } = await open();
    const times = [await openTime(database, log), await openTime((await connect()).database, log)];
    await Promise.all(Array.from({ length: 20 }, (_, index) => times[index % 2]?.look()));
    assert.ok(close((await markIn(database)).mark, machineNow()));
  });
});

describeOn('sqlite', 'time', ({ open }) => {
  test('the true time is the machine’s', async (t) => {
    const { database } = await open();
    const time = await openTime(database, log);
    setMachine(t, HOUR);
    assert.ok(close(time.world.now(), machineNow() + HOUR));
    await time.look();
    setMachine(t, 0);
    assert.ok(close(time.world.now(), machineNow()));
    assert.ok(close(time.reference.now(), machineNow() + HOUR));
    assert.notEqual(time.fault(), null);
  });
});

describeOn('postgres', 'time', ({ open }) => {
  // Two processes an hour apart refused each other's tokens.
  test('A97: the true time is the database’s, however wrong the machine’s clock is', async (t) => {
    const { database } = await open();
    for (const error of [HOUR, -HOUR, 400 * DAY]) {
      setMachine(t, error);
      const time = await openTime(database, log);
      assert.ok(close(time.world.now(), machineNow()) && close(time.reference.now(), machineNow()));
      assert.match(String(time.fault()), error > 0 ? / seconds ahead of the database's/ : / seconds behind the data/);
      assert.equal(time.isInDoubt(), false);
    }
  });
});

test('thirty seconds are no fault, and what is one is said with its remedy', () => {
  assert.equal(faultOf(30 * SECOND, 30 * SECOND), null);
  assert.match(String(faultOf(-MINUTE, 0)), /^This machine's clock is 60 seconds behind the database's\. Sync/);
  assert.match(String(faultOf(0, MINUTE)), /^The clock is 60 seconds behind .* `octroi doctor --accept-clock`\.$/);
});
