import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { ask, startPostgres } from '../support/database-servers.js';
import { textOf, type Answer } from '../support/oauth-app.js';
import { inParallel } from '../support/parallel.js';
import { freePort } from '../support/server.js';
import { startTcpProxy, throughPort } from '../support/tcp-proxy.js';
import { speakFor, startProcesses, type Party } from './processes.js';

const ANSWERED_WITHIN_MS = 15_000;
const WORKS_AGAIN_WITHIN_MS = 30_000;
const CLIENTS = 6;

const portOf = (url: string): number => Number(new URL(url).port);

/** A primary, a standby that has each commit before it is acknowledged, and two processes that reach whichever is the primary. */
const openPair = async (t: TestContext) => {
  const primary = await startPostgres({ durable: false });
  t.after(primary.stop);
  const standby = await startPostgres({ durable: false, standbyOf: primary.url });
  t.after(standby.stop);
  await ask(primary.url, 'alter role postgres set synchronous_commit = on');
  await ask(primary.url, "alter system set synchronous_standby_names = '*'");
  await ask(primary.url, 'select pg_reload_conf()');
  const proxy = await startTcpProxy(portOf(primary.url));
  t.after(proxy.close);
  const processes = await startProcesses({
    databaseUrl: throughPort(primary.url, proxy.port),
    ports: [await freePort(), await freePort()],
    settings: {},
  });
  t.after(processes.close);

  /** The status of `/readyz` of each process. */
  const readiness = (): Promise<number[]> =>
    Promise.all(processes.origins.map(async (origin) => (await fetch(`${origin}/readyz`)).status));
  return {
    primary,
    standby,
    processes,
    party: speakFor(processes),
    /** Makes the standby the primary, for all connections from now on. */
    promote: async (): Promise<void> => {
      await ask(standby.url, 'select pg_promote()');
      proxy.leadTo(portOf(standby.url));
    },
    allBecome: async (status: number): Promise<void> => {
      const started = performance.now();
      while ((await readiness()).some((each) => each !== status)) {
        assert.ok(performance.now() - started < WORKS_AGAIN_WITHIN_MS, `/readyz does not become ${status}`);
        await wait(50);
      }
    },
  };
};

interface Client {
  token: string;
  /** Names of apps whose registration was acknowledged. */
  registered: string[];
}

/** Clients that refresh and register apps without a pause, and repeat what was refused. */
const startLoad = async (party: Party) => {
  const load = new AbortController();
  const refused = new Set<string>();
  let slowest = 0;
  let answered = 0;

  /** Whether it was done. */
  const accepted = async (work: Promise<Answer>, status: number): Promise<Answer | null> => {
    const started = performance.now();
    const answer = await work;
    slowest = Math.max(slowest, performance.now() - started);
    answered += 1;
    if (answer.status === status) return answer;
    // 409: an attempt began before and could not be ended. Its turn is over in ten seconds (domain/idempotency).
    refused.add([409, 503].includes(answer.status) ? String(answer.status) : `${answer.status} ${answer.text}`);
    return null;
  };

  const goOn = async (client: Client, turn: number): Promise<void> => {
    for (let round = 0; !load.signal.aborted;) {
      const name = `app ${turn} ${round}`;
      const answer = await accepted(party.refresh(turn + answered, client.token), 200);
      if (answer !== null) client.token = textOf(answer, 'refresh_token');
      if (round % 10 === 0 && (await accepted(party.createApp(turn + answered, name), 201)) === null) continue;
      if (round % 10 === 0) client.registered.push(name);
      round += 1;
    }
  };

  const alice = party.visitor();
  const clients: Client[] = [];
  for (let turn = 0; turn < CLIENTS; turn += 1) {
    const tokens = await party.redeem(turn, await party.code(alice));
    clients.push({ token: textOf(tokens, 'refresh_token'), registered: [] });
  }
  const running = clients.map(goOn);

  return {
    /** How many requests have been answered so far. */
    answered: (): number => answered,
    /** Ends it, and checks that nothing that was acknowledged is lost. */
    end: async (): Promise<void> => {
      load.abort();
      await Promise.all(running);
      refused.delete('409');
      assert.deepEqual([...refused], ['503'], 'requests were refused meanwhile, and only so');
      assert.ok(slowest < ANSWERED_WITHIN_MS, `${slowest} ms`);
      const kept = new Set(await party.appNames());
      const registered = clients.flatMap((client) => client.registered);
      assert.deepEqual(
        registered.filter((name) => !kept.has(name)),
        [],
      );
      const again = await inParallel(CLIENTS, (turn) => party.refresh(turn, clients[turn]?.token ?? ''));
      assert.deepEqual(
        again.map(({ status }) => status),
        Array.from({ length: CLIENTS }, () => 200),
      );
      assert.equal((await alice.get('/account')).status, 200);
    },
  };
};

const workGoesOn = async ({ answered }: { answered: () => number }): Promise<void> => {
  const until = answered() + 20 * CLIENTS;
  while (answered() < until) await wait(20);
};

describe('a standby that is promoted under load', () => {
  test('after the primary was killed, has all that was acknowledged, and the processes go on with it', async (t) => {
    const pair = await openPair(t);
    const load = await startLoad(pair.party);
    await workGoesOn(load);

    process.kill(pair.primary.pid, 'SIGKILL');
    await pair.allBecome(503);
    await pair.promote();
    await pair.allBecome(200);
    await workGoesOn(load);

    await load.end();
  });

  // Pooled connections stayed with it: requests were refused for 50 s.
  test('while the old primary goes on as read-only, is where every connection leads', async (t) => {
    const pair = await openPair(t);
    const load = await startLoad(pair.party);
    await workGoesOn(load);

    await ask(pair.primary.url, 'alter system set default_transaction_read_only = on');
    await ask(pair.primary.url, 'select pg_reload_conf()');
    await pair.allBecome(503);
    await pair.promote();
    await pair.allBecome(200);
    await workGoesOn(load);

    const left = "select count(*)::int as left from pg_stat_activity where application_name = 'octroi'";
    assert.deepEqual(await ask(pair.primary.url, left), [{ left: 0 }]);
    await load.end();
  });
});
