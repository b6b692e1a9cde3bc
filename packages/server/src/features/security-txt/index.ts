import { Hono } from 'hono';
import { LOCALES } from '../../i18n/index.js';
import { DAY, type Clock } from '../../kernel/clock.js';
import type { RequestEnv } from '../../web/http/env.js';

interface Dependencies {
  /** `mailto:` or `https:`; null if there is no contact. */
  contact: string | null;
  issuer: string;
  clock: Clock;
}

const PATH = '/.well-known/security.txt';
/** Less than a year, as RFC 9116 section 2.5.5 recommends. Counted from each request, so that the file never expires. */
const LIFETIME = 180 * DAY;

/** Where to report a vulnerability (RFC 9116 section 2.5). */
const securityTxt = (contact: string, issuer: string, now: number): string =>
  [
    `Contact: ${contact}`,
    `Expires: ${new Date(Math.floor((now + LIFETIME) / DAY) * DAY).toISOString()}`,
    `Preferred-Languages: ${LOCALES.join(', ')}`,
    `Canonical: ${issuer}${PATH}`,
    '',
  ].join('\n');

/** `GET /.well-known/security.txt` as plain text (RFC 9116 section 3); 404 without a contact. */
export const securityTxtFile = ({ contact, issuer, clock }: Dependencies): Hono<RequestEnv> => {
  const app = new Hono<RequestEnv>();
  if (contact === null) return app;
  return app.get(PATH, (c) =>
    c.text(securityTxt(contact, issuer, clock.now()), 200, { 'cache-control': 'public, max-age=86400' }),
  );
};
