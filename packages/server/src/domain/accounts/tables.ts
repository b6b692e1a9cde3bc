import type { Generated } from 'kysely';
import { columnsOf } from '../../database/columns.js';
import type { AuditTables } from '../audit/index.js';

export type AccountsSchema = AccountsTables & AuditTables;

export interface AccountsTables {
  users: UsersTable;
  ledger_entries: LedgerEntriesTable;
  user_roles: UserRolesTable;
  invitations: InvitationsTable;
}

/** Accounts of the built-in source. `*_key` columns hold the case-folded form that must be unique. */
export interface UsersTable {
  id: Generated<number>;
  username: string;
  username_key: string;
  email: string;
  email_key: string;
  email_verified: number;
  /** argon2id, with its parameters. One that no password matches if the user has none. */
  password_hash: string;
  /** 1 enabled, 2 disabled, as in the platform's API. */
  status: number;
  /** Total units credited: the sum of the ledger's `quota_delta`. */
  quota: number;
  /** Units spent: the sum of the ledger's `used_delta`. */
  used_quota: number;
  created_at: number;
  /** The user's chosen language, from i18n/negotiate.ts; null if none was chosen. */
  locale: string | null;
  /** Raised whenever the password or the status changes. */
  credential_version: Generated<number>;
  /** When the account was deleted. The row then keeps its number and balance for the books, and no personal data. */
  deleted_at: number | null;
}

export const USER_COLUMNS = columnsOf<UsersTable>()([
  'id',
  'username',
  'username_key',
  'email',
  'email_key',
  'email_verified',
  'password_hash',
  'status',
  'quota',
  'used_quota',
  'created_at',
  'locale',
  'credential_version',
  'deleted_at',
]);

/** Append-only: every change of a balance, with its reason. */
export interface LedgerEntriesTable {
  id: Generated<number>;
  user_id: number;
  quota_delta: number;
  used_delta: number;
  memo: string;
  /** Applies an external event (an order) at most once. */
  idempotency_key: string | null;
  created_at: number;
}

export interface UserRolesTable {
  user_id: string;
  role: 'developer' | 'operator';
  created_at: number;
}

export interface InvitationsTable {
  id: Generated<number>;
  hash: string;
  role: 'user' | 'operator';
  created_at: number;
  expires_at: number;
  used_at: number | null;
  used_by: string | null;
}
