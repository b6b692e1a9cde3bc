import { SECOND } from '../../kernel/clock.js';
import type { Job } from '../../kernel/jobs.js';
import type { RequestLog } from './log.js';

export const requestLogJobs = ({ requestLog }: { requestLog: RequestLog }): Job[] => [
  { name: 'write the request log', every: SECOND, runsIn: 'each process', run: () => requestLog.flush() },
];
