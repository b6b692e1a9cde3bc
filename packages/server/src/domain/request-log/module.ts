import type { Shared } from '../../database/shared.js';
import { createRequestLog } from './log.js';
import { appRequestsStore } from './store.js';
import type { RequestLogSchema } from './tables.js';

export const requestLogModule = (shared: Shared<RequestLogSchema>) => ({
  requestLog: createRequestLog({ ...shared, store: appRequestsStore(shared.database) }),
});
