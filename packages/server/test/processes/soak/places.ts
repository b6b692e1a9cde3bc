import { chown, mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import Connection from 'better-sqlite3';
import { codeOf } from '#server/database/database.js';
import { ask, startPostgres, unprivileged } from '../../support/database-servers.js';
import { createMachineClock } from '../../support/faketime.js';
import { freePort } from '../../support/server.js';
import { mountSmallDisk } from '../../support/small-disk.js';
import { startTcpProxy, throughPort } from '../../support/tcp-proxy.js';
import { startProcesses, type Processes } from '../processes.js';
import {
  fillDisk,
  freeze,
  kill,
  restart,
  signal,
  stepClock,
  stopAndContinue,
  type Fault,
  type Scene,
} from './faults.js';

/** An installation, and what can happen to it. */
export interface Place {
  processes: Processes;
  faults: readonly Fault[];
  /** Bytes of what is stored. */
  size(): Promise<number>;
  /** Throws if the database is damaged. */
  inspect(): Promise<void>;
  close(): Promise<void>;
}

const MEGABYTES = 96;

const bytesOf = (path: string): Promise<number> =>
  stat(path).then(
    ({ size }) => size,
    () => 0,
  );

export const onSqlite = async (scene: Scene): Promise<Place> => {
  const disk = await mountSmallDisk({ megabytes: MEGABYTES });
  const clock = await createMachineClock();
  const file = join(disk.folder, 'octroi.db');
  const processes = await startProcesses({
    databaseUrl: `file:${file}`,
    ports: [await freePort()],
    settings: clock.environment,
  });

  /** Another program has the file. */
  const lock: Fault = async (random, say) => {
    const ms = random.between(500, 9_000);
    say(`lock the database for ${ms} ms`);
    const connection = new Connection(file, { timeout: 10_000 });
    connection.exec('begin immediate');
    await wait(ms);
    connection.exec('rollback');
    connection.close();
  };

  return {
    processes,
    faults: [
      kill(processes),
      restart(processes),
      stopAndContinue(processes),
      fillDisk(disk),
      lock,
      stepClock(clock, "the machine's clock", scene),
    ],
    size: async () => (await bytesOf(file)) + (await bytesOf(`${file}-wal`)),
    inspect: async () => {
      const connection = new Connection(file, { readonly: true });
      const found = connection.pragma('integrity_check', { simple: true });
      connection.close();
      if (found !== 'ok') throw new Error(String(found));
    },
    close: async () => {
      await processes.close();
      await disk.close();
      await clock.remove();
    },
  };
};

export const onPostgres = async (scene: Scene): Promise<Place> => {
  const disk = await mountSmallDisk({ megabytes: MEGABYTES });
  const clocks = { server: await createMachineClock(), process: await createMachineClock() };
  const postgres = await startPostgres({ durable: true, environment: clocks.server.environment });
  const tablespace = join(disk.folder, 'tablespace');
  await mkdir(tablespace);
  const { uid, gid } = unprivileged();
  if (uid !== undefined && gid !== undefined) await chown(tablespace, uid, gid);
  // Only the tables are on the small disk: a server without room for its log ends.
  await ask(postgres.url, `create tablespace small location '${tablespace}'`);
  await ask(postgres.url, 'create database soaked tablespace small');
  const proxy = await startTcpProxy(Number(new URL(postgres.url).port));
  const url = new URL(throughPort(postgres.url, proxy.port));
  url.pathname = '/soaked';
  const processes = await startProcesses({
    databaseUrl: url.href,
    ports: [await freePort(), await freePort()],
    settings: {},
    settingsOf: (index) => (index === 1 ? clocks.process.environment : {}),
  });

  /** None while it lets nobody in. */
  const backends = async (): Promise<number[]> => {
    try {
      const rows = await ask(postgres.url, "select pid from pg_stat_activity where application_name = 'octroi'");
      return rows.map(({ pid }) => Number(pid));
    } catch (error) {
      if (codeOf(error) === '57P03') return [];
      throw error;
    }
  };
  const silence: Fault = async (random, say) => {
    const ms = random.between(500, 7_000);
    const only = random.chance(0.5) ? 'old' : undefined;
    say(`swallow ${only === undefined ? 'everything' : 'the old connections'} for ${ms} ms`);
    proxy.fallSilent(only);
    await wait(ms);
    proxy.recover();
  };
  /** All others end then too, and it recovers from its log. */
  const crash: Fault = async (_random, say) => {
    say('crash PostgreSQL');
    const [victim] = await backends();
    if (victim !== undefined) signal(victim, 'SIGKILL');
  };

  return {
    processes,
    faults: [
      kill(processes),
      restart(processes),
      stopAndContinue(processes),
      fillDisk(disk),
      freeze('PostgreSQL', async () => [postgres.pid, ...(await backends())]),
      freeze('its backends', backends),
      silence,
      crash,
      stepClock(clocks.process, "a process's clock", scene),
      stepClock(clocks.server, "PostgreSQL's clock", scene),
    ],
    size: async () => {
      const [row] = await ask(postgres.url, "select pg_database_size('soaked') as size");
      return Number(row?.['size']);
    },
    inspect: async () => {},
    close: async () => {
      await processes.close();
      await proxy.close();
      await postgres.stop();
      await disk.close();
      await Promise.all(Object.values(clocks).map((clock) => clock.remove()));
    },
  };
};
