export { type Audit, type AuditEventType, createAudit } from './audit.js';
