import { SECOND } from '../../kernel/clock.js';
import type { Job } from '../../kernel/jobs.js';
import type { LogoutNotices } from './notices.js';

export const logoutJobs = ({ logoutNotices }: { logoutNotices: LogoutNotices }): Job[] => [
  {
    name: 'tell apps who signed out',
    every: 15 * SECOND,
    runsIn: 'each process',
    run: logoutNotices.deliver,
    onWake: logoutNotices.onWake,
  },
];
