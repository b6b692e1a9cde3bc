import { DAY, HOUR, MINUTE, SECOND, type Clock } from '../kernel/clock.js';
import type { Log } from '../kernel/log.js';
import type { Keys } from '../domain/keys/index.js';
import type { LogoutNotices } from '../domain/logout/index.js';
import type { Mails } from '../domain/mail/index.js';
import type { RequestLog } from '../domain/request-log/index.js';
import type { Wallet } from '../domain/wallet/index.js';
import type { Store } from '../domain/store.js';
import { deleteIdleApps, deleteOld } from './retention.js';

interface Job {
  name: string;
  /** In milliseconds. */
  every: number;
  /** One that has much to do looks at `stop` on the way: a server that stops waits for it. */
  run(stop: AbortSignal): Promise<void>;
  /** Tells what makes it run at once, without waiting for its turn. */
  onWake?(wakened: () => void): void;
}

interface Dependencies {
  store: Store;
  wallet: Wallet;
  keys: Keys;
  logoutNotices: LogoutNotices;
  mails: Mails;
  requestLog: RequestLog;
  /** How old signing keys get, in days; 0 for never rotated. */
  keyRotation: number;
  /** After how many days apps that belong to nobody are deleted, when nobody uses them. */
  registrationIdleDays: number;
  clock: Clock;
  log: Log;
}

const rotateKeys = async (keys: Keys, days: number): Promise<void> => {
  if (days > 0) await keys.rotateOlderThan(days * DAY);
};

const jobsOf = ({
  store,
  wallet,
  keys,
  logoutNotices,
  mails,
  requestLog,
  keyRotation,
  registrationIdleDays,
  clock,
}: Dependencies): Job[] => [
  { name: 'settle paid orders', every: 30 * SECOND, run: () => wallet.settle() },
  { name: 'delete what is old', every: 10 * MINUTE, run: () => deleteOld(store, clock.now()) },
  // Often, since until then this process signs with a key that another one may have taken away.
  { name: 'see which signing keys there are', every: 10 * SECOND, run: () => keys.refresh() },
  { name: 'tell apps who signed out', every: 15 * SECOND, run: logoutNotices.deliver, onWake: logoutNotices.onWake },
  { name: 'send mails', every: 15 * SECOND, run: mails.deliver, onWake: mails.onWake },
  { name: 'write the request log', every: SECOND, run: () => requestLog.flush() },
  { name: 'delete apps nobody uses', every: HOUR, run: () => deleteIdleApps(store, registrationIdleDays, clock.now()) },
  { name: 'rotate old signing keys', every: HOUR, run: () => rotateKeys(keys, keyRotation) },
];

/**
 * Starts what runs by itself, and returns how to stop it. A job that fails is logged and tried again at its next turn;
 * a job is safe to run in several processes at once.
 */
export const startJobs = (dependencies: Dependencies): (() => Promise<void>) => {
  const running = new Set<Promise<void>>();
  const stopping = new AbortController();

  const runOnce = async (job: Job): Promise<void> => {
    try {
      await job.run(stopping.signal);
    } catch (error) {
      dependencies.log.error({ job: job.name, err: error });
    }
  };

  const run = (job: Job): void => {
    const done = runOnce(job).finally(() => running.delete(done));
    running.add(done);
  };

  const jobs = jobsOf(dependencies);
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
