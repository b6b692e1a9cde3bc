import assert from 'node:assert/strict';
import type { ReceivedMail } from '#server/domain/mail/transports/mailbox.js';
import type { Installation } from '../installation.js';

/** All sent mails, newest first. */
export const mailsOf = async ({ services }: Installation): Promise<readonly ReceivedMail[]> => {
  await services.mails.deliver();
  assert.ok(services.mailbox !== null);
  return services.mailbox.list();
};

/** The path and query of the only link to a page in the newest mail to an address. */
export const linkTo = async (installation: Installation, page: string, address: string): Promise<string> => {
  const mail = (await mailsOf(installation)).find(({ to, text }) => to === address && text.includes(page));
  assert.ok(mail, `${address} got no mail with a link to ${page}`);
  const link = /^https?:\/\/\S+$/m.exec(mail.text)?.[0] ?? '';
  assert.ok(link.startsWith(`${installation.issuer}${page}?token=`), link);
  return link.slice(installation.issuer.length);
};

export const tokenOf = (link: string): string => new URLSearchParams(link.split('?', 2)[1]).get('token') ?? '';
