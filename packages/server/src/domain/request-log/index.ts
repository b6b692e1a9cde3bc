export { type AppCalls, UnusableAnswerError } from './calls.js';
export { OUTCOMES, readRequestFilter, type RequestFilter } from './filter.js';
export { requestLogJobs } from './jobs.js';
export {
  type AnsweredRequest,
  MAX_LINES,
  PAGE,
  type RequestLine,
  type RequestLog,
  type Warning,
  WARNINGS,
} from './log.js';
export { requestLogModule } from './module.js';
export { OPERATIONS } from './operations.js';
export type { SentParameter } from './redaction.js';
export { requestLogRetention } from './retention.js';
export { type AppRequestsStore, appRequestsStore, type StoredAppRequest } from './store.js';
export type { RequestLogTables } from './tables.js';
