import type { Shared } from '../../database/shared.js';
import { createEmailAddresses } from './email-addresses.js';
import { createMailLinks } from './links.js';
import { createMails } from './mails.js';
import type { Needs } from './needs.js';
import { createNotifications } from './notifications.js';
import { mailLinksStore } from './store/links.js';
import { mailsStore } from './store/mails.js';
import type { MailSchema } from './tables.js';
import { createWithheldNotices } from './withheld.js';

export const mailModule = (shared: Shared<MailSchema>, needs: Needs) => {
  const mails = createMails({ ...shared, ...needs, store: mailsStore(shared.database) });
  const mailLinks = createMailLinks({ ...shared, store: mailLinksStore(shared.database) });
  return {
    mails,
    mailLinks,
    notifications: createNotifications({ ...shared, ...needs, mails }),
    withheldNotices: createWithheldNotices({ ...shared, ...needs, mails }),
    emailAddresses: createEmailAddresses({ ...shared, ...needs, mailLinks, mails }),
  };
};
