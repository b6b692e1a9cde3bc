import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { holdingUp } from '#test/support/held-up.js';
import { openInstallation, type Installation } from '#test/support/installation.js';
import { grantCode, registerApp } from '#test/support/oauth-app.js';
import { createVisitor } from '#test/support/page-visitor.js';
import { createMigratedDatabase, type PostgresDatabase } from '#test/support/postgres.js';

describe('the first tokens of an app in a day (PostgreSQL)', () => {
  let place: PostgresDatabase;
  let installation: Installation;
  before(async () => {
    place = await createMigratedDatabase();
    installation = await openInstallation({
      OCTROI_DATABASE_URL: place.url,
      OCTROI_SECRET_KEY: 'ab'.repeat(32),
    });
  });
  after(async () => {
    await installation.close();
    await place.drop();
  });

  // To note its use, each request first shared a lock on the app, as its condition, and then waited for the others to let go of
  // theirs. Deadlocks of a second each held all connections, and everybody else waited.
  test('wait for no deadlock, however many are asked for at once', async () => {
    const app = await registerApp(installation, { owner: await installation.addUser('owner') });
    const browser = createVisitor(installation);
    await browser.signIn('owner');
    const codes: string[] = [];
    for (let count = 0; count < 3; count += 1) codes.push(await grantCode(browser, app));
    const { database } = installation.services;
    const { write } = database;
    const counts = { writes: 0, tries: 0 };
    Object.assign(database, {
      write: (work: Parameters<typeof write>[0]) => {
        counts.writes += 1;
        return write((transaction) => {
          counts.tries += 1;
          return work(transaction);
        });
      },
    });
    let exchanged: Promise<{ status: number }[]> = Promise.resolve([]);
    await holdingUp(place.url, 'apps', async ({ waiting }) => {
      exchanged = Promise.all(codes.map((code) => app.exchange(code)));
      await waiting(3);
    });
    const statuses = (await exchanged).map(({ status }) => status);
    Object.assign(database, { write });
    assert.deepEqual(statuses, [200, 200, 200]);
    assert.equal(counts.tries, counts.writes);
  });
});
