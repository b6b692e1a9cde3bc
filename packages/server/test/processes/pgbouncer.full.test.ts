import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createCommandLine } from '../support/command-line.js';
import { startPgBouncer } from '../support/database-servers.js';
import { textOf } from '../support/oauth-app.js';
import { inParallel, tally } from '../support/parallel.js';
import { createPostgresDatabase, type PostgresDatabase } from '../support/postgres.js';
import { freePort } from '../support/server.js';
import { throughPort } from '../support/tcp-proxy.js';
import { speakFor, startProcesses, type Processes } from './processes.js';

/** Fewer than one process has clients, so that no client ever keeps a connection. */
const POOL = { default_pool_size: '3' };

describe('PgBouncer in transaction mode', () => {
  let database: PostgresDatabase;
  before(async () => {
    database = await createPostgresDatabase();
  });
  after(() => database.drop());

  for (const [name, settings] of [
    ['as Debian configures it', {}],
    [
      'told to ignore what it does not know',
      { ignore_startup_parameters: 'statement_timeout,idle_in_transaction_session_timeout' },
    ],
  ] as const) {
    // Prepared statements were lost between transactions, or were another process's.
    test(`${name}: without its setting, octroi start refuses and names it`, async () => {
      const pooler = await startPgBouncer(database.url, { ...POOL, ...settings });
      const octroi = createCommandLine({ folder: '/tmp', env: { OCTROI_SECRET_KEY: 'ab'.repeat(32) } });
      const url = throughPort(database.url, pooler.port);
      const { code, stdout, stderr } = await octroi.run([
        'start',
        '--database-url',
        url,
        '--port',
        String(await freePort()),
      ]);
      await pooler.stop();
      assert.deepEqual([code, stdout], [1, '']);
      assert.match(stderr, /connection pooler\. Set OCTROI_DATABASE_POOLER=transaction/);
    });
  }

  test('with its setting, two processes migrate, serve and limit through three connections', async () => {
    const pooler = await startPgBouncer(database.url, POOL);
    const url = throughPort(database.url, pooler.port);
    let processes: Processes | undefined;
    try {
      processes = await startProcesses({
        databaseUrl: url,
        ports: [await freePort(), await freePort()],
        settings: { OCTROI_DATABASE_POOLER: 'transaction' },
      });
      const party = speakFor(processes);
      const alice = party.visitor();
      await party.code(alice);

      const flows = await inParallel(40, async (turn) => {
        const pushed = await party.push(turn);
        const first = await party.redeem(turn, await party.code(alice));
        const second = await party.refresh(turn + 1, textOf(first, 'refresh_token'));
        const userinfo = await party.userinfo(turn, textOf(second, 'access_token'));
        return [pushed, first, second, userinfo].map(({ status }) => status).join(' ');
      });
      assert.deepEqual(tally(flows), { '201 200 200 200': 40 });

      for (const origin of processes.origins) assert.equal((await fetch(`${origin}/readyz`)).status, 200);
      const guesses = await inParallel(80, (turn) => party.refresh(turn, 'refresh_wrong', { client_secret: 'wrong' }));
      assert.deepEqual(Object.keys(tally(guesses.map(({ status }) => String(status)))).toSorted(), ['401', '429']);
    } finally {
      await processes?.close();
      await pooler.stop();
    }
  });
});
