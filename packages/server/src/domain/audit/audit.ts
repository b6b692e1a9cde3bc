import type { Queryable } from '../../database/database.js';
import type { Common } from '../../database/shared.js';
import { noteChange } from '../../kernel/condition.js';
import type { AuditTables } from './tables.js';
import { insertEvent, type AuditEventsStore, type NewAuditEvent, type StoredAuditEvent } from './store.js';

/** What was changed. A new kind needs its name here. */
export type Effect =
  | 'account_created'
  | 'account_deleted'
  | 'account_disabled'
  | 'account_enabled'
  | 'app_changed'
  | 'app_created'
  | 'app_credentials_revoked'
  | 'app_deleted'
  | 'app_resumed'
  | 'app_secret_added'
  | 'app_secret_removed'
  | 'app_suspended'
  | 'app_trusted'
  | 'app_untrusted'
  | 'authorization_ended'
  | 'authorization_granted'
  | 'balance_credited'
  | 'code_replayed'
  | 'developer_token_created'
  | 'developer_token_revoked'
  | 'email_changed'
  | 'email_verified'
  | 'invitation_created'
  | 'keys_rotated'
  | 'secret_key_rotated'
  | 'passkey_added'
  | 'passkey_removed'
  | 'password_changed'
  | 'password_reset_requested'
  | 'recovery_code_used'
  | 'recovery_codes_made'
  | 'refresh_token_reused'
  | 'resource_added'
  | 'resource_removed'
  | 'role_granted'
  | 'second_step_reset'
  | 'session_ended'
  | 'sessions_ended'
  | 'signed_in'
  | 'topup_credited'
  | 'totp_off'
  | 'totp_on'
  | 'upstream_linked'
  | 'upstream_unlinked'
  | 'username_changed';

/** What was seen, without changing anything. */
export type Observation =
  | 'data_downloaded'
  | 'passkey_refused'
  | 'requests_limited'
  | 'second_step_failed'
  | 'second_step_limited'
  | 'sign_in_failed'
  | 'sign_in_limited'
  | 'sign_up_limited';

/** Every security-relevant event. */
export type AuditEventType = Effect | Observation;

export interface AuditEvent<Type extends AuditEventType = AuditEventType> {
  type: Type;
  userId?: string | null;
  appId?: number | null;
  /** Short facts for operators. Never a secret, token or password. */
  detail?: Readonly<Record<string, string | number>>;
}

/** The events shown to users on their account page. */
const NOTICES = ['refresh_token_reused', 'code_replayed'] as const satisfies readonly AuditEventType[];

/** More than the apps that a user has. */
const MOST_NOTICES = 200;

export interface Notice {
  type: (typeof NOTICES)[number];
  appId: number;
}

export interface Audit {
  /**
   * Records a change in its own transaction, so that there is both or neither; once it is committed, also as one JSON line
   * in the log.
   */
  record(transaction: Queryable<AuditTables>, event: AuditEvent<Effect>): Promise<void>;
  /** Records what changed nothing, in the table and in the log. */
  observe(event: AuditEvent<Observation>): Promise<void>;
  /** The recent events to show to a user, one of a kind for each app. */
  noticesFor(userId: string, since: number): Promise<Notice[]>;
  /** Everything about a user, newest first; only events before the id `before`. */
  page(userId: string, limit: number, before: number | null): Promise<StoredAuditEvent[]>;
}

type Parts = Pick<Common, 'clock' | 'log'> & { store: AuditEventsStore };

export const createAudit = ({ store, clock, log }: Parts): Audit => {
  const rowOf = ({ type, userId = null, appId = null, detail = {} }: AuditEvent): NewAuditEvent => ({
    type,
    userId,
    appId,
    detail,
    now: clock.now(),
  });
  const say = ({ type, userId, appId, detail }: NewAuditEvent): void =>
    log.info({ audit: type, userId, appId, ...detail });

  return {
    record: (transaction, event) => {
      const row = rowOf(event);
      transaction.onCommit(() => {
        say(row);
        noteChange();
      });
      return insertEvent(transaction, row);
    },
    observe: (event) => {
      const row = rowOf(event);
      say(row);
      return store.insert(row);
    },
    noticesFor: (userId, since) => store.latestByApp(userId, NOTICES, since, MOST_NOTICES),
    page: store.pageByUser,
  };
};
