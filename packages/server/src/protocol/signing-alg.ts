/**
 * The signing algorithms of tokens that others verify: id_tokens, logout tokens, access tokens for other resources (RFC 7518
 * section 3.1, RFC 8037 section 3.1). Ed25519 is called EdDSA, because few clients know its newer name (RFC 9864) yet.
 */
export const SIGNING_ALGS = ['RS256', 'PS256', 'ES256', 'EdDSA'] as const;

export type SigningAlg = (typeof SIGNING_ALGS)[number];

/** Null for any algorithm we do not sign with, `none` and HS256 among them. */
export const parseSigningAlg = (text: string): SigningAlg | null => SIGNING_ALGS.find((alg) => alg === text) ?? null;

/** An algorithm from our database, checked before it was stored. */
export const readSigningAlg = (stored: string): SigningAlg => {
  const alg = parseSigningAlg(stored);
  if (alg === null)
    throw new Error(`The database names the signing algorithm ${stored}, which this version does not support.`);
  return alg;
};
