import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { Client } from 'pg';
import { createCommandLine } from '../support/command-line.js';
import { ask, startPostgres } from '../support/database-servers.js';
import { textOf } from '../support/oauth-app.js';
import { freePort } from '../support/server.js';
import { startTcpProxy, throughPort } from '../support/tcp-proxy.js';
import { speakFor, startProcesses } from './processes.js';

const ANSWERED_WITHIN_MS = 15_000;
const WORKS_AGAIN_WITHIN_MS = 30_000;
const MAX_CONNECTIONS = 15;

const CONNECTIONS = "select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'octroi%'";

/** A process on a PostgreSQL with few connections, and work for it that each succeeds once. */
const open = async (t: TestContext) => {
  const postgres = await startPostgres({ durable: false, settings: { max_connections: MAX_CONNECTIONS } });
  t.after(postgres.stop);
  const port = Number(new URL(postgres.url).port);
  const proxy = await startTcpProxy(port);
  t.after(proxy.close);
  const url = throughPort(postgres.url, proxy.port);
  const processes = await startProcesses({ databaseUrl: url, ports: [await freePort()], settings: {} });
  t.after(processes.close);
  const party = speakFor(processes);
  const alice = party.visitor();
  const refreshToken = textOf(await party.redeem(0, await party.code(alice)), 'refresh_token');
  const code = await party.code(alice);
  return {
    postgres,
    port,
    proxy,
    url,
    work: async (): Promise<number[]> => {
      const started = performance.now();
      const answers = await Promise.all([
        party.redeem(0, code),
        party.refresh(0, refreshToken),
        party.push(0),
        party.createApp(0, 'kept'),
        alice.get('/account'),
      ]);
      assert.ok(performance.now() - started < ANSWERED_WITHIN_MS);
      return answers.map(({ status }) => status);
    },
    becomes: async (status: number): Promise<void> => {
      const started = performance.now();
      while ((await fetch(`${processes.origins[0]}/readyz`)).status !== status) {
        assert.ok(performance.now() - started < WORKS_AGAIN_WITHIN_MS, `/readyz does not become ${status}`);
        await wait(100);
      }
    },
  };
};

const REFUSED = [503, 503, 503, 503, 503];
const DONE = [200, 200, 201, 201, 200];

/** What `octroi start` says on this database. */
const refusalOf = async (url: string): Promise<string> => {
  const env = {
    OCTROI_DATABASE_URL: url,
    OCTROI_SECRET_KEY: 'ab'.repeat(32),
    OCTROI_PORT: String(await freePort()),
  };
  const { code, stderr } = await createCommandLine({ folder: '/tmp', env }).run(['start']);
  assert.equal(code, 1);
  return stderr;
};

describe('a PostgreSQL that lets nobody in', () => {
  test('because it has too many clients already: 503, and then everything is done', async (t) => {
    const { postgres, url, work, becomes } = await open(t);
    const others: Client[] = [];
    const takeAll = async (): Promise<void> => {
      for (;;) {
        const client = new Client({ connectionString: postgres.url });
        client.on('error', () => {});
        try {
          await client.connect();
        } catch {
          return;
        }
        others.push(client);
      }
    };
    await takeAll();
    await others[0]?.query(CONNECTIONS);
    await takeAll();

    await becomes(503);
    for (let round = 0; round < 2; round += 1) assert.deepEqual(await work(), REFUSED);
    assert.match(await refusalOf(url), /no connection left.*max_connections.*too many clients already/);

    await Promise.all(others.map((client) => client.end()));
    await becomes(200);
    assert.deepEqual(await work(), DONE);
  });

  test('because it is starting up: 503, and then everything is done', async (t) => {
    const { postgres, port, proxy, url, work, becomes } = await open(t);
    const settings = { hot_standby: 'off', max_connections: MAX_CONNECTIONS };
    const starting = await startPostgres({ durable: false, standbyOf: postgres.url, settings });
    t.after(starting.stop);

    proxy.leadTo(Number(new URL(starting.url).port));
    await ask(postgres.url, CONNECTIONS);
    await becomes(503);
    for (let round = 0; round < 2; round += 1) assert.deepEqual(await work(), REFUSED);
    assert.match(await refusalOf(url), /lets nobody in yet.*the database system is/);

    proxy.leadTo(port);
    await becomes(200);
    assert.deepEqual(await work(), DONE);
  });

  test('because it is gone: octroi start says where nothing answers', async () => {
    const nowhere = `127.0.0.1:${await freePort()}`;
    assert.match(await refusalOf(`postgres://octroi@${nowhere}/octroi`), new RegExp(`Nothing answers at ${nowhere}`));
  });
});
