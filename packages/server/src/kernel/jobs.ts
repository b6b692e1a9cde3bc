import type { Log } from './log.js';
import { goOn, StoppedError, untilStopped } from './stop.js';

export interface Job {
  name: string;
  every: number;
  /**
   * `one process`: never in two processes at once. It must be safe nevertheless, because a process that stalls may lose
   * its lease. `each process`: on this process's own memory, or on items that are claimed one by one.
   */
  runsIn: 'one process' | 'each process';
  /**
   * Whether it deletes or replaces what is old. It does not run while the time is in doubt: everything would seem old to a
   * clock that jumped ahead.
   */
  byAge?: true;
  /**
   * A stopping server waits for it, and a lost lease gives it to another process. So what is long goes by `withRests`,
   * `eachInTurn` or `batches`, which end it once `stop` is aborted. `stop` itself is for what calls or waits.
   */
  run(stop: AbortSignal): Promise<void>;
  /** Registers a callback that makes the job run at once. */
  onWake?(wakened: () => void): void;
}

/** One lease for each job, for all processes. */
export interface Leases {
  /** In milliseconds: renewed this often, a lease lasts. */
  readonly renewEvery: number;
  /** Takes or renews a lease. False if another process has it. */
  hold(job: string): Promise<boolean>;
  release(job: string): Promise<void>;
}

interface Parts {
  leases: Leases;
  /** Default: never. */
  isTimeInDoubt?: () => boolean;
  log: Log;
}

/**
 * Does each in turn. One that fails keeps no other from its turn: all that failed is thrown in the end.
 *
 * @throws {StoppedError} before the next, in a job that is to stop
 */
export const eachInTurn = async <T>(
  items: Iterable<T> | AsyncIterable<T>,
  work: (item: T) => Promise<unknown>,
): Promise<void> => {
  const faults: unknown[] = [];
  for await (const item of items) {
    try {
      goOn();
      await work(item);
    } catch (error) {
      faults.push(error);
      if (error instanceof StoppedError) break;
    }
  }
  if (faults.length === 0) return;
  const [first] = faults;
  throw faults.length === 1 ? first : new AggregateError(faults, faults.map(String).join('; '));
};

const runUntil = (job: Job, stop: AbortSignal): Promise<void> => untilStopped(stop, () => job.run(stop));

/** Runs a job while this process holds its lease, which is renewed; without it, tells the job to stop. */
const runLeased = async (job: Job, { leases, log }: Parts, stop: AbortSignal): Promise<void> => {
  if (!(await leases.hold(job.name))) return;
  const lost = new AbortController();
  let renewal = Promise.resolve();
  const renew = async (): Promise<void> => {
    const isHeld = await leases.hold(job.name).catch((err: unknown) => void log.warn({ job: job.name, err }));
    if (isHeld !== true) lost.abort();
  };
  const timer = setInterval(() => {
    renewal = renewal.then(renew);
  }, leases.renewEvery);
  try {
    await runUntil(job, AbortSignal.any([stop, lost.signal]));
  } finally {
    clearInterval(timer);
    await renewal;
    // If this fails, the lease ends by itself.
    await leases.release(job.name).catch((err: unknown) => log.warn({ job: job.name, err }));
  }
};

/**
 * Starts the background jobs and returns a function that stops them. A job never overlaps itself: what is due during a run
 * waits for its end. A failed job is logged and runs again at its next interval.
 */
export const startJobs = (jobs: readonly Job[], parts: Parts): (() => Promise<void>) => {
  const stopping = new AbortController();
  const { signal } = stopping;

  const runOnce = async (job: Job): Promise<boolean> => {
    if (job.byAge === true && parts.isTimeInDoubt?.() === true) return false;
    try {
      await (job.runsIn === 'each process' ? runUntil(job, signal) : runLeased(job, parts, signal));
      return true;
    } catch (error) {
      if (!(error instanceof StoppedError)) parts.log.error({ job: job.name, err: error });
      return false;
    }
  };

  const started = jobs.map((job) => {
    let running: Promise<void> | null = null;
    let isWanted = false;
    const run = async (): Promise<void> => {
      do isWanted = false;
      while ((await runOnce(job)) && isWanted && !signal.aborted);
      running = null;
    };
    const tick = (): void => void (running ??= run());
    job.onWake?.(() => {
      // Also during a run, which may have missed what it is woken for.
      isWanted = true;
      if (!signal.aborted) tick();
    });
    const timer = setInterval(tick, job.every);
    timer.unref();
    return { timer, ended: () => running };
  });

  return async () => {
    stopping.abort();
    for (const { timer } of started) clearInterval(timer);
    await Promise.all(started.map(({ ended }) => ended()));
  };
};
