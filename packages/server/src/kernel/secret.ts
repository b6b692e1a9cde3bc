import { hash as digest, timingSafeEqual } from 'node:crypto';
import { inspect } from 'node:util';
import { randomBytes } from './random.js';

/**
 * A credential in clear text: a password, a token, a client secret. String conversion, JSON and inspection all give
 * `[secret]`, so a log line or error message cannot leak it. Only `reveal()` returns the value.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The value itself. Only for handing it to its owner or to a hash function. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return '[secret]';
  }

  toJSON(): string {
    return '[secret]';
  }

  [inspect.custom](): string {
    return '[secret]';
  }
}

declare const hashBrand: unique symbol;

/** SHA-256 of a high-entropy secret, base64url: what the database stores. */
export type SecretHash = string & { readonly [hashBrand]: true };

/** Hashes a high-entropy secret for storage. Not for passwords, which get argon2id. */
export const hashSecret = (secret: Secret | string): SecretHash =>
  digest('sha256', typeof secret === 'string' ? secret : secret.reveal(), 'base64url') as SecretHash;

/** Compares two hashes in constant time. */
export const sameHash = (a: SecretHash, b: SecretHash): boolean => sameText(a, b);

/** Compares two texts in constant time, whatever they contain. */
export const sameText = (a: string, b: string): boolean => {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
};

/**
 * 256 random bits (RFC 6749 section 10.10) as 43 base64url characters, after an optional prefix that names the kind of
 * credential.
 */
export const randomSecret = (prefix = ''): Secret => new Secret(prefix + randomBytes(32).toString('base64url'));

/** The last few characters, so that the owner can tell secrets apart. Too few to help a guess. */
export const hintOf = (secret: Secret): string => `…${secret.reveal().slice(-4)}`;
