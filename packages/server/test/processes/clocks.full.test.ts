import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { decodeJwt } from 'jose';
import { DAY, HOUR, MINUTE, SECOND } from '#server/kernel/clock.js';
import { startPostgres, type PostgresServer } from '../support/database-servers.js';
import { createMachineClock, type MachineClock } from '../support/faketime.js';
import { textOf } from '../support/oauth-app.js';
import { inParallel, tally } from '../support/parallel.js';
import { freePort } from '../support/server.js';
import { onSqlite, PLACES, speakFor, startProcesses, type Party, type Processes } from './processes.js';

/** Longer than between two looks at the clock. */
const A_LOOK = 12 * SECOND;

const readiness = async (origin: string | undefined): Promise<{ status: number; reason: string }> => {
  const answer = await fetch(`${origin}/readyz`);
  const { reason = '' } = (await answer.json()) as { reason?: string };
  return { status: answer.status, reason };
};

const eventually = async (isSo: () => Promise<boolean>): Promise<void> => {
  const until = performance.now() + 3 * A_LOOK;
  while (!(await isSo())) {
    assert.ok(performance.now() < until, 'it takes too long');
    await wait(200);
  }
};

const linesIn = (log: string, words: string): number => log.split('\n').filter((line) => line.includes(words)).length;

/** Tokens of alice's. */
const grant = async (party: Party, alice = party.visitor(), turn = 0) => {
  const answer = await party.redeem(turn, await party.code(alice));
  assert.equal(answer.status, 200, answer.text);
  return { alice, access: textOf(answer, 'access_token'), refresh: textOf(answer, 'refresh_token') };
};

const isSignedIn = async (alice: ReturnType<Party['visitor']>): Promise<boolean> =>
  (await alice.get('/account')).status === 200;

for (const [place, begin] of Object.entries(PLACES)) {
  describe(`the clock of a machine: ${place}`, () => {
    let clock: MachineClock;
    let processes: Processes;
    let party: Party;

    before(async () => {
      clock = await createMachineClock();
      const settings = { ...clock.environment, OCTROI_ACCESS_TOKEN_LIFETIME: '600' };
      processes = await begin(startProcesses, { settings });
      party = speakFor(processes);
    });
    after(async () => {
      await processes.close();
      await clock.remove();
    });
    afterEach(() => clock.set(0));

    const restartAll = async (): Promise<string> => {
      const logs: string[] = [];
      for (const index of processes.origins.keys()) logs.push(await processes.restart(index));
      return logs.join('\n');
    };

    // A restart accepted the clock as it was, and what had ended lived again.
    test('A97: set back an hour and restarted, it revives nothing and refuses nothing that lives', async () => {
      const [alice, bob] = [party.visitor(), party.visitor()];
      const live = await grant(party, alice);
      const spent = await party.code(alice);
      assert.equal((await party.redeem(0, spent)).status, 200);
      const rotated = await grant(party, bob);
      const next = textOf(await party.refresh(0, rotated.refresh), 'refresh_token');
      assert.equal((await party.refresh(0, next)).status, 200);
      const unused = await party.code(alice);

      await clock.set(-HOUR);
      await restartAll();

      for (const [turn, origin] of processes.origins.entries()) {
        assert.equal((await readiness(origin)).status, 503);
        assert.equal((await party.userinfo(turn, live.access)).status, 200);
        assert.equal((await party.redeem(turn, spent)).status, 400);
        assert.equal((await party.refresh(turn, rotated.refresh)).status, 400);
      }
      assert.ok(await isSignedIn(alice));
      assert.equal((await party.redeem(0, unused)).status, 200);
      const log = await restartAll();
      assert.equal(linesIn(log, 'not ready: the clock is wrong'), processes.origins.length);
    });

    test('A97: what expired while it was ahead does not live again when it is set back, nor after a restart', async () => {
      const alice = party.visitor();
      const { access } = await grant(party, alice);
      const code = await party.code(alice);
      // PostgreSQL's clock stays right, so there nothing expires.
      const expires = processes.origins.length === 1;
      await clock.set(20 * MINUTE);
      assert.equal((await party.userinfo(0, access)).status, expires ? 401 : 200);
      await wait(A_LOOK);
      for (const prepare of [() => clock.set(0), () => restartAll()]) {
        await prepare();
        assert.equal((await party.userinfo(0, access)).status, expires ? 401 : 200);
      }
      assert.equal((await party.redeem(0, code)).status, expires ? 400 : 200);
      await processes.command('doctor', '--accept-clock');
      await eventually(async () => (await readiness(processes.origins[0])).status === 200);
    });

    test('A97: an access token never comes from the future', async () => {
      for (const error of [0, -HOUR, 5 * MINUTE]) {
        await clock.set(error);
        const { access } = await grant(party);
        const { iat = 0, exp = 0 } = decodeJwt(access);
        const expected = processes.origins.length === 1 ? Date.now() + error : Date.now();
        assert.ok(Math.abs(iat - expected / SECOND) < 10, `${iat - expected / SECOND} s`);
        assert.equal(exp - iat, 600);
        assert.equal((await party.userinfo(0, access)).status, 200);
      }
    });
  });
}

