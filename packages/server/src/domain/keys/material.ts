import {
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  randomBytes,
  type KeyObject,
  type webcrypto,
} from 'node:crypto';
import { promisify } from 'node:util';
import { createAccessTokenKey, type AccessTokenKey } from '../../protocol/access-token.js';
import type { JsonObject } from '../../kernel/json.js';
import type { SigningAlg } from '../../protocol/signing-alg.js';

const RSA_BITS = 2048;

/** A new key as text: `secret` to be sealed and, for a key pair, the public key to be published (RFC 7517). */
export interface KeyText {
  kid: string;
  secret: string;
  publicJwk: JsonObject | null;
}

/** A published public key (RFC 7517 section 4). */
export interface PublicJwk extends webcrypto.JsonWebKey {
  kid: string;
  alg: SigningAlg;
  use: 'sig';
}

/** A key pair that signs what others verify. */
export interface SigningKey {
  readonly kid: string;
  readonly alg: SigningAlg;
  readonly publicJwk: PublicJwk;
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

/** How an algorithm's keys are generated, and read from storage. */
export interface KeyKind<K> {
  readonly make: () => Promise<KeyText>;
  readonly read: (text: KeyText) => K;
}

const newKid = (): string => randomBytes(9).toString('base64url');

/** The secret that signs access tokens for our own endpoints. */
export const ACCESS_TOKEN_KEYS: KeyKind<AccessTokenKey> = {
  make: async () => ({ kid: newKid(), secret: randomBytes(32).toString('base64url'), publicJwk: null }),
  read: ({ kid, secret }) => createAccessTokenKey(kid, Buffer.from(secret, 'base64url')),
};

const generate = promisify(generateKeyPair);

const newPair: Readonly<Record<SigningAlg, () => Promise<{ publicKey: KeyObject; privateKey: KeyObject }>>> = {
  RS256: () => generate('rsa', { modulusLength: RSA_BITS }),
  PS256: () => generate('rsa', { modulusLength: RSA_BITS }),
  ES256: () => generate('ec', { namedCurve: 'P-256' }),
  EdDSA: () => generate('ed25519'),
};

/** Each key is for one algorithm, named in its JWK, so RS256 and PS256 never share one. */
export const signingKeys = (alg: SigningAlg): KeyKind<SigningKey> => ({
  make: async () => {
    const { publicKey, privateKey } = await newPair[alg]();
    const kid = newKid();
    return {
      kid,
      secret: JSON.stringify(privateKey.export({ format: 'jwk' })),
      publicJwk: { ...publicKey.export({ format: 'jwk' }), kid, alg, use: 'sig' },
    };
  },
  read: ({ kid, secret, publicJwk }) => {
    const jwk: webcrypto.JsonWebKey = JSON.parse(secret);
    const privateKey = createPrivateKey({ key: jwk, format: 'jwk' });
    return {
      kid,
      alg,
      publicJwk: { ...publicJwk, kid, alg, use: 'sig' },
      publicKey: createPublicKey(privateKey),
      privateKey,
    };
  },
});
