import { ScureBase32Plugin, verifySync } from 'otplib';

/** In seconds. With SHA-1 and 6 digits, the defaults of every authenticator app and of otplib (RFC 6238 section 1.2). */
const STEP = 30;
const CODE = /^\d{6}$/;

const base32 = new ScureBase32Plugin();

/** RFC 4648 section 6, without padding: the form authenticator apps accept. */
export const toBase32 = (bytes: Uint8Array): string => base32.encode(bytes, { padding: false });

/**
 * The time step of a currently valid code, otherwise null. `now` in milliseconds. One step either way is accepted, for
 * a clock that is off or a code typed as it changes (RFC 6238 section 5.2).
 */
export const totpStep = (secret: Uint8Array, code: string, now: number): number | null => {
  // otplib throws for anything else.
  if (!CODE.test(code)) return null;
  const epoch = Math.floor(now / 1000);
  const result = verifySync({ secret, token: code, epoch, period: STEP, epochTolerance: STEP });
  // otplib's types also cover counter-based codes, which have no time step.
  return result.valid && 'timeStep' in result ? result.timeStep : null;
};

/** When a time step began, in milliseconds. */
export const timeOfStep = (step: number): number => step * STEP * 1000;

/**
 * The content of the QR code. Not otplib's, which leaves a colon in the issuer unescaped, so apps would read the rest
 * of the issuer as part of the account.
 */
export const totpUri = ({ issuer, account, secret }: { issuer: string; account: string; secret: string }): string => {
  const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(account)}`;
  return `otpauth://totp/${label}?secret=${secret}&issuer=${encodeURIComponent(issuer)}`;
};
