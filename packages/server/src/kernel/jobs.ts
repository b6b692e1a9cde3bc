import type { Log } from './log.js';

export interface Job {
  name: string;
  every: number;
  /** A long job checks `stop` as it goes, because a stopping server waits for it. */
  run(stop: AbortSignal): Promise<void>;
  /** Registers a callback that makes the job run at once. */
  onWake?(wakened: () => void): void;
}

/**
 * Starts the background jobs and returns a function that stops them. A failed job is logged and retried at its next
 * interval. Every job must be safe to run in several processes at once.
 */
export const startJobs = (jobs: readonly Job[], log: Log): (() => Promise<void>) => {
  const running = new Set<Promise<void>>();
  const stopping = new AbortController();

  const runOnce = async (job: Job): Promise<void> => {
    try {
      await job.run(stopping.signal);
    } catch (error) {
      log.error({ job: job.name, err: error });
    }
  };

  const run = (job: Job): void => {
    const done = runOnce(job).finally(() => running.delete(done));
    running.add(done);
  };

  for (const job of jobs) job.onWake?.(() => run(job));
  const timers = jobs.map((job) => {
    const timer = setInterval(() => run(job), job.every);
    timer.unref();
    return timer;
  });

  return async () => {
    for (const job of jobs) job.onWake?.(() => {});
    for (const timer of timers) clearInterval(timer);
    stopping.abort();
    await Promise.all(running);
  };
};
