import { SECOND } from '../../kernel/clock.js';
import type { Job } from '../../kernel/jobs.js';
import type { Time } from './time.js';

export const timeJobs = (time: Time): Job[] => [
  { name: 'look at the clock', every: 10 * SECOND, runsIn: 'each process', run: () => time.look() },
];
