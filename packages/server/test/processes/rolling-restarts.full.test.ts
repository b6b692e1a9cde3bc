import assert from 'node:assert/strict';
import { Agent, request } from 'node:http';
import { after, before, describe, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { textOf } from '../support/oauth-app.js';
import { PLACES, speakFor, startProcesses, type Processes } from './processes.js';

/**
 * Busy clients held their connections open without a pause, so a server that was told to stop cut them after ten
 * seconds, with requests on them. A rolling restart left some sixty unanswered.
 */

const CLIENTS = 8;
/** Long enough for a balancer that looks every 50 ms, on a machine with other work. */
const GRACE = 1;

/** A load balancer over keep-alive connections: it sends requests to who is ready, and goes on to the next who refuses. */
const createBalancer = (origins: readonly string[]) => {
  const agent = new Agent({ keepAlive: true });
  const ready = new Map(origins.map((origin) => [origin, true]));
  const looking = new AbortController();

  const send = (url: string, init: { method?: string; body?: string } = {}) =>
    new Promise<{ status: number; body: string; connection: string }>((resolve, reject) => {
      const headers = init.body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' };
      request(url, { agent, method: init.method ?? 'GET', headers }, (response) => {
        let body = '';
        response.setEncoding('utf8').on('data', (part) => (body += String(part)));
        response.once('end', () =>
          resolve({ status: response.statusCode ?? 0, body, connection: response.headers.connection ?? '' }),
        );
        response.once('error', reject);
      })
        .once('error', reject)
        .end(init.body);
    });

  const watching = (async (): Promise<void> => {
    while (!looking.signal.aborted) {
      for (const origin of origins) {
        ready.set(
          origin,
          await send(`${origin}/readyz`).then(
            ({ status }) => status === 200,
            () => false,
          ),
        );
      }
      await wait(50);
    }
  })();

  return {
    /** Sends it to one that is ready. A refused connection carried no request, so another one gets it. */
    send: async (turn: number, path: string, body: string) => {
      for (let attempt = 0; ; attempt += 1) {
        const candidates = origins.filter((origin) => ready.get(origin));
        const origin = candidates[(turn + attempt) % Math.max(candidates.length, 1)] ?? origins[attempt % 2] ?? '';
        try {
          return await send(`${origin}${path}`, { method: 'POST', body });
        } catch (error) {
          const refused = error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED';
          if (!refused || attempt > 20) throw error;
          ready.set(origin, false);
          await wait(20);
        }
      }
    },
    close: async () => {
      looking.abort();
      await watching;
      agent.destroy();
    },
  };
};

describe('two processes on PostgreSQL', () => {
  let processes: Processes;

  before(async () => {
    processes = await PLACES['two processes on PostgreSQL'](startProcesses, {
      settings: { OCTROI_STOP_GRACE: String(GRACE) },
    });
  });
  after(() => processes.close());

  test('F14: six rolling restarts under load leave no request unanswered and end no session', async () => {
    const party = speakFor(processes);
    const alice = party.visitor();
    const balancer = createBalancer(processes.origins);
    const load = new AbortController();
    let answered = 0;
    const faults: string[] = [];

    const refreshOnAndOn = async (turn: number, firstToken: string): Promise<void> => {
      let token = firstToken;
      while (!load.signal.aborted) {
        const fields = { grant_type: 'refresh_token', refresh_token: token, ...processes.app };
        try {
          const answer = await balancer.send(turn, '/api/oauth2/token', new URLSearchParams(fields).toString());
          if (answer.status === 200) token = /"refresh_token":"([^"]+)"/.exec(answer.body)?.[1] ?? '';
          else faults.push(`${answer.status} ${answer.body}`);
          answered += 1;
        } catch (error) {
          faults.push(String(error));
        }
      }
    };
    const tokens = [];
    for (let client = 0; client < CLIENTS; client += 1) {
      tokens.push(textOf(await party.redeem(client, await party.code(alice)), 'refresh_token'));
    }
    const clients = tokens.map((token, turn) => refreshOnAndOn(turn, token));
    try {
      for (let round = 0; round < 6; round += 1) {
        const log = await processes.restart(round % 2);
        assert.match(log, /"grace_seconds":1,"msg":"stopping"[^]*"msg":"stopped"/);
        await wait(200);
      }
    } finally {
      load.abort();
      await Promise.all(clients);
      await balancer.close();
    }

    assert.deepEqual(faults, []);
    assert.ok(answered > 6 * CLIENTS, `only ${answered} were answered`);
  });
});
