import { hash as digest } from 'node:crypto';
import { toSeconds, type Clock } from '../../kernel/clock.js';
import type { ClaimValue } from '../../protocol/claims.js';
import { authenticationBy } from '../../protocol/acr.js';
import { readSigningAlg } from '../../protocol/signing-alg.js';
import type { SignInFacts } from '../../protocol/sign-in-facts.js';
import type { Client } from '../apps/index.js';
import type { Keys, Signer } from '../keys/index.js';

/** An id_token's claims besides issuer and times. */
export interface IdTokenSubject {
  client: Client;
  userId: string;
  signIn: SignInFacts;
  /** Of the authorization request. */
  nonce: string | null;
  /** The access token issued with it. */
  accessToken: string;
  /** About the user, besides. */
  claims: Readonly<Record<string, ClaimValue>>;
}

/** The content of an id_token that comes back as a hint: app, user and session. */
export interface IdTokenHint {
  clientId: string;
  userId: string;
  sid: string | null;
}

interface Dependencies {
  worldClock: Clock;
  keys: Pick<Keys, 'verifyOwn'>;
  signer: Signer;
  issuer: string;
  /** In seconds. */
  lifetime: number;
}

/** The left half of the hash that the signature uses (OpenID Connect Core section 3.1.3.6); EdDSA uses SHA-512. */
const halfHash = (alg: string, text: string): string => {
  const whole = digest(alg === 'EdDSA' ? 'sha512' : 'sha256', text, 'buffer');
  return whole.subarray(0, whole.length / 2).toString('base64url');
};

/** Longer than anything we sign, in characters. */
const MAX_LENGTH = 4096;

/** Issues id_tokens (OpenID Connect Core section 2), and reads them when they come back as hints. */
export const createIdTokens = ({ worldClock, keys, signer, issuer, lifetime }: Dependencies) => ({
  issue: ({ client, userId, signIn, nonce, accessToken, claims }: IdTokenSubject): Promise<string> => {
    const alg = readSigningAlg(client.idTokenAlg);
    const now = toSeconds(worldClock.now());
    return signer.sign(alg, 'JWT', {
      ...claims,
      iss: issuer,
      sub: userId,
      aud: client.clientId,
      iat: now,
      exp: now + lifetime,
      auth_time: signIn.authTime,
      ...authenticationBy(signIn.amr),
      at_hash: halfHash(alg, accessToken),
      ...(nonce === null ? {} : { nonce }),
      ...(signIn.sid === null ? {} : { sid: signIn.sid }),
    });
  },

  /**
   * Reads an id_token_hint: one of our id_tokens, expired or not (OpenID Connect Core section 3.1.2.1, RP-Initiated
   * Logout section 2). Null for anything else, including other JWTs we signed.
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
