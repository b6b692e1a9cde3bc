import type { Shared } from '../../database/shared.js';
import { DAY, HOUR, SECOND } from '../../kernel/clock.js';
import type { Job } from '../../kernel/jobs.js';
import { revokeEnded } from './store/ending.js';
import { deleteIdleApps } from './store/idle-apps.js';
import type { TokensSchema } from './tables.js';

/** How long an app without an owner may wait for its first token. */
const FIRST_USE = 7 * DAY;

interface Needs extends Pick<Shared<TokensSchema>, 'clock' | 'database'> {
  /** After how many days apps without an owner are deleted if nobody uses them. */
  registrationIdleDays: number;
}

export const tokensJobs = ({ clock, database, registrationIdleDays }: Needs): Job[] => [
  {
    name: 'revoke what has ended',
    every: 30 * SECOND,
    runsIn: 'one process',
    run: () => revokeEnded(database, clock.now()),
  },
  {
    name: 'delete apps nobody uses',
    every: HOUR,
    runsIn: 'one process',
    byAge: true,
    run: () => {
      const now = clock.now();
      const limits = { usedBefore: now - registrationIdleDays * DAY, unusedBefore: now - FIRST_USE, now };
      return deleteIdleApps(database, limits);
    },
  },
];
