import { createHmac } from 'node:crypto';
import { sameText } from '../kernel/secret.js';

/** What every authenticator app can do, and what they take for granted: SHA-1, 30 seconds, 6 digits (RFC 6238 section 1.2). */
const STEP_MS = 30_000;
const DIGITS = 6;
/** A clock that is a step off, or a code typed as it changes (RFC 6238 section 5.2). */
const TOLERANCE = [0, -1, 1];

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** RFC 4648 section 6, without padding: how authenticator apps read a secret. */
export const toBase32 = (bytes: Uint8Array): string => {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{1,5}/g) ?? []).map((five) => BASE32[Number.parseInt(five.padEnd(5, '0'), 2)]).join('');
};

/** RFC 4226 section 5.3. */
export const hotp = (secret: Uint8Array, counter: number): string => {
  const message = Buffer.alloc(8);
  message.writeBigUInt64BE(BigInt(counter));
  const mac = createHmac('sha1', secret).update(message).digest();
  const offset = mac.readUInt8(mac.length - 1) & 0xf;
  const number = mac.readUInt32BE(offset) & 0x7fff_ffff;
  return String(number % 10 ** DIGITS).padStart(DIGITS, '0');
};

/** The time step a code is of, when it is of this moment; otherwise null. `now` in milliseconds. */
export const totpStep = (secret: Uint8Array, code: string, now: number): number | null => {
  const current = Math.floor(now / STEP_MS);
  const steps = TOLERANCE.map((offset) => current + offset);
  return steps.find((step) => sameText(hotp(secret, step), code)) ?? null;
};

/** What the QR code says, in the form that authenticator apps agree on. */
export const totpUri = ({ issuer, account, secret }: { issuer: string; account: string; secret: string }): string => {
  const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(account)}`;
  return `otpauth://totp/${label}?secret=${secret}&issuer=${encodeURIComponent(issuer)}`;
};
