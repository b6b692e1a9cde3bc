import assert from 'node:assert/strict';
import { describe, mock, test } from 'node:test';
import { eachInTurn, startJobs, type Job, type Leases } from '#server/kernel/jobs.js';
import { createLog } from '#server/kernel/log.js';
import { StoppedError, untilStopped } from '#server/kernel/stop.js';

const EVERY = 1_000;
const RENEWAL = 10_000;

const settled = () => new Promise(setImmediate);

/** Work that lasts until it is told to end, and knows how often it ran and how often at once. */
const longWork = () => {
  const signals: AbortSignal[] = [];
  let ends: (() => void)[] = [];
  let most = 0;
  return {
    get runs() {
      return signals.length;
    },
    get most() {
      return most;
    },
    signals,
    run: async (signal: AbortSignal): Promise<void> => {
      signals.push(signal);
      const { promise, resolve } = Promise.withResolvers<void>();
      ends.push(resolve);
      most = Math.max(most, ends.length);
      await promise;
    },
    end: async (): Promise<void> => {
      for (const each of ends.splice(0)) each();
      ends = [];
      await settled();
    },
  };
};

/** Leases of processes that share one place. */
const sharedLeases = () => {
  const holders = new Map<string, number>();
  const of = (process: number): Leases => ({
    renewEvery: RENEWAL,
    hold: async (job) => {
      const holder = holders.get(job) ?? process;
      holders.set(job, holder);
      return holder === process;
    },
    release: async (job) => void (holders.get(job) === process && holders.delete(job)),
  });
  return { of, holders };
};

const jobOf = (changes: Partial<Job> & Pick<Job, 'run'>): Job => ({
  name: 'work',
  every: EVERY,
  runsIn: 'one process',
  ...changes,
});

const log = createLog('silent');

const letTimePass = async (duration: number): Promise<void> => {
  mock.timers.tick(duration);
  await settled();
};

const timed = (name: string, work: () => Promise<void>): void => {
  test(name, async () => {
    mock.timers.enable({ apis: ['setInterval'] });
    try {
      await work();
    } finally {
      mock.timers.reset();
    }
  });
};

describe('background jobs', () => {
  // One ran four times at once.
  timed('a job that takes longer than its interval never overlaps itself', async () => {
    const work = longWork();
    const stop = startJobs([jobOf({ run: work.run, runsIn: 'each process' })], { leases: sharedLeases().of(1), log });
    for (let tick = 0; tick < 4; tick += 1) await letTimePass(EVERY);
    assert.equal(work.runs, 1);
    await work.end();
    assert.equal(work.runs, 1);
    await letTimePass(EVERY);
    assert.equal(work.runs, 2);
    assert.equal(work.most, 1);
    await Promise.all([stop(), work.end()]);
  });

  timed('a job woken during a run runs once more after it', async () => {
    const work = longWork();
    const wakers: (() => void)[] = [];
    const wake = (): void => wakers[0]?.();
    const job = jobOf({ run: work.run, onWake: (wakened) => wakers.push(wakened) });
    const stop = startJobs([job], { leases: sharedLeases().of(1), log });
    for (let count = 0; count < 3; count += 1) wake();
    await settled();
    assert.equal(work.runs, 1);
    wake();
    await work.end();
    assert.equal(work.runs, 2);
    await work.end();
    assert.equal(work.runs, 2);
    await stop();
    wake();
    await settled();
    assert.equal(work.runs, 2);
  });

  timed('a job runs in one of several processes at a time, and in another after that', async () => {
    const works = [longWork(), longWork()];
    const leases = sharedLeases();
    const stops = works.map(({ run }, index) => startJobs([jobOf({ run })], { leases: leases.of(index), log }));
    await letTimePass(EVERY);
    assert.deepEqual(
      works.map(({ runs }) => runs),
      [1, 0],
    );
    await letTimePass(RENEWAL);
    assert.deepEqual(
      works.map(({ runs }) => runs),
      [1, 0],
    );
    await works[0]?.end();
    leases.holders.set('work', 1);
    await letTimePass(EVERY);
    assert.deepEqual(
      works.map(({ runs }) => runs),
      [1, 1],
    );
    await Promise.all([...stops.map((stop) => stop()), ...works.map(({ end }) => end())]);
    assert.equal(leases.holders.size, 0);
  });

  timed('a run whose lease is lost, or that must stop, is told so', async () => {
    for (const lose of [true, false]) {
      const work = longWork();
      const leases = sharedLeases();
      const stop = startJobs([jobOf({ run: work.run })], { leases: leases.of(1), log });
      await letTimePass(EVERY);
      assert.equal(work.signals[0]?.aborted, false);
      if (lose) leases.holders.set('work', 2);
      const stopped = lose ? letTimePass(RENEWAL) : stop();
      await settled();
      assert.equal(work.signals[0]?.aborted, true);
      await Promise.all([work.end(), stopped, stop()]);
      assert.equal(leases.holders.get('work'), lose ? 2 : undefined);
    }
  });

  timed(
    'a job that fails is logged with its cause, waits for its next turn, and keeps no other from running',
    async () => {
      const lines: unknown[] = [];
      const told = createLog('silent');
      mock.method(told, 'error', (line: unknown) => lines.push(line));
      const fault = new Error('no such table');
      let tries = 0;
      const work = longWork();
      const failing = jobOf({ name: 'failing', run: () => Promise.reject(fault), onWake: () => (tries += 1) });
      const stop = startJobs([failing, jobOf({ run: work.run })], { leases: sharedLeases().of(1), log: told });
      assert.equal(tries, 1);
      await letTimePass(EVERY);
      assert.deepEqual(lines, [{ job: 'failing', err: fault }]);
      assert.equal(work.runs, 1);
      await letTimePass(EVERY);
      assert.equal(lines.length, 2);
      await Promise.all([stop(), work.end()]);
    },
  );
});

describe('each in turn', () => {
  test('does all, and throws what failed in the end', async () => {
    const done: number[] = [];
    const work = async (item: number): Promise<void> => {
      if (item % 2 === 0) throw new Error(`no ${item}`);
      done.push(item);
    };
    await assert.rejects(eachInTurn([1, 2, 3], work), { message: 'no 2' });
    await assert.rejects(eachInTurn([2, 3, 4, 5], work), { message: 'Error: no 2; Error: no 4' });
    assert.deepEqual(done, [1, 3, 3, 5]);
  });

  test('begins no more once it is to stop', async () => {
    const stopping = new AbortController();
    const done: number[] = [];
    const work = async (item: number): Promise<void> => {
      done.push(item);
      stopping.abort();
    };
    await assert.rejects(
      untilStopped(stopping.signal, () => eachInTurn([1, 2], work)),
      StoppedError,
    );
    assert.deepEqual(done, [1]);
    await eachInTurn([2, 3], work);
    assert.deepEqual(done, [1, 2, 3], 'no job');
  });
});
