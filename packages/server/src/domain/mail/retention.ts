import type { Database } from '../../database/database.js';
import type { Deletion } from '../../database/delete-in-batches.js';
import { MAIL_MEMORY } from './mails.js';
import { NOTICE_SPAN } from './notifications.js';
import { mailLinksStore } from './store/links.js';
import { mailsStore } from './store/mails.js';
import type { MailTables } from './tables.js';

export const mailRetention = (database: Database<MailTables>): Deletion[] => [
  { what: 'expired links of mails', deleteOld: mailLinksStore(database).deleteExpired },
  { what: 'undeliverable mails', deleteOld: (now) => mailsStore(database).deleteOld(now - MAIL_MEMORY) },
  { what: 'counts of notices', deleteOld: (now) => mailsStore(database).deleteOldCounts(now - NOTICE_SPAN) },
];
