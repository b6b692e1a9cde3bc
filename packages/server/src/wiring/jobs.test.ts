import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { loadConfig } from '#server/config/index.js';
import { afterAcceptance } from '#server/database/clock/mark.js';
import { referenceTimeStore } from '#server/database/clock/store.js';
import { createLeases } from '#server/database/leases.js';
import { DAY } from '#server/kernel/clock.js';
import { startJobs, type Job } from '#server/kernel/jobs.js';
import { createLog } from '#server/kernel/log.js';
import { createServices, type Services } from '#server/server.js';
import { jobsOf } from '#server/wiring/jobs.js';
import { forEachDatabase } from '#test/support/databases.js';
import { connectApp, newFamily } from '#test/support/fixtures.js';

const log = createLog('silent');

/** Runs the jobs that go by age, again and again, until `isDone`. */
const runUntil = async (services: Services, jobs: readonly Job[], isDone: (refusals: number) => Promise<boolean>) => {
  const { time, database } = services;
  let refusals = 0;
  const stop = startJobs(
    jobs.map((job) => ({ ...job, every: 10 })),
    {
      leases: createLeases(database, time.reference),
      log,
      isTimeInDoubt: () => {
        const isInDoubt = time.isInDoubt();
        if (isInDoubt) refusals += 1;
        return isInDoubt;
      },
    },
  );
  for (let tries = 0; !(await isDone(refusals)); tries += 1) {
    assert.ok(tries < 500, 'it takes too long');
    await wait(20);
  }
  await stop();
};

forEachDatabase('jobs that go by age', ({ open }) => {
  // One run of retention with the clock 400 days ahead deleted every session and every token.
  test('do nothing after the clock has jumped ahead, until an operator accepts it', async () => {
    const { url, store, database } = await open();
    const then = Date.now() - 400 * DAY;
    const { familyId: id } = await connectApp(
      store,
      newFamily({ refreshExpiresAt: then + DAY, expiresAt: then + 2 * DAY }),
    );
    const marks = referenceTimeStore(database);
    const { mark } = await marks.look();
    assert.ok(await marks.replace(mark, { ...mark, mark: then }));
    const isThere = async (): Promise<boolean> => (await store.tokenFamilies.find(id)) !== null;

    const config = loadConfig({
      OCTROI_ISSUER: 'http://localhost:3000',
      OCTROI_DATABASE_URL: url,
      OCTROI_SECRET_KEY: 'ab'.repeat(32),
    });
    const services = await createServices({ config, log });
    try {
      const jobs = jobsOf(services, config, log).filter(({ byAge }) => byAge);
      assert.deepEqual(
        jobs.map(({ name }) => name),
        ['delete what is old', 'rotate old signing keys', 'delete apps nobody uses'],
      );
      await runUntil(services, jobs, async (refusals) => refusals > 3 * jobs.length);
      assert.ok(await isThere());

      const { mark: jumped } = await marks.look();
      assert.ok(await marks.replace(jumped, afterAcceptance(jumped, Date.now())));
      await services.time.look();
      await runUntil(services, jobs, async () => !(await isThere()));
    } finally {
      await services.database.close();
    }
  });
});