describe('two processes on PostgreSQL whose clocks differ', () => {
  for (const error of [5 * MINUTE, -5 * MINUTE, HOUR, -HOUR, 10 * 365 * DAY]) {
    test(`A97: by ${error / MINUTE} minutes: each takes what the other gave, once, and the wrong one is not ready`, async () => {
      const clock = await createMachineClock(error);
      const processes = await PLACES['two processes on PostgreSQL'](startProcesses, {
        settings: { OCTROI_ACCESS_TOKEN_LIFETIME: '5' },
        settingsOf: (index) => (index === 1 ? clock.environment : {}),
      });
      try {
        const party = speakFor(processes);
        assert.deepEqual(await readiness(processes.origins[0]), { status: 200, reason: '' });
        const wrong = await readiness(processes.origins[1]);
        assert.equal(wrong.status, 503);
        assert.match(wrong.reason, /^This machine's clock is \d+ seconds (?:ahead of|behind) the database's/);

        for (const turn of [0, 1]) {
          const code = await party.code(party.visitor());
          const outcomes = await inParallel(10, async (index) =>
            String((await party.redeem(turn + index, code)).status),
          );
          assert.equal(tally(outcomes)['200'], 1);
          const { access, refresh } = await grant(party, party.visitor(), turn);
          assert.equal((await party.userinfo(turn + 1, access)).status, 200);
          const lost = await party.refresh(turn + 1, refresh);
          assert.equal(lost.status, 200);
          const again = await party.refresh(turn, refresh);
          assert.equal(textOf(again, 'refresh_token'), textOf(lost, 'refresh_token'), 'the answer was lost');
          await wait(5 * SECOND);
          for (const each of [0, 1]) assert.equal((await party.userinfo(each, access)).status, 401);
        }
        const guesses = await inParallel(80, async (index) => {
          const body = new URLSearchParams({ client_id: 'client_x', token: 'x' });
          const guess = await fetch(`${processes.origins[index % 2]}/api/oauth2/revoke`, { method: 'POST', body });
          return String(guess.status);
        });
        assert.equal(tally(guesses)['429'], 20, 'of 80 guesses, 60 are counted together');
        assert.equal(linesIn(await processes.restart(1), 'not ready: the clock is wrong'), 1);
      } finally {
        await processes.close();
        await clock.remove();
      }
    });
  }
});

