import type { Shared } from '../../database/shared.js';
import type { SafeFetch } from '../../kernel/safe-fetch.js';
import { createAppCalls } from './calls.js';
import { createRequestLog } from './log.js';
import { appRequestsStore } from './store.js';
import type { RequestLogSchema } from './tables.js';

export const requestLogModule = (shared: Shared<RequestLogSchema>, { fetch }: { fetch: SafeFetch }) => {
  const requestLog = createRequestLog({ ...shared, store: appRequestsStore(shared.database) });
  return { requestLog, callApp: createAppCalls({ fetch, requestLog }) };
};
