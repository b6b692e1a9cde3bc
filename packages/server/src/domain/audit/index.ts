export type { Audit } from './audit.js';
export { eraseAuditDetail } from './erase-user.js';
export { auditModule } from './module.js';
export { type AuditKeeping, auditRetention } from './retention.js';
export type { AuditTables } from './tables.js';
