import { createHash, randomUUID } from 'node:crypto';
import {
  calculateJwkThumbprint,
  exportJWK,
  generateKeyPair,
  SignJWT,
  type CryptoKey,
  type JWTHeaderParameters,
  type JWTPayload,
} from 'jose';

/** An app's key pair, and the public key as registered. */
export interface AppKey {
  alg: string;
  kid: string;
  privateKey: CryptoKey;
  publicJwk: Readonly<Record<string, unknown>>;
  privateJwk: Readonly<Record<string, unknown>>;
  /** RFC 7638. */
  thumbprint: string;
}

export const newAppKey = async (alg = 'ES256', kid: string = randomUUID()): Promise<AppKey> => {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
  const publicJwk = await exportJWK(publicKey);
  return {
    alg,
    kid,
    privateKey,
    publicJwk: { ...publicJwk, kid, alg, use: 'sig' },
    privateJwk: { ...(await exportJWK(privateKey)), kid, alg },
    thumbprint: await calculateJwkThumbprint(publicJwk, 'sha256'),
  };
};

export const jwksOf = (...keys: readonly AppKey[]): string =>
  JSON.stringify({ keys: keys.map(({ publicJwk }) => publicJwk) });

/** What a test falsifies; undefined omits a claim. */
export interface Otherwise {
  header?: Readonly<Record<string, unknown>>;
  claims?: Readonly<Record<string, unknown>>;
}

const sign = (key: AppKey, header: Readonly<Record<string, unknown>>, claims: JWTPayload): Promise<string> => {
  const full: JWTHeaderParameters = { alg: key.alg, ...header };
  return new SignJWT(claims).setProtectedHeader(full).sign(key.privateKey);
};

/** A client assertion (RFC 7523 section 3). `now` is in milliseconds. */
export const signAssertion = (
  key: AppKey,
  { clientId, audience, now }: { clientId: string; audience: string | string[]; now: number },
  { header = {}, claims = {} }: Otherwise = {},
): Promise<string> => {
  const iat = Math.floor(now / 1000);
  const honest = { iss: clientId, sub: clientId, aud: audience, jti: randomUUID(), iat, exp: iat + 60 };
  return sign(key, { kid: key.kid, ...header }, { ...honest, ...claims });
};

export const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

export const assertionFields = (assertion: string): Record<string, string> => ({
  client_assertion_type: ASSERTION_TYPE,
  client_assertion: assertion,
});

/** A DPoP proof (RFC 9449 section 4.2). `now` is in milliseconds. */
export const makeProof = (
  key: AppKey,
  { method = 'POST', url, now, accessToken }: { method?: string; url: string; now: number; accessToken?: string },
  { header = {}, claims = {} }: Otherwise = {},
): Promise<string> => {
  const { kid: _kid, use: _use, alg: _alg, ...jwk } = key.publicJwk;
  const honest = {
    jti: randomUUID(),
    htm: method,
    htu: url,
    iat: Math.floor(now / 1000),
    ...(accessToken === undefined ? {} : { ath: createHash('sha256').update(accessToken).digest('base64url') }),
  };
  return sign(key, { typ: 'dpop+jwt', jwk, ...header }, { ...honest, ...claims });
};
