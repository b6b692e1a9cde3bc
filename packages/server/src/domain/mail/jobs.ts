import { SECOND } from '../../kernel/clock.js';
import type { Job } from '../../kernel/jobs.js';
import type { Mails } from './mails.js';

export const mailJobs = ({ mails }: { mails: Mails }): Job[] => [
  {
    name: 'send mails',
    every: 15 * SECOND,
    runsIn: 'each process',
    run: mails.deliver,
    onWake: mails.onWake,
  },
];
