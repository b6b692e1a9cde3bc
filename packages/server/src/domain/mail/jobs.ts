import { SECOND } from '../../kernel/clock.js';
import type { Job } from '../../kernel/jobs.js';
import type { Mails } from './mails.js';

export const mailJobs = ({ mails }: { mails: Mails }): Job[] => [
  { name: 'send mails', every: 15 * SECOND, run: mails.deliver, onWake: mails.onWake },
];
