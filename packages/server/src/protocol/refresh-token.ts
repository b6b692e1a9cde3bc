import { timingSafeEqual } from 'node:crypto';
import { hmac } from '../kernel/hmac.js';
import { randomBytes } from '../kernel/random.js';
import { hashSecret, Secret, type SecretHash } from '../kernel/secret.js';

/**
 * A refresh token is `refresh_` and base64url of: its family's row id (6 bytes), 32 random bytes, and a tag over both
 * (16 bytes of HMAC-SHA256). The id finds the row; the random part is the secret, stored as a hash; the tag
 * distinguishes a token we issued from a made-up one, so that nobody can revoke a family by inventing "reused" tokens.
 */
const PREFIX = 'refresh_';
const ID_BYTES = 6;
const SECRET_BYTES = 32;
const TAG_BYTES = 16;
const TOTAL_BYTES = ID_BYTES + SECRET_BYTES + TAG_BYTES;
const FORM = /^refresh_[\w-]{72}$/;

/** Two keys, so that a tag reveals nothing about a successor. */
export interface RefreshTokenKeys {
  tag: Uint8Array;
  successor: Uint8Array;
}

export interface RefreshTokenParts {
  familyId: number;
  /** Of the random part. */
  hash: SecretHash;
}

/** The random part of a family's first refresh token, generated before its row exists and has an id. */
export const newRefreshSecret = (): Buffer => randomBytes(SECRET_BYTES);

export const refreshSecretHash = (secret: Buffer): SecretHash => hashSecret(secret.toString('base64url'));

/**
 * The random part of a token's successor: HMAC-SHA256 of the token. Resending a token whose answer was lost gives the
 * same successor without storing it; without our key it cannot be computed.
 */
export const successorSecret = (keys: RefreshTokenKeys, token: string): Buffer => hmac(keys.successor, token);

const tagOf = (key: Uint8Array, body: Uint8Array): Buffer => hmac(key, body).subarray(0, TAG_BYTES);

export const formatRefreshToken = (keys: RefreshTokenKeys, familyId: number, secret: Uint8Array): Secret => {
  // From the pool, unlike what `alloc` returns; written in full.
  const id = Buffer.allocUnsafe(ID_BYTES);
  id.writeUIntBE(familyId, 0, ID_BYTES);
  const body = Buffer.concat([id, secret]);
  return new Secret(PREFIX + Buffer.concat([body, tagOf(keys.tag, body)]).toString('base64url'));
};

/** Null for anything this server never issued: wrong form, length or tag. */
export const parseRefreshToken = (keys: RefreshTokenKeys, token: string): RefreshTokenParts | null => {
  if (!FORM.test(token)) return null;
  const bytes = Buffer.from(token.slice(PREFIX.length), 'base64url');
  if (bytes.length !== TOTAL_BYTES) return null;
  const body = bytes.subarray(0, ID_BYTES + SECRET_BYTES);
  if (!timingSafeEqual(tagOf(keys.tag, body), bytes.subarray(ID_BYTES + SECRET_BYTES))) return null;
  return { familyId: body.readUIntBE(0, ID_BYTES), hash: refreshSecretHash(body.subarray(ID_BYTES)) };
};
