import { hash as digest } from 'node:crypto';
import { toSeconds, type Clock } from '../../kernel/clock.js';
import { authenticationBy } from '../../protocol/acr.js';
import { readSigningAlg } from '../../protocol/signing-alg.js';
import type { Client } from '../apps/index.js';
import type { Keys } from '../keys/index.js';

/** What an id_token tells, besides who made it and when. */
export interface IdTokenSubject {
  client: Client;
  userId: string;
  /** Seconds since the epoch. */
  authTime: number;
  nonce: string | null;
  sid: string | null;
  /** How the user signed in (protocol/acr.ts). */
  amr: string;
  /** The access token that is issued with it. */
  accessToken: string;
}

/** What an id_token that comes back says: who it was issued to, about whom, and in which of their sessions. */
export interface IdTokenHint {
  clientId: string;
  userId: string;
  sid: string | null;
}

interface Dependencies {
  clock: Clock;
  keys: Keys;
  issuer: string;
  /** In seconds. */
  lifetime: number;
}

/** The left half of the hash that the signature uses (OpenID Connect Core section 3.1.3.6); EdDSA's is SHA-512. */
const halfHash = (alg: string, text: string): string => {
  const whole = digest(alg === 'EdDSA' ? 'sha512' : 'sha256', text, 'buffer');
  return whole.subarray(0, whole.length / 2).toString('base64url');
};

/** Nothing we sign is longer. In characters. */
const MAX_LENGTH = 4096;

/** id_tokens: issued (OpenID Connect Core section 2), and read again when they come back as a hint. */
export const createIdTokens = ({ clock, keys, issuer, lifetime }: Dependencies) => ({
  issue: ({ client, userId, authTime, nonce, sid, amr, accessToken }: IdTokenSubject): Promise<string> => {
    const alg = readSigningAlg(client.idTokenAlg);
    const now = toSeconds(clock.now());
    return keys.sign(alg, 'JWT', {
      iss: issuer,
      sub: userId,
      aud: client.clientId,
      iat: now,
      exp: now + lifetime,
      auth_time: authTime,
      ...authenticationBy(amr),
      at_hash: halfHash(alg, accessToken),
      ...(nonce === null ? {} : { nonce }),
      ...(sid === null ? {} : { sid }),
    });
  },

  /**
   * Reads an id_token_hint: an id_token of ours, expired or not (OpenID Connect Core section 3.1.2.1, RP-Initiated Logout
   * section 2). Null for anything else, other JWTs that we signed among them.
   */
  readHint: async (hint: string): Promise<IdTokenHint | null> => {
    const own = hint.length > MAX_LENGTH ? null : await keys.verifyOwn(hint);
    if (own?.typ !== 'JWT' || own.claims.iss !== issuer) return null;
    const { aud, sub, sid } = own.claims;
    if (typeof aud !== 'string' || typeof sub !== 'string') return null;
    return { clientId: aud, userId: sub, sid: typeof sid === 'string' ? sid : null };
  },
});

export type IdTokens = ReturnType<typeof createIdTokens>;
