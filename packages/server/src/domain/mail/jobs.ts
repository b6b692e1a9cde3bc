import { MINUTE, SECOND } from '../../kernel/clock.js';
import type { Job } from '../../kernel/jobs.js';
import type { Mails } from './mails.js';
import type { WithheldNotices } from './withheld.js';

interface JobNeeds {
  mails: Mails;
  withheldNotices: WithheldNotices;
}

export const mailJobs = ({ mails, withheldNotices }: JobNeeds): Job[] => [
  {
    name: 'send mails',
    every: 15 * SECOND,
    runsIn: 'each process',
    run: mails.deliver,
    onWake: mails.onWake,
  },
  {
    name: 'mail withheld notices',
    every: MINUTE,
    runsIn: 'one process',
    run: withheldNotices.deliver,
  },
];
