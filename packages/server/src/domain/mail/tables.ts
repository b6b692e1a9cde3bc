import type { Generated } from 'kysely';
import type { SecurityNotice } from '../../i18n/index.js';
import type { AccountsTables } from '../accounts/index.js';
import type { AuditTables } from '../audit/index.js';

export interface MailTables {
  mails: MailsTable;
  mail_links: MailLinksTable;
  notice_counts: NoticeCountsTable;
  withheld_notices: WithheldNoticesTable;
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
  /** 0 for a mail with a link that somebody waits for. */
  is_notice: Generated<number>;
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

/** Notices of one kind to one user, or those about one app, in the hour that began with the first. */
export interface NoticeCountsTable {
  id: string;
  user_id: string;
  since: number;
  count: number;
}

/** Notices that were too many to be mailed one by one, until they are mailed together. */
export interface WithheldNoticesTable {
  id: string;
  user_id: string;
  notice: SecurityNotice;
  /** As in the mail. */
  about: string;
  count: number;
  due_at: number;
}
