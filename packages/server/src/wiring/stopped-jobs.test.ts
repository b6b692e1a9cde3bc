import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Database } from '#server/database/database.js';
import { eraseDeletedApps } from '#server/domain/account-data/deleted-apps.js';
import { appsStore } from '#server/domain/apps/store/apps.js';
import { DAY } from '#server/kernel/clock.js';
import { StoppedError, untilStopped } from '#server/kernel/stop.js';
import type { Schema } from '#server/wiring/schema.js';
import { forEachDatabase } from '#test/support/databases.js';
import { connectApp, NOW } from '#test/support/fixtures.js';
import { deleteOld } from '#test/support/store.js';

const countOf = async ({ read }: Database<Schema>, table: 'authorizations' | 'used_jtis'): Promise<number> => {
  const counted = read.query.selectFrom(table).select((row) => row.fn.countAll().as('count'));
  return Number((await counted.executeTakeFirstOrThrow()).count);
};

/** Runs until `isEnough` after a write, when the job is told to stop; resolves to how many writes it began after that. */
const writesAfterStop = async (
  database: Database<Schema>,
  work: (observed: Database<Schema>) => Promise<unknown>,
  isEnough: () => Promise<boolean>,
): Promise<number> => {
  const stopping = new AbortController();
  let writes = 0;
  const observed: Database<Schema> = {
    ...database,
    write: async (change) => {
      if (stopping.signal.aborted) writes += 1;
      const result = await database.write(change);
      if (await isEnough()) stopping.abort();
      return result;
    },
  };
  await assert.rejects(
    untilStopped(stopping.signal, () => work(observed)),
    StoppedError,
  );
  return writes;
};

const deleteOldJtis = (database: Database<Schema>): Promise<void> => deleteOld({ database }, NOW + DAY);

forEachDatabase('a job with much to do', ({ open }) => {
  // It went on for as long as there was anything, and a stopping server waited for it.
  test('deletes no further batch once it is to stop, and its next run deletes the rest', async () => {
    const { database } = await open();
    const jtis = Array.from({ length: 1_201 }, (_, nth) => ({ hash: `jti ${nth}`, expires_at: NOW }));
    await database.write(({ query }) => query.insertInto('used_jtis').values(jtis).execute());
    const isBegun = async (): Promise<boolean> => (await countOf(database, 'used_jtis')) < 1_201;
    assert.equal(await writesAfterStop(database, deleteOldJtis, isBegun), 0);
    assert.equal(await countOf(database, 'used_jtis'), 1_101);
    await deleteOldJtis(database);
    assert.equal(await countOf(database, 'used_jtis'), 0);
  });

  // What is not erased yet must not go with the app's row.
  test('keeps a deleted app whose erasing is interrupted until all that hangs on it is erased', async () => {
    const { store, database } = await open();
    const { app } = await connectApp(store);
    await database.write((transaction) => appsStore(database).delete(transaction, app.id, NOW));
    assert.equal(await writesAfterStop(database, eraseDeletedApps, () => Promise.resolve(true)), 0);
    assert.equal(await countOf(database, 'authorizations'), 1);
    await eraseDeletedApps(database);
    assert.equal(await countOf(database, 'authorizations'), 0);
  });
});
