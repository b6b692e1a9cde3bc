import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/** A 256-bit key for one purpose, derived from another: nearly always the root key (HKDF-SHA256, RFC 5869; ADR 0048). */
export const deriveKey = (from: Uint8Array, purpose: string): Buffer =>
  Buffer.from(hkdfSync('sha256', from, new Uint8Array(0), `octroi ${purpose}`, 32));

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Encrypts with AES-256-GCM under a fresh nonce: nonce, tag and ciphertext in one base64url string. */
export const seal = (key: Uint8Array, plaintext: string): string => {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  const ciphertext = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), ciphertext]).toString('base64url');
};

/** `value` as JSON, sealed. */
export const sealJson = (key: Uint8Array, value: unknown): string => seal(key, JSON.stringify(value));

/** Reverses `seal`. Throws for another key or an altered text. */
export const unseal = (key: Uint8Array, sealed: string): string => {
  const bytes = Buffer.from(sealed, 'base64url');
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]).toString('utf8');
};

/** Reverses `sealJson`. Authenticated content was written by this program, so its type is known. */
export const unsealJson = <T>(key: Uint8Array, sealed: string): T => JSON.parse(unseal(key, sealed)) as T;
