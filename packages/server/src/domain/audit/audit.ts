import type { Common } from '../../database/shared.js';
import type { StoredAuditEvent, AuditEventsStore } from './store.js';

/** Every security-relevant event. A new kind needs its name here. */
export type AuditEventType =
  | 'account_created'
  | 'account_deleted'
  | 'account_disabled'
  | 'account_enabled'
  | 'app_changed'
  | 'app_created'
  | 'app_deleted'
  | 'app_secret_added'
  | 'app_secret_removed'
  | 'authorization_ended'
  | 'authorization_granted'
  | 'balance_credited'
  | 'code_replayed'
  | 'data_downloaded'
  | 'developer_token_created'
  | 'developer_token_revoked'
  | 'email_changed'
  | 'email_verified'
  | 'invitation_created'
  | 'keys_rotated'
  | 'passkey_added'
  | 'passkey_refused'
  | 'passkey_removed'
  | 'password_changed'
  | 'password_reset_requested'
  | 'recovery_code_used'
  | 'recovery_codes_made'
  | 'refresh_token_reused'
  | 'requests_limited'
  | 'resource_added'
  | 'resource_removed'
  | 'role_granted'
  | 'second_step_failed'
  | 'second_step_limited'
  | 'second_step_reset'
  | 'session_ended'
  | 'sessions_ended'
  | 'signed_in'
  | 'sign_in_failed'
  | 'sign_in_limited'
  | 'sign_up_limited'
  | 'topup_credited'
  | 'totp_off'
  | 'totp_on'
  | 'upstream_linked'
  | 'upstream_unlinked'
  | 'username_changed';

export interface AuditEvent {
  type: AuditEventType;
  userId?: string | null;
  appId?: number | null;
  /** Short facts for operators. Never a secret, token or password. */
  detail?: Readonly<Record<string, string | number>>;
}

/** The events shown to users on their account page. */
const NOTICES = ['refresh_token_reused', 'code_replayed'] as const satisfies readonly AuditEventType[];

export interface Notice {
  type: (typeof NOTICES)[number];
  appId: number;
}

export interface Audit {
  /** Records it in the table and, as one JSON line, in the log. */
  record(event: AuditEvent): Promise<void>;
  /** The recent events to show to a user. */
  noticesFor(userId: string, since: number): Promise<Notice[]>;
  /** Everything about a user, newest first; only events before the id `before`. */
  page(userId: string, limit: number, before: number | null): Promise<StoredAuditEvent[]>;
}

type Parts = Pick<Common, 'clock' | 'log'> & { store: AuditEventsStore };

export const createAudit = ({ store, clock, log }: Parts): Audit => ({
  record: async ({ type, userId = null, appId = null, detail = {} }) => {
    log.info({ audit: type, userId, appId, ...detail });
    await store.insert({ type, userId, appId, detail, now: clock.now() });
  },
  noticesFor: async (userId, since) => {
    const events = await store.listByUser(userId, NOTICES, since);
    return events.flatMap((event) => {
      const type = NOTICES.find((notice) => notice === event.type);
      return type === undefined || event.appId === null ? [] : [{ type, appId: event.appId }];
    });
  },
  page: store.pageByUser,
});
