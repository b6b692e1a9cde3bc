import { createPrivateKey, generateKeyPair, randomBytes, type KeyObject, type webcrypto } from 'node:crypto';
import { promisify } from 'node:util';
import type { JWTPayload } from 'jose';
import type { Clock } from '../kernel/clock.js';
import { deriveKey, seal, unseal } from '../kernel/keys.js';
import { createAccessTokenKey, type AccessTokenKey } from '../protocol/access-token.js';
import type { Store } from '../store/index.js';
import type { SigningKeyRow } from '../store/signing-keys.js';

const ACCESS = 'HS256';
const ID_TOKEN = 'RS256';
const RSA_BITS = 2048;

export interface Keys {
  /** The key new access tokens are signed with. */
  readonly accessTokenKey: AccessTokenKey;
  /** Every key that access tokens may still be signed with. */
  readonly accessTokenKeys: readonly AccessTokenKey[];
  /** The public keys id_tokens verify with (RFC 7517). */
  jwks(): Promise<{ keys: webcrypto.JsonWebKey[] }>;
  signIdToken(claims: JWTPayload): Promise<string>;
}

interface IdTokenKey {
  kid: string;
  publicJwk: webcrypto.JsonWebKey;
  privateKey: KeyObject;
}

const newKid = (): string => randomBytes(9).toString('base64url');

/**
 * Loads the signing keys, and makes those that are missing. Private halves are sealed under the installation's secret
 * key. The RSA key is made in the background: it takes long, and only OpenID Connect needs it.
 *
 * @throws when the sealed keys were written under another secret key
 */
export const loadKeys = async ({
  store,
  clock,
  secretKey,
}: {
  store: Store;
  clock: Clock;
  secretKey: Uint8Array;
}): Promise<Keys> => {
  const sealingKey = deriveKey(secretKey, 'signing keys');

  const open = (row: SigningKeyRow): string => {
    try {
      return unseal(sealingKey, row.sealed_key);
    } catch (error) {
      throw new Error(
        'The signing keys in the database were sealed under another secret key. Set OCTROI_SECRET_KEY (or restore secret.key) to the one this database was created with.',
        { cause: error },
      );
    }
  };

  const rowsOf = async (alg: string): Promise<SigningKeyRow[]> =>
    (await store.signingKeys.list()).filter((row) => row.alg === alg);

  const insert = (alg: string, kid: string, key: string, publicJwk: webcrypto.JsonWebKey | null) =>
    store.signingKeys.insert({
      kid,
      alg,
      ordinal: 1,
      public_jwk: publicJwk && JSON.stringify(publicJwk),
      sealed_key: seal(sealingKey, key),
      created_at: clock.now(),
      retired_at: null,
    });

  const loadAccessTokenKeys = async (): Promise<AccessTokenKey[]> => {
    if ((await rowsOf(ACCESS)).length === 0) {
      await insert(ACCESS, newKid(), randomBytes(32).toString('base64url'), null);
    }
    return (await rowsOf(ACCESS)).map((row) => createAccessTokenKey(row.kid, Buffer.from(open(row), 'base64url')));
  };

  const loadIdTokenKeys = async (): Promise<IdTokenKey[]> => {
    if ((await rowsOf(ID_TOKEN)).length === 0) {
      const pair = await promisify(generateKeyPair)('rsa', { modulusLength: RSA_BITS });
      const kid = newKid();
      const publicJwk = { ...pair.publicKey.export({ format: 'jwk' }), kid, alg: ID_TOKEN, use: 'sig' };
      await insert(ID_TOKEN, kid, JSON.stringify(pair.privateKey.export({ format: 'jwk' })), publicJwk);
    }
    return (await rowsOf(ID_TOKEN)).map((row) => ({
      kid: row.kid,
      publicJwk: JSON.parse(row.public_jwk ?? '{}') as webcrypto.JsonWebKey,
      privateKey: createPrivateKey({ key: JSON.parse(open(row)) as webcrypto.JsonWebKey, format: 'jwk' }),
    }));
  };

  let loading: Promise<IdTokenKey[]> | null = null;
  const idTokenKeys = (): Promise<IdTokenKey[]> => {
    loading ??= loadIdTokenKeys().catch((error: unknown) => {
      loading = null; // the next request tries again
      throw error;
    });
    return loading;
  };

  const accessTokenKeys = await loadAccessTokenKeys();
  const accessTokenKey = accessTokenKeys.at(-1);
  if (accessTokenKey === undefined) throw new Error('The database kept no signing key.');

  return {
    accessTokenKey,
    accessTokenKeys,
    jwks: async () => ({ keys: (await idTokenKeys()).map((key) => key.publicJwk) }),
    signIdToken: async (claims) => {
      const key = (await idTokenKeys()).at(-1);
      if (key === undefined) throw new Error('The database kept no id_token key.');
      const { SignJWT } = await import('jose'); // only OpenID Connect needs it
      return new SignJWT(claims).setProtectedHeader({ alg: ID_TOKEN, kid: key.kid }).sign(key.privateKey);
    },
  };
};
