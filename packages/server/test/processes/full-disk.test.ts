import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { CLI } from '../support/command-line.js';
import { textOf } from '../support/oauth-app.js';
import { inParallel } from '../support/parallel.js';
import { freePort } from '../support/server.js';
import { mountSmallDisk, type SmallDisk } from '../support/small-disk.js';
import { speakFor, startProcesses, type Party, type Processes } from './processes.js';

const PATIENCE_MS = 20_000;

interface Line {
  msg?: string;
  dropped?: number;
}

/** `octroi start` whose standard output is this file. */
const startLoggingTo = async (file: string, folder: string) => {
  const port = await freePort();
  const origin = `http://localhost:${port}`;
  const output = openSync(file, 'a');
  const env = {
    OCTROI_ISSUER: origin,
    OCTROI_PORT: String(port),
    OCTROI_DATABASE_URL: `file:${folder}/octroi.db`,
    OCTROI_LOG_LEVEL: 'debug',
  };
  const server = spawn(process.execPath, [CLI, 'start'], { env, stdio: ['ignore', output, 'inherit'] });
  closeSync(output);
  const exit = once(server, 'exit');
  const lines = async (): Promise<Line[]> =>
    (await readFile(file, 'utf8'))
      .split('\n')
      // The last one may be half written.
      .slice(0, -1)
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as Line);
  return {
    origin,
    lines,
    /** The first line with this message, once it is there. */
    line: async (msg: string): Promise<Line> => {
      for (const until = Date.now() + PATIENCE_MS; Date.now() < until; await wait(50)) {
        const line = (await lines()).find((each) => each.msg === msg);
        if (line !== undefined) return line;
      }
      return assert.fail(`no line says: ${msg}`);
    },
    stop: async (): Promise<number | null> => {
      server.kill('SIGINT');
      await Promise.race([exit, wait(PATIENCE_MS, undefined, { ref: false })]);
      server.kill('SIGKILL');
      return server.exitCode;
    },
  };
};

// The next log line ended the whole process.
describe('a server whose log is on a full disk', () => {
  let disk: SmallDisk;
  let folder: string;
  before(async () => {
    disk = await mountSmallDisk({ megabytes: 4 });
    folder = await mkdtemp(join(tmpdir(), 'octroi-log-'));
  });
  after(async () => {
    await disk.close();
    await rm(folder, { recursive: true });
  });

  test('goes on serving, and says afterwards how many lines were dropped', async () => {
    const server = await startLoggingTo(join(disk.folder, 'log'), folder);
    try {
      await server.line('ready');
      disk.fill();
      // More lines than are kept for later.
      const init = { method: 'POST', body: new URLSearchParams() };
      const ask = async (): Promise<number> => {
        const signal = AbortSignal.timeout(PATIENCE_MS);
        return (await fetch(`${server.origin}/api/oauth2/token`, { ...init, signal })).status;
      };
      for (let round = 0; round < 250; round += 1) {
        const statuses = await inParallel(25, ask);
        assert.ok(
          statuses.every((status) => status === 401 || status === 429),
          statuses.join(' '),
        );
      }
      assert.equal((await fetch(`${server.origin}/readyz`)).status, 200);
      await disk.free();

      const told = await server.line('the log could not be written for a while');

      assert.match(JSON.stringify(told), /ENOSPC/);
      assert.ok(Number(told.dropped) > 0, JSON.stringify(told));
    } finally {
      assert.equal(await server.stop(), 0);
    }
    assert.equal((await server.lines()).at(-1)?.msg, 'stopped');
  });
});

describe('a server whose database is on a full disk', () => {
  let disk: SmallDisk;
  let processes: Processes;
  let party: Party;
  before(async () => {
    disk = await mountSmallDisk({ megabytes: 32 });
    const place = { databaseUrl: `file:${disk.folder}/octroi.db`, ports: [await freePort()], settings: {} };
    processes = await startProcesses(place);
    party = speakFor(processes);
  });
  after(async () => {
    await processes.close();
    await disk.close();
  });

  const readiness = async (): Promise<number> => (await fetch(`${processes.origins[0]}/readyz`)).status;
  const becomes = async (status: number): Promise<void> => {
    for (const until = Date.now() + PATIENCE_MS; Date.now() < until; await wait(50)) {
      if ((await readiness()) === status) return;
    }
    assert.fail(`/readyz does not become ${status}`);
  };

  test('is not ready, refuses what it cannot write, and does it when there is room again', async () => {
    const alice = party.visitor();
    const first = await party.redeem(0, await party.code(alice));
    const [refreshToken, accessToken] = [textOf(first, 'refresh_token'), textOf(first, 'access_token')];
    const code = await party.code(alice);

    disk.fill();
    // The write-ahead log takes some more pages where it was longer before.
    const statuses = new Set<number>();
    for (let turn = 0; turn < 2_000 && !statuses.has(503); turn += 1) statuses.add((await party.push(0)).status);
    await becomes(503);
    const refused = [await party.redeem(0, code), await party.refresh(0, refreshToken), await party.push(0)];
    assert.deepEqual(
      refused.map(({ status }) => status),
      [503, 503, 503],
    );
    assert.equal((await party.userinfo(0, accessToken)).status, 200);
    assert.ok(
      [...statuses].every((status) => status === 201 || status === 503),
      [...statuses].join(' '),
    );

    await disk.free();
    await becomes(200);
    const done = [await party.redeem(0, code), await party.refresh(0, refreshToken), await party.push(0)];
    assert.deepEqual(
      done.map(({ status }) => status),
      [200, 200, 201],
    );
  });
});
