import type { Shared } from '../../database/shared.js';
import { createAudit } from './audit.js';
import { auditEventsStore } from './store.js';
import type { AuditTables } from './tables.js';

export const auditModule = ({ database, clock, log }: Shared<AuditTables>) => ({
  audit: createAudit({ store: auditEventsStore(database), clock, log }),
});
