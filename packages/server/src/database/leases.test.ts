import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLeases } from '#server/database/leases.js';
import { DAY, SECOND } from '#server/kernel/clock.js';
import { startJobs } from '#server/kernel/jobs.js';
import { createLog } from '#server/kernel/log.js';
import { forEachDatabase } from '#test/support/databases.js';
import { NOW } from '#test/support/fixtures.js';
import { inParallel } from '#test/support/parallel.js';

const PROCESSES = 4;

forEachDatabase('leases of jobs', ({ open }) => {
  test('one of several processes gets one, keeps it by renewing, and others get it when it ends or is released', async () => {
    const { database, connect } = await open();
    let now = NOW;
    const clock = { now: () => now };
    const first = createLeases(database, clock);
    const second = createLeases((await connect()).database, clock);

    assert.equal(await first.hold('a'), true);
    assert.equal(await second.hold('a'), false);
    assert.equal(await second.hold('b'), true);

    now += 20 * SECOND;
    assert.equal(await first.hold('a'), true);
    now += 30 * SECOND - 1;
    assert.equal(await second.hold('a'), false);
    now += 1;
    assert.equal(await second.hold('a'), true);
    assert.equal(await first.hold('a'), false);

    // Only its holder releases it.
    await first.release('a');
    assert.equal(await first.hold('a'), false);
    await second.release('a');
    assert.equal(await first.hold('a'), true);
  });

  // The job stood still until the clock came to that time.
  test('one taken while the clock was far ahead is free when the clock is set back', async () => {
    const { database, connect } = await open();
    const other = (await connect()).database;
    assert.equal(await createLeases(database, { now: () => NOW + 400 * DAY }).hold('a'), true);
    assert.equal(await createLeases(other, { now: () => NOW }).hold('a'), true);
  });

  test('of many that ask at once, one gets it', async () => {
    const { database, connect } = await open();
    const clock = { now: () => NOW };
    const handles = [database, (await connect()).database];
    for (const age of [0, 30 * SECOND]) {
      const answers = await inParallel(20, (index) =>
        createLeases(handles[index % 2] ?? database, { now: () => clock.now() + age }).hold('a'),
      );
      assert.equal(answers.filter(Boolean).length, 1);
    }
  });

  // One ran four times at once.
  test('a job runs once at a time over all processes', async () => {
    const { database, connect } = await open();
    let atOnce = 0;
    let most = 0;
    let runs = 0;
    const run = async (): Promise<void> => {
      runs += 1;
      atOnce += 1;
      most = Math.max(most, atOnce);
      await new Promise((resolve) => setTimeout(resolve, 50));
      atOnce -= 1;
    };
    const job = { name: 'work', every: 10, runsIn: 'one process', run } as const;
    const log = createLog('silent');
    const stops: (() => Promise<void>)[] = [];
    while (stops.length < PROCESSES) {
      const handle = stops.length === 0 ? database : (await connect()).database;
      stops.push(startJobs([job], { leases: createLeases(handle, { now: Date.now }), log }));
    }
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    for (const stop of stops) await stop();
    assert.equal(most, 1);
    assert.ok(runs > 2, String(runs));
    const left = await database.read.query.selectFrom('job_leases').selectAll().execute();
    assert.deepEqual(left, []);
  });
});
