import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { textOf } from '../support/oauth-app.js';
import { createBalancer } from './balancer.js';
import { PLACES, speakFor, startProcesses, type Processes } from './processes.js';

/**
 * Busy clients held their connections open without a pause, so a server that was told to stop cut them after ten
 * seconds, with requests on them. A rolling restart left some sixty unanswered.
 */

const CLIENTS = 8;
/** Long enough for a balancer that looks every 50 ms, on a machine with other work. */
const GRACE = 1;

describe('two processes on PostgreSQL', () => {
  let processes: Processes;

  before(async () => {
    processes = await PLACES['two processes on PostgreSQL'](startProcesses, {
      settings: { OCTROI_STOP_GRACE: String(GRACE) },
    });
  });
  after(() => processes.close());

  test('F14: six rolling restarts under load leave no request unanswered and end no session', async () => {
    const balancer = createBalancer(processes.origins);
    const party = speakFor(processes, balancer.send);
    const alice = party.visitor();
    const load = new AbortController();
    let answered = 0;
    const faults: string[] = [];

    const refreshOnAndOn = async (turn: number, firstToken: string): Promise<void> => {
      let token = firstToken;
      while (!load.signal.aborted) {
        try {
          const answer = await party.refresh(turn, token);
          if (answer.status === 200) token = textOf(answer, 'refresh_token');
          else faults.push(`${answer.status} ${answer.text}`);
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
