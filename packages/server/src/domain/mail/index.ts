export { createEmailAddresses, type EmailAddresses } from './email-addresses.js';
export { createMailLinks, type MailLink, type MailLinks } from './links.js';
export { createMails, greetingOf, MAIL_MEMORY, mailLocale, type Mails } from './mails.js';
export { createNotifications, type Notifications } from './notifications.js';
export type { MailTransport } from './transport.js';
export type { Mailbox, ReceivedMail } from './transports/mailbox.js';
