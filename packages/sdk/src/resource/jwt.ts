import { fromBase64Url, toBytes } from '../core/base64url.js';
import type { OctroiError } from '../core/errors.js';
import { parseJwtPart, type Json } from '../core/json.js';
import { invalidToken } from './access.js';
import type { KeySet } from './key-set.js';

const notOurs = (): OctroiError => invalidToken('The access token was not issued by this server.');

/** RFC 9068 section 4: `at+jwt`, with or without `application/`. */
const isAccessToken = (typ: unknown): boolean => typeof typ === 'string' && /^(?:application\/)?at\+jwt$/i.test(typ);

/**
 * The claims of an access token signed by one of the keys. Algorithm and type are fixed here, never chosen by the token
 * (RFC 8725 section 3.1); tokens with critical headers are refused (RFC 7515 section 4.1.11).
 *
 * @throws {OctroiError} invalid_token
 */
export const verifyJwt = async (token: string, keys: KeySet): Promise<Json> => {
  const [header = '', payload = '', signature = '', ...rest] = token.split('.');
  if (rest.length > 0) throw notOurs();
  const { alg, typ, kid, crit } = parseJwtPart(header) ?? {};
  if (alg !== 'ES256' || !isAccessToken(typ) || typeof kid !== 'string' || crit !== undefined) throw notOurs();
  const key = await keys.find(kid);
  const signed = fromBase64Url(signature);
  if (key === null || signed === null) throw notOurs();
  const data = toBytes(`${header}.${payload}`);
  if (!(await crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, key, signed, data))) {
    throw invalidToken('The signature of the access token is wrong.');
  }
  const claims = parseJwtPart(payload);
  if (claims === undefined) throw notOurs();
  return claims;
};
