import type { Database } from '../../database/database.js';
import { MINUTE } from '../../kernel/clock.js';
import { eachInTurn, type Job } from '../../kernel/jobs.js';
import { type Apps, deleteAppRow, nextDeletedApp } from '../apps/index.js';
import { eraseAuthorizationsOfApp } from '../tokens/index.js';
import { forgetAppOfOrders } from '../wallet/index.js';
import type { AccountDataSchema } from './tables.js';

async function* deletedApps(database: Database<AccountDataSchema>): AsyncGenerator<number> {
  let after = 0;
  for (;;) {
    const id = await nextDeletedApp(database.read, after);
    if (id === null) return;
    yield id;
    after = id;
  }
}

/**
 * Erases what hangs on deleted apps, in batches, because millions may have allowed one. What it interrupts, the next run goes
 * on with.
 */
export const eraseDeletedApps = (database: Database<AccountDataSchema>): Promise<void> =>
  eachInTurn(deletedApps(database), async (id) => {
    await eraseAuthorizationsOfApp(database, id);
    await forgetAppOfOrders(database, id);
    await database.write((transaction) => deleteAppRow(transaction, id));
  });

export const accountDataJobs = ({ apps, database }: { apps: Apps; database: Database<AccountDataSchema> }): Job[] => [
  {
    name: 'erase what hangs on deleted apps',
    every: 10 * MINUTE,
    runsIn: 'one process',
    onWake: apps.onDeletion,
    run: () => eraseDeletedApps(database),
  },
];
