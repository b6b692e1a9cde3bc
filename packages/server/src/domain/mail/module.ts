import type { Shared } from '../../database/shared.js';
import type { ManagedAccounts } from '../accounts/index.js';
import type { Audit } from '../audit/index.js';
import { createEmailAddresses } from './email-addresses.js';
import { createMailLinks } from './links.js';
import { createMails } from './mails.js';
import { createNotifications } from './notifications.js';
import { mailLinksStore } from './store/links.js';
import { mailsStore } from './store/mails.js';
import type { MailTables } from './tables.js';
import type { MailTransport } from './transport.js';

interface Needs {
  accounts: ManagedAccounts;
  audit: Audit;
  /** Null if mail is disabled. */
  transport: MailTransport | null;
  from: string;
  siteName: string;
}

export const mailModule = (shared: Shared<MailTables>, needs: Needs) => {
  const { database } = shared;
  const mails = createMails({ ...shared, ...needs, store: mailsStore(database) });
  const mailLinks = createMailLinks({ ...shared, store: mailLinksStore(database) });
  return {
    mails,
    mailLinks,
    notifications: createNotifications({ ...shared, ...needs, mails }),
    emailAddresses: createEmailAddresses({ ...shared, ...needs, mailLinks, mails }),
  };
};
