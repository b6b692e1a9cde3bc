import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import Connection from 'better-sqlite3';
import { createCommandLine } from '../support/command-line.js';
import { createFailingDisk } from '../support/failing-disk.js';
import { textOf } from '../support/oauth-app.js';
import { freePort } from '../support/server.js';
import { speakFor, startProcesses } from './processes.js';

const PATIENCE_MS = 20_000;

/** A server whose database is on such a disk, and work for it that each succeeds once. */
const open = async (t: TestContext) => {
  const disk = await createFailingDisk();
  t.after(disk.remove);
  const file = join(disk.folder, 'octroi.db');
  const ports = [await freePort()];
  const processes = await startProcesses({ databaseUrl: `file:${file}`, ports, settings: disk.environment });
  t.after(processes.close);
  const party = speakFor(processes);
  const alice = party.visitor();
  const refreshToken = textOf(await party.redeem(0, await party.code(alice)), 'refresh_token');
  const code = await party.code(alice);
  return {
    disk,
    processes,
    alice,
    /** Does those of these that are not done. */
    work: async (done: readonly boolean[] = []): Promise<number[]> => {
      const statuses: number[] = [];
      for (const [index, send] of [
        () => party.redeem(0, code),
        () => party.refresh(0, refreshToken),
        () => party.push(0),
        () => party.createApp(0, 'kept'),
      ].entries()) {
        if (done[index] !== true) statuses.push((await send()).status);
      }
      return statuses;
    },
    becomes: async (status: number): Promise<void> => {
      for (const until = Date.now() + PATIENCE_MS; Date.now() < until; await wait(50)) {
        if ((await fetch(`${processes.origins[0]}/readyz`)).status === status) return;
      }
      assert.fail(`/readyz does not become ${status}`);
    },
    /** Messages in the log about being ready, after the start, with the code of the cause. */
    told: (): string[] =>
      processes
        .logs()
        .join('')
        .split('\n')
        .filter((line) => /"msg":"(?:not ready|ready again)/.test(line))
        .map((line) => `${/"msg":"([^:"]*)/.exec(line)?.[1]} ${/\((SQLITE_IOERR)\w*\)/.exec(line)?.[1] ?? ''}`.trim()),
    /** After a power failure. */
    assertSound: async (): Promise<void> => {
      await processes.killAndRestart();
      assert.deepEqual((await party.appNames()).toSorted(), ['Races', 'kept']);
      const database = new Connection(file, { readonly: true });
      assert.equal(database.pragma('integrity_check', { simple: true }), 'ok');
      database.close();
    },
  };
};

describe('a server whose disk fails with EIO', () => {
  for (const what of ['write', 'sync'] as const) {
    test(`when it would ${what}: refuses what it cannot keep, is not ready, says why, and goes on afterwards`, async (t) => {
      const { disk, alice, work, becomes, told, assertSound } = await open(t);

      await disk.fail(what);
      await becomes(503);
      for (let round = 0; round < 3; round += 1) assert.deepEqual(await work(), [503, 503, 503, 503]);
      assert.equal((await alice.get('/account')).status, 200);

      await disk.mend();
      await becomes(200);
      assert.deepEqual(await work(), [200, 200, 201, 201]);
      assert.deepEqual(told(), ['not ready SQLITE_IOERR', 'ready again']);
      await assertSound();
    });
  }

  // The end of a read transaction ended the process.
  test('when it would read: does the work, or refuses it and does it afterwards', async (t) => {
    const { disk, work, becomes, assertSound } = await open(t);

    await disk.fail('read');
    const statuses = await work();
    assert.ok(statuses.includes(503), `nothing was read: ${statuses.join(' ')}`);
    await disk.mend();
    await becomes(200);
    const success = [200, 200, 201, 201];
    const done = statuses.map((status) => status !== 503);
    assert.deepEqual(
      statuses.filter((_, index) => done[index]),
      success.filter((_, index) => done[index]),
    );
    assert.deepEqual(
      await work(done),
      success.filter((_, index) => done[index] !== true),
    );
    await assertSound();
  });

  for (const what of ['read', 'write', 'sync'] as const) {
    test(`when it would ${what}: octroi start names the file, the cause and the remedy`, async (t) => {
      const disk = await createFailingDisk();
      t.after(disk.remove);
      const env = {
        ...disk.environment,
        OCTROI_DATABASE_URL: `file:${join(disk.folder, 'octroi.db')}`,
        OCTROI_PORT: String(await freePort()),
        OCTROI_SECRET_KEY: 'ab'.repeat(32),
      };
      const octroi = createCommandLine({ folder: disk.folder, env });
      assert.equal((await octroi.run(['migrate'])).code, 0);
      await disk.fail(what);
      const { code, stderr } = await octroi.run(['start']);
      assert.equal(code, 1);
      assert.match(stderr, /octroi\.db cannot be used: disk I\/O error\. Its disk or file system fails/);
    });
  }
});
