import type { Generated } from 'kysely';
import type { AccountsTables } from '../accounts/index.js';
import type { AuditTables } from '../audit/index.js';

export interface MailTables {
  mails: MailsTable;
  mail_links: MailLinksTable;
}

/** With the tables of other subjects that a change here touches. */
export type MailSchema = MailTables & AccountsTables & AuditTables;

/** The purpose of a link sent by mail. */
export type MailLinkPurpose = 'verify_email' | 'change_email' | 'reset_password';

/** A mail still to be sent; deleted afterwards. */
export interface MailsTable {
  id: Generated<number>;
  user_id: string;
  /** Sealed: it may contain a link that signs somebody in. */
  content: string;
  attempts: number;
  next_attempt_at: number;
  created_at: number;
}

export interface MailLinksTable {
  id: Generated<number>;
  hash: string;
  purpose: MailLinkPurpose;
  user_id: string;
  /** The address it was sent to, and the only one it proves. */
  email: string;
  created_at: number;
  expires_at: number;
}
