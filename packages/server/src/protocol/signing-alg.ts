/**
 * The algorithms that what others verify (id_tokens, logout tokens, access tokens for other resources) can be signed with
 * (RFC 7518 section 3.1, RFC 8037 section 3.1). Ed25519 goes by the name EdDSA: RFC 9864 has a newer one for it, which few
 * clients understand yet.
 */
export const SIGNING_ALGS = ['RS256', 'PS256', 'ES256', 'EdDSA'] as const;

export type SigningAlg = (typeof SIGNING_ALGS)[number];

/** The algorithm that a text names; null for any that is not ours, `none` and HS256 among them. */
export const parseSigningAlg = (text: string): SigningAlg | null => SIGNING_ALGS.find((alg) => alg === text) ?? null;

/** An algorithm that was checked before it was stored. */
export const readSigningAlg = (stored: string): SigningAlg => {
  const alg = parseSigningAlg(stored);
  if (alg === null) throw new Error(`The database names the signing algorithm ${stored}, which this version has not.`);
  return alg;
};