describe('the clock of PostgreSQL itself', () => {
  let clock: MachineClock;
  let postgres: PostgresServer;
  let processes: Processes;
  let party: Party;
  before(async () => {
    clock = await createMachineClock();
    postgres = await startPostgres({ durable: false, environment: clock.environment });
    const ports = [await freePort(), await freePort()];
    const settings = { OCTROI_ACCESS_TOKEN_LIFETIME: '600' };
    processes = await startProcesses({ databaseUrl: postgres.url, ports, settings });
    party = speakFor(processes);
  });
  after(async () => {
    await processes.close();
    await postgres.stop();
    await clock.remove();
  });

  test('A97: set ahead by twenty minutes and back, with a restart: what expired stays so, for every process', async () => {
    const { alice, access, refresh } = await grant(party);
    const code = await party.code(alice);
    await clock.set(20 * MINUTE);
    await wait(A_LOOK);
    const restarted = async (): Promise<void> => void (await processes.restart(0));
    for (const prepare of [() => clock.set(0), () => wait(A_LOOK), restarted]) {
      for (const turn of [0, 1]) assert.equal((await party.userinfo(turn, access)).status, 401);
      await prepare();
    }
    assert.equal((await party.redeem(0, code)).status, 400);
    assert.ok(await isSignedIn(alice));
    assert.equal((await party.refresh(1, refresh)).status, 200);
    for (const origin of processes.origins) {
      assert.match((await readiness(origin)).reason, /behind the latest time of this installation/);
    }
    assert.equal((await party.userinfo(1, (await grant(party)).access)).status, 200);
    await processes.command('doctor', '--accept-clock');
    for (const origin of processes.origins) await eventually(async () => (await readiness(origin)).status === 200);
  });

  // The process that had heard of it took for a theft what the other had just answered.
  test('set ahead, while not every process has heard of it: a lost answer is still no theft', async () => {
    // They look at the clock at different times.
    await wait(A_LOOK / 2);
    await processes.restart(1);
    const { refresh } = await grant(party);
    await clock.set(20 * MINUTE);
    let [token, turn] = [refresh, 0];
    for (const until = performance.now() + A_LOOK; performance.now() < until;) {
      const [lost, again] = [await party.refresh(turn, token), await party.refresh(turn + 1, token)];
      token = textOf(again, 'refresh_token');
      assert.equal(token, textOf(lost, 'refresh_token'));
      turn += 1;
      await wait(100);
    }
    await clock.set(0);
    await processes.command('doctor', '--accept-clock');
    for (const origin of processes.origins) await eventually(async () => (await readiness(origin)).status === 200);
  });

  test('A97: set back by an hour, every process stays where it was, and says that it is not ready', async () => {
    const { access, refresh } = await grant(party);
    const next = textOf(await party.refresh(0, refresh), 'refresh_token');
    assert.equal((await party.refresh(1, next)).status, 200);
    await clock.set(-HOUR);
    await wait(A_LOOK);
    await processes.restart(1);
    for (const [turn, origin] of processes.origins.entries()) {
      assert.match((await readiness(origin)).reason, /seconds ahead of the database's/);
      assert.equal((await party.userinfo(turn, access)).status, 200);
    }
    assert.equal((await party.refresh(0, refresh)).status, 400, 'used long ago');
    await clock.set(0);
    await wait(A_LOOK);
    for (const origin of processes.origins) assert.equal((await readiness(origin)).status, 200);
  });
});

describe('a clock that jumps far ahead, on SQLite', () => {
  let clock: MachineClock;
  let processes: Processes;
  let party: Party;
  before(async () => {
    clock = await createMachineClock();
    processes = await onSqlite(startProcesses, { settings: clock.environment });
    party = speakFor(processes);
  });
  after(async () => {
    await processes.close();
    await clock.remove();
  });

  for (const error of [2 * DAY, 400 * DAY, 3650 * DAY]) {
    test(`by ${error / DAY} days, at a start, and back: nobody is signed out`, async () => {
      const { alice, refresh } = await grant(party);
      await clock.set(error);
      await processes.restart(0);
      assert.equal((await readiness(processes.origins[0])).status, 200, 'nobody knows that it is wrong');
      const { access } = await grant(party);
      assert.equal((await party.userinfo(0, access)).status, 200, 'it works by that clock');
      await wait(A_LOOK);
      await clock.set(0);
      const log = await processes.restart(0);
      assert.equal(linesIn(log, 'more than a day ahead of the latest known time'), 1);
      assert.deepEqual(await readiness(processes.origins[0]), { status: 200, reason: '' });
      assert.ok(await isSignedIn(alice));
      assert.equal((await party.refresh(0, refresh)).status, 200);
    });

    test(`by ${error / DAY} days, while it runs, and back: once an operator accepts the clock, nobody is signed out`, async () => {
      const { alice, refresh } = await grant(party);
      await clock.set(error);
      assert.equal(await isSignedIn(alice), error < 14 * DAY);
      await wait(A_LOOK);
      await clock.set(0);
      const { status, reason } = await readiness(processes.origins[0]);
      assert.equal(status, 503);
      assert.match(reason, /behind the latest time of this installation.* `octroi doctor --accept-clock`/);
      await processes.command('doctor', '--accept-clock');
      await eventually(async () => (await readiness(processes.origins[0])).status === 200);
      assert.ok(await isSignedIn(alice));
      assert.equal((await party.refresh(0, refresh)).status, 200);
    });
  }
});
