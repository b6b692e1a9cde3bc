import type { Generated } from 'kysely';

/** The tables of this subject; conventions are in database/README.md. */
export interface MailTables {
  mails: MailsTable;
  mail_links: MailLinksTable;
}

/** What a link that was sent by mail is good for, once. */
export type MailLinkPurpose = 'verify_email' | 'change_email' | 'reset_password';

/** A mail that is still to be sent; deleted once it was. */
export interface MailsTable {
  id: Generated<number>;
  /** Whom it is for. */
  user_id: string;
  /** Sealed: there may be a link in it that signs somebody in. */
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
  /** The address it was sent to: for another one it proves nothing. */
  email: string;
  created_at: number;
  expires_at: number;
}
