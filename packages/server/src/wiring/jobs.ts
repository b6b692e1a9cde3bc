import type { Config } from '../config/index.js';
import { timeJobs } from '../database/clock/job.js';
import { accountDataJobs } from '../domain/account-data/index.js';
import { keysJobs } from '../domain/keys/index.js';
import { logoutJobs } from '../domain/logout/index.js';
import { mailJobs } from '../domain/mail/index.js';
import { requestLogJobs } from '../domain/request-log/index.js';
import { tokensJobs } from '../domain/tokens/index.js';
import { walletJobs } from '../domain/wallet/index.js';
import { MINUTE } from '../kernel/clock.js';
import type { Log } from '../kernel/log.js';
import type { Job } from '../kernel/jobs.js';
import { createRetention } from './retention.js';
import type { Services } from './services.js';

/** The background jobs of a server. */
export const jobsOf = (services: Services, config: Config, log: Log): Job[] => {
  const deleteOld = createRetention(services.database, config);
  const { reference: clock, world } = services.time;
  const needs = { ...services, ...config, clock, log };
  return [
    ...timeJobs(services.time),
    ...walletJobs(needs),
    {
      name: 'delete what is old',
      every: 10 * MINUTE,
      runsIn: 'one process',
      byAge: true,
      run: () => deleteOld(clock.now(), world.now()),
    },
    {
      name: 'give back free space',
      every: 10 * MINUTE,
      runsIn: 'one process',
      run: () => services.database.compact(),
    },
    ...accountDataJobs(needs),
    ...keysJobs(needs),
    ...logoutJobs(needs),
    ...mailJobs(needs),
    ...requestLogJobs(needs),
    ...tokensJobs(needs),
  ];
};
