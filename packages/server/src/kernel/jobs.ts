import type { Log } from './log.js';

export interface Job {
  name: string;
  /** In milliseconds. */
  every: number;
  /** One that has much to do looks at `stop` on the way: a server that stops waits for it. */
  run(stop: AbortSignal): Promise<void>;
  /** Tells what makes it run at once, without waiting for its turn. */
  onWake?(wakened: () => void): void;
}

/**
 * Starts what runs by itself, and returns how to stop it. A job that fails is logged and tried again at its next turn;
 * a job is safe to run in several processes at once.
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
