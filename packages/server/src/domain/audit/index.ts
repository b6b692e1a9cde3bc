export { type Audit, type AuditEventType, createAudit } from './audit.js';
export { auditModule } from './module.js';
export { auditRetention } from './retention.js';
export type { AuditTables } from './tables.js';
export { eraseAuditDetail } from './erase-user.js';
export type { StoredAuditEvent } from './store.js';
