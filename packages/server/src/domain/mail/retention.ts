import type { Database } from '../../database/database.js';
import { MAIL_MEMORY } from './mails.js';
import { mailLinksStore } from './store/links.js';
import { mailsStore } from './store/mails.js';
import type { MailTables } from './tables.js';

export const mailRetention = (database: Database<MailTables>) => {
  const links = mailLinksStore(database);
  const mails = mailsStore(database);
  return async (now: number): Promise<void> => {
    await links.deleteExpired(now);
    await mails.deleteOld(now - MAIL_MEMORY);
  };
};
