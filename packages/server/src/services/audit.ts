import type { Clock } from '../kernel/clock.js';
import type { Log } from '../kernel/log.js';
import type { Store } from '../store/index.js';
import type { AuditEventRow } from '../store/audit-events.js';

/** Everything security-relevant that is written down. Closed: a new kind of event needs its name here. */
export type AuditEventType =
  | 'account_created'
  | 'account_disabled'
  | 'account_enabled'
  | 'app_created'
  | 'app_deleted'
  | 'app_secret_added'
  | 'app_secret_removed'
  | 'authorization_ended'
  | 'authorization_granted'
  | 'code_replayed'
  | 'developer_token_created'
  | 'developer_token_revoked'
  | 'operator_appointed'
  | 'password_changed'
  | 'refresh_token_reused'
  | 'signed_in'
  | 'sign_in_failed'
  | 'sign_in_limited'
  | 'topup_credited';

export interface AuditEvent {
  type: AuditEventType;
  userId?: string | null;
  appId?: number | null;
  /** Short facts for operators. Never a secret, a token or a password. */
  detail?: Readonly<Record<string, string | number>>;
}

export interface Audit {
  /** To the table and, as one JSON line, to the log. */
  record(event: AuditEvent): Promise<void>;
  /** What a user should be shown of the last days. */
  noticesFor(userId: string, since: number): Promise<AuditEventRow[]>;
}

const WORTH_A_NOTICE: readonly AuditEventType[] = ['refresh_token_reused', 'code_replayed'];

export const createAudit = ({ store, clock, log }: { store: Store; clock: Clock; log: Log }): Audit => ({
  record: async ({ type, userId = null, appId = null, detail = {} }) => {
    log.info({ audit: type, userId, appId, ...detail });
    await store.auditEvents.insert({ type, userId, appId, detail: JSON.stringify(detail), now: clock.now() });
  },
  noticesFor: (userId, since) => store.auditEvents.listByUser(userId, WORTH_A_NOTICE, since),
});
