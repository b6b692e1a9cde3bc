import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { ask, startPostgres, type PostgresServer } from '../support/database-servers.js';
import { textOf } from '../support/oauth-app.js';
import type { Visitor } from '../support/page-visitor.js';
import { freePort } from '../support/server.js';
import { startTcpProxy, throughPort, type TcpProxy } from '../support/tcp-proxy.js';
import { speakFor, startProcesses, type Party, type Processes } from './processes.js';

/**
 * When the network swallowed packets, or PostgreSQL was frozen, nothing was answered. With new connections possible again,
 * `/readyz` still said 503 after 30 s, and SIGTERM did not end the process in 40 s.
 */

const ANSWERED_WITHIN_MS = 15_000;
const WORKS_AGAIN_WITHIN_MS = 30_000;

interface Told {
  what: string;
  status: number;
  took: number;
}

const assertAnswered = (answers: readonly Told[]): void => {
  const late = answers.filter(({ took }) => took > ANSWERED_WITHIN_MS);
  assert.deepEqual(late, []);
  assert.deepEqual(
    answers.filter(({ status }) => status >= 500 && status !== 503),
    [],
  );
};

/** What cannot be done without a database was refused, so the test has tested something. */
const assertRefused = (answers: readonly Told[]): void => {
  assertAnswered(answers);
  for (const what of ['readyz', 'account', 'refresh', 'userinfo', 'push']) {
    assert.equal(answers.find((answer) => answer.what === what)?.status, 503, what);
  }
};

describe('a server whose PostgreSQL falls silent', () => {
  let postgres: PostgresServer;
  let proxy: TcpProxy;
  let processes: Processes;
  let party: Party;
  let alice: Visitor;
  let tokens: { access: string; refresh: string };

  before(async () => {
    postgres = await startPostgres({ durable: false });
    proxy = await startTcpProxy(Number(new URL(postgres.url).port));
    processes = await startProcesses({
      databaseUrl: throughPort(postgres.url, proxy.port),
      ports: [await freePort()],
      settings: {},
    });
    party = speakFor(processes);
    alice = party.visitor();
    const answer = await party.redeem(0, await party.code(alice));
    tokens = { access: textOf(answer, 'access_token'), refresh: textOf(answer, 'refresh_token') };
  });
  after(async () => {
    await processes.close();
    await proxy.close();
    await postgres.stop();
  });

  /** One request of every kind: pages and endpoints, with and without limits on attempts, reading and writing. */
  const requests = (): Record<string, () => Promise<{ status: number }>> => {
    const [origin] = processes.origins;
    const stranger = party.visitor();
    const get = (path: string) => () => fetch(`${origin}${path}`, { redirect: 'manual' });
    return {
      readyz: get('/readyz'),
      discovery: get('/.well-known/openid-configuration'),
      keys: get('/.well-known/jwks.json'),
      'start page': get('/'),
      account: () => alice.get('/account'),
      authorizations: () => alice.get('/account/authorizations'),
      console: () => alice.get('/console'),
      authorize: get(`/api/oauth2/authorize?client_id=${processes.app['client_id']}&response_type=code&redirect_uri=x`),
      'sign-in page': get('/sign-in'),
      'sign-in': async () => {
        await stranger.get('/sign-in');
        return stranger.post('/sign-in', { username: 'alice', password: 'not a sentence of hers' });
      },
      'sign-up': async () => {
        await stranger.get('/sign-up');
        const fields = { username: 'bob', email: 'bob@example.com', password: 'a sentence long enough' };
        return stranger.post('/sign-up', fields);
      },
      push: () => party.push(0),
      redeem: () => party.redeem(0, 'code_unknown'),
      refresh: () => party.refresh(0, tokens.refresh),
      'refresh with a wrong secret': () => party.refresh(0, tokens.refresh, { client_secret: 'wrong' }),
      revoke: () => party.revoke(0, 'refresh_unknown'),
      userinfo: () => party.userinfo(0, tokens.access),
      'management API': () => party.createApp(0, 'silent'),
      'wrong developer token': () =>
        fetch(`${origin}/api/oauth_apps`, { headers: { authorization: 'Bearer dev_wrong' } }),
    };
  };

  const sendAll = (): Promise<Told[]> =>
    Promise.all(
      Object.entries(requests()).map(async ([what, send]) => {
        const started = performance.now();
        const { status } = await send();
        return { what, status, took: performance.now() - started };
      }),
    );

  const untilItWorks = async (): Promise<void> => {
    const started = performance.now();
    for (;;) {
      const answers = await sendAll();
      assertAnswered(answers);
      if (answers.every(({ status }) => status < 500)) break;
      assert.ok(performance.now() - started < WORKS_AGAIN_WITHIN_MS, JSON.stringify(answers));
      await wait(200);
    }
    assert.ok(performance.now() - started < WORKS_AGAIN_WITHIN_MS);
  };

  test('the network swallows everything: all requests are answered in time, again and again', async () => {
    await untilItWorks();
    proxy.fallSilent();
    // Past the two seconds for which /readyz remembers.
    await wait(2_100);
    for (let round = 0; round < 3; round += 1) assertRefused(await sendAll());
    proxy.recover();
    await untilItWorks();
  });

  test('the old connections are swallowed and new ones work: the next requests do', async () => {
    await untilItWorks();
    proxy.fallSilent('old');
    await untilItWorks();
  });

  test('one backend is frozen in the middle of its work', async () => {
    await untilItWorks();
    const backends = await ask(postgres.url, "select pid from pg_stat_activity where application_name = 'octroi'");
    assert.ok(backends.length > 0);
    const pids = backends.map(({ pid }) => Number(pid));
    for (const pid of pids) process.kill(pid, 'SIGSTOP');
    try {
      assertAnswered(await sendAll());
      await untilItWorks();
    } finally {
      for (const pid of pids) process.kill(pid, 'SIGCONT');
    }
  });

  test('PostgreSQL as a whole is frozen, and thaws', async () => {
    await untilItWorks();
    const backends = await ask(postgres.url, "select pid from pg_stat_activity where application_name = 'octroi'");
    // First the one that lets connections in.
    const pids = [postgres.pid, ...backends.map(({ pid }) => Number(pid))];
    for (const pid of pids) process.kill(pid, 'SIGSTOP');
    try {
      await wait(2_100);
      assertRefused(await sendAll());
    } finally {
      for (const pid of pids) process.kill(pid, 'SIGCONT');
    }
    await untilItWorks();
  });

  test('SIGTERM ends the process while nothing answers', async () => {
    await untilItWorks();
    proxy.fallSilent();
    const unanswered = sendAll();
    await wait(100);
    const started = performance.now();
    const stopped = processes.close();
    assertAnswered(await unanswered.catch(() => []));
    await stopped;
    assert.ok(performance.now() - started < 25_000, `${performance.now() - started} ms`);
  });
});
