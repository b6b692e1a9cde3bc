import { MINUTE, SECOND, type Clock } from '../kernel/clock.js';
import type { Log } from '../kernel/log.js';
import type { Wallet } from '../services/wallet.js';
import type { Store } from '../store/index.js';
import { deleteOld } from './retention.js';

interface Job {
  name: string;
  /** In milliseconds. */
  every: number;
  run(): Promise<void>;
}

interface Dependencies {
  store: Store;
  wallet: Wallet;
  clock: Clock;
  log: Log;
}

const jobsOf = ({ store, wallet, clock }: Dependencies): Job[] => [
  { name: 'settle paid orders', every: 30 * SECOND, run: () => wallet.settle() },
  { name: 'delete what is old', every: 10 * MINUTE, run: () => deleteOld(store, clock.now()) },
];

/**
 * Starts what runs by itself, and returns how to stop it. A job that fails is logged and tried again at its next turn;
 * a job is safe to run in several processes at once.
 */
export const startJobs = (dependencies: Dependencies): (() => Promise<void>) => {
  const running = new Set<Promise<void>>();

  const runOnce = async (job: Job): Promise<void> => {
    try {
      await job.run();
    } catch (error) {
      dependencies.log.error({ job: job.name, err: error });
    }
  };

  const run = (job: Job): void => {
    const done = runOnce(job).finally(() => running.delete(done));
    running.add(done);
  };

  const timers = jobsOf(dependencies).map((job) => {
    const timer = setInterval(() => run(job), job.every);
    timer.unref();
    return timer;
  });

  return async () => {
    for (const timer of timers) clearInterval(timer);
    await Promise.all(running);
  };
};
