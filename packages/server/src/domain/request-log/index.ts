export { OPERATIONS, OUTCOMES, readRequestFilter, type RequestFilter } from './filter.js';
export {
  type AnsweredRequest,
  createRequestLog,
  LINE_MEMORY,
  MAX_LINES,
  PAGE,
  type RequestLine,
  type RequestLog,
  type Warning,
  WARNINGS,
} from './log.js';
export type { SentParameter } from './redaction.js';
export { requestLogModule } from './module.js';
export { requestLogRetention } from './retention.js';
export type { RequestLogSchema, RequestLogTables } from './tables.js';
export { requestLogJobs } from './jobs.js';
export { appRequestsStore, type AppRequestsStore, type StoredAppRequest } from './store.js';
