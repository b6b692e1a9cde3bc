import { DAY, HOUR, MINUTE, SECOND, type Clock } from '../kernel/clock.js';
import type { Log } from '../kernel/log.js';
import type { Wallet } from '../services/wallet.js';
import type { Store } from '../store/index.js';

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

/** How long a spent code is remembered, so that a replay still finds the tokens it must revoke. */
const CODE_MEMORY = HOUR;
/** How long a dead token family is kept for those who look into what happened. */
const FAMILY_MEMORY = 30 * DAY;

const jobsOf = ({ store, wallet, clock }: Dependencies): Job[] => [
  { name: 'settle paid orders', every: 30 * SECOND, run: () => wallet.settle() },
  {
    name: 'delete what has expired',
    every: 10 * MINUTE,
    run: async () => {
      const now = clock.now();
      await store.sessions.deleteExpired(now);
      await store.authorizationRequests.deleteExpired(now);
      await store.codes.deleteExpired(now - CODE_MEMORY);
      await store.tokenFamilies.deleteEnded(now - FAMILY_MEMORY);
    },
  },
];

/**
 * Starts what runs by itself, and returns how to stop it. A job that fails is logged and tried again at its next turn;
 * a job is safe to run in several processes at once.
 */
export const startJobs = (dependencies: Dependencies): (() => Promise<void>) => {
  const running = new Set<Promise<void>>();

  const run = (job: Job): void => {
    const done = job
      .run()
      .catch((error: unknown) => dependencies.log.error({ job: job.name, err: error }))
      .then(() => void running.delete(done));
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
