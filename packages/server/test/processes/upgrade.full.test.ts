import assert from 'node:assert/strict';
import { afterEach, before, beforeEach, describe, test, type TestContext } from 'node:test';
import { connect } from '#server/database/connect.js';
import { CLI, type Build } from '../support/command-line.js';
import { earlierBuild } from '../support/earlier-build.js';
import { createPostgresDatabase, type PostgresDatabase } from '../support/postgres.js';
import { freePort } from '../support/server.js';
import { createBalancer, type Balancer } from './balancer.js';
import { persistent, startLoad } from './load.js';
import { speakFor, startProcesses, type Processes } from './processes.js';

/**
 * After a column had been added, what the version before had prepared as `select *` failed: of 103 sign-ins, 64 were answered
 * 500. And a column that it reads was dropped.
 */

/** With time for the balancer, which looks every 50 ms, to see that it is going. */
const THIS_BUILD: Build = { cli: CLI, settings: { OCTROI_STOP_GRACE: '1' } };
const CLIENTS = { refreshing: 4, returning: 2, signingIn: 1 };

describe('two processes of the version before, on PostgreSQL, under load', () => {
  let earlier: Build;
  let database: PostgresDatabase;
  let processes: Processes;
  let balancer: Balancer;
  let load: ReturnType<typeof startLoad>;
  let unavailable: number;

  before(async () => {
    earlier = await earlierBuild();
  });
  beforeEach(async () => {
    unavailable = 0;
    database = await createPostgresDatabase();
    const ports = [await freePort(), await freePort()];
    processes = await startProcesses({ databaseUrl: database.url, ports, settings: {}, build: earlier });
    balancer = createBalancer(processes.origins);
    const toldToWait = (): void => void (unavailable += 1);
    load = startLoad(speakFor(processes, persistent(balancer.send, toldToWait)), CLIENTS, toldToWait);
    await load.advance(5);
  });
  afterEach(async () => {
    await load.stop();
    await balancer.close();
    await processes.close();
    await database.drop();
  });

  /** Nothing unanswered, nothing answered 500, nobody asked to sign in again, and few requests asked to come again. */
  const assertUnharmed = (t: TestContext): void => {
    t.diagnostic(JSON.stringify({ ...load.done, unavailable }));
    const errors = processes
      .logs()
      .flatMap((log) => log.split('\n').filter((line) => line.includes('"level":"error"')));
    assert.deepEqual(load.faults, [], errors.slice(0, 3).join('\n'));
    assert.ok(unavailable <= 5 * (CLIENTS.refreshing + CLIENTS.returning + CLIENTS.signingIn), `${unavailable} of 503`);
  };

  test('they go on serving while the newest schema replaces theirs, and with it', async (t) => {
    const connection = await connect(database.url, () => {});
    try {
      assert.ok((await connection.migrate()).length > 0);
    } finally {
      await connection.close();
    }
    await load.advance(20);
    assertUnharmed(t);
  });

  test('F14: six rolling restarts bring them to this version, through its neighbours and an attempt to go back', async (t) => {
    /**
     * The version before cuts busy connections when it stops, so its operator takes it off the balancer first, and waits
     * for its answers. A process of this version says that it is going by itself.
     */
    const replace = async (index: number, tryFirst?: Build): Promise<void> => {
      await balancer.takeOff(index);
      await processes.stop(index);
      if (tryFirst !== undefined) {
        // It does not know what the tables mean now, and says so before it serves.
        await assert.rejects(processes.start(index, tryFirst), /migration 0009-credential-version is missing/);
      }
      await processes.start(index, THIS_BUILD);
      await balancer.putOn(index);
      await load.advance(5);
    };
    const restart = async (index: number): Promise<void> => {
      const log = await processes.stop(index);
      assert.match(log, /"msg":"stopping"[^]*"msg":"stopped"/);
      await processes.start(index, THIS_BUILD);
      await load.advance(5);
    };

    await replace(0);
    await load.advance(15);
    await replace(1, earlier);
    await replace(0, earlier);
    await restart(1);
    await restart(0);
    await restart(1);
    assertUnharmed(t);
  });
});
