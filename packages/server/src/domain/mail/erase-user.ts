import type { Queryable } from '../../database/database.js';
import type { MailTables } from './tables.js';

/** Deletes a user's pending mails and links. Part of the transaction that deletes a user; safe to repeat. */
export const eraseMail = async ({ query }: Queryable<MailTables>, userId: string): Promise<void> => {
  await query.deleteFrom('mail_links').where('user_id', '=', userId).execute();
  await query.deleteFrom('mails').where('user_id', '=', userId).execute();
  await query.deleteFrom('withheld_notices').where('user_id', '=', userId).execute();
  await query.deleteFrom('notice_counts').where('user_id', '=', userId).execute();
};
