import { readFileSync } from 'node:fs';
import { imageTypeOf, type Image } from '../kernel/image.js';
import { Secret } from '../kernel/secret.js';
import { integerBetween, isLoopbackHost } from '../kernel/settings/values.js';

/** Parsers of this server's own settings; the general ones are in kernel/settings. */

export const issuer = (value: string): string => {
  const url = URL.parse(value);
  if (url === null) throw new Error('is not a URL. Set it to an origin such as https://id.example.com.');
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopbackHost(url.hostname))) {
    throw new Error('must use https. http is allowed only on loopback (localhost, 127.0.0.1, [::1]).');
  }
  if (value !== url.origin && value !== `${url.origin}/`) {
    throw new Error(`must be an origin without a path, query or user, such as ${url.origin}.`);
  }
  return url.origin;
};

const keptDays = integerBetween(90, 36_500);

/** 0 for ever. Otherwise not less than failures stay, and than users are shown what happened. */
export const auditRetentionDays = (value: string): number => (value === '0' ? 0 : keptDays(value));

export const isPostgres = (url: string): boolean => /^postgres(ql)?:/.test(url);

/** As libpq writes several hosts, of which it takes the first that is a primary. The driver here takes one. */
const SEVERAL_HOSTS = /^postgres(?:ql)?:\/\/(?:[^/?]*@)?[^/?@]*,[^/?@]*(?:[/?]|$)|[?&]host=[^&]*(?:,|%2C)/i;

export const databaseUrl = (value: string): string => {
  if (SEVERAL_HOSTS.test(value)) {
    throw new Error(
      'names several hosts. Name one that always leads to the primary, such as a virtual address or a proxy.',
    );
  }
  if (/^file:.+/.test(value) && !value.startsWith('file://')) return value;
  if (/^postgres(ql)?:\/\//.test(value) && URL.canParse(value)) return value;
  throw new Error(
    'must be file:PATH (SQLite, such as file:./data/octroi.db) or postgres://USER:PASSWORD@HOST/DATABASE.',
  );
};

/** An https: or mailto: URI for users to contact. */
export const contactUri = (value: string): string => {
  const url = URL.parse(value);
  // A message about it becomes one line of a file.
  const isPlain = /^[\x21-\x7E]+$/.test(value);
  const leadsSomewhere = url?.protocol === 'https:' || (url?.protocol === 'mailto:' && url.pathname.includes('@'));
  if (!isPlain || !leadsSomewhere) {
    throw new Error('must be an https: or mailto: URI, such as mailto:security@example.com.');
  }
  return value;
};

/** Where mails are sent: a mail server, or for development the log or a page of this server. */
export const mailUrl = (value: string): { kind: 'smtp'; url: Secret } | { kind: 'log' } | { kind: 'mailbox' } => {
  if (value === 'log' || value === 'mailbox') return { kind: value };
  const url = URL.parse(value);
  const isMailServer = url !== null && ['smtp:', 'smtps:'].includes(url.protocol) && url.hostname !== '';
  if (!isMailServer || !['', '/'].includes(url.pathname) || url.search !== '') {
    throw new Error('must be smtps://USER:PASSWORD@HOST, smtp://USER:PASSWORD@HOST:PORT, log or mailbox.');
  }
  return { kind: 'smtp', url: new Secret(value) };
};

export const mailFrom = (value: string): string => {
  const address = /^[^\s@<>,;:"]+@[^\s@<>,;:"]+$/;
  // Outside quotes, a colon or semicolon would make it a group or several senders.
  const named = /^(?:"[^"<>\r\n]*"|[^"<>,;:\r\n]*)\s*<([^<>]+)>$/.exec(value);
  if (value !== '' && !address.test(named?.[1] ?? value)) {
    throw new Error(
      'must be an address, or a name and an address, such as Example <no-reply@example.com> or "Example: Mail" <no-reply@example.com>.',
    );
  }
  return value;
};

/** `#rrggbb`. */
export const accentColor = (value: string): string => {
  if (!/^#[0-9a-f]{6}$/i.test(value)) throw new Error('must be a colour in six hex digits, such as #0b6b57.');
  return value.toLowerCase();
};

/** In bytes. */
const MAX_LOGO = 100_000;

export const logoFile = (value: string): Image => {
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    bytes = new Uint8Array(readFileSync(value));
  } catch {
    throw new Error(`names ${value}, which cannot be read. Fix the path or its permissions.`);
  }
  if (bytes.length > MAX_LOGO) {
    throw new Error(
      `names a file of ${bytes.length} bytes. Every page loads it, so it must be at most ${MAX_LOGO} bytes.`,
    );
  }
  const type = imageTypeOf(bytes);
  if (type === null || type === 'image/jpeg')
    throw new Error(`names ${value}, which is not a PNG, SVG or WebP image. Convert it to one.`);
  return { bytes, type };
};

export const currency = (value: string): string => {
  if (!/^[A-Z]{3}$/.test(value)) throw new Error('must be three capital letters, such as USD.');
  return value;
};

/** Reads hex or base64url. */
export const decodeKey = (value: string): Buffer =>
  /^[0-9a-f]+$/i.test(value) && value.length % 2 === 0 ? Buffer.from(value, 'hex') : Buffer.from(value, 'base64url');

export const secretKey = (value: string): Secret => {
  if (!/^[\w+/=-]+$/.test(value) || decodeKey(value).length < 32) {
    throw new Error('must be at least 32 random bytes in hex or base64url (create one with `openssl rand -hex 32`).');
  }
  return new Secret(value);
};

export const unitsPerCurrency = (value: string): bigint => {
  const units = integerBetween(100, 1_000_000_000)(value);
  if (units % 100 !== 0)
    throw new Error('must be a multiple of 100, so that a hundredth of the currency is a whole number of units.');
  return BigInt(units);
};
