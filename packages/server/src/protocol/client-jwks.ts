import { createPublicKey, type KeyObject } from 'node:crypto';
import { fault, type Fault } from '../kernel/fault.js';
import { isJsonObject, parseJsonObject, type JsonObject } from '../kernel/json.js';
import { SIGNING_ALGS, type SigningAlg } from './signing-alg.js';

/** A public key of a client that can verify signatures (RFC 7517 section 4). */
export interface ClientKey {
  kty: 'RSA' | 'EC' | 'OKP';
  kid?: string;
  alg?: string;
  use?: string;
  n?: string;
  e?: string;
  crv?: string;
  x?: string;
  y?: string;
}

export interface ClientJwks {
  keys: ClientKey[];
}

/** What can be wrong with a JWK Set. */
export interface JwksFaults {
  keysNotASet: [];
  keyNotAnObject: [position: number];
  keyIsPrivate: [position: number, members: string];
  kidTooLong: [position: number, maximum: number];
  keysTooMany: [maximum: number];
  kidTwice: [kid: string];
  keysUseless: [algorithms: string, leastBits: number, mostBits: number];
}

export type JwksFault = Fault<JwksFaults>;

export interface JwksReading {
  /** Empty when the set can be used. */
  faults: JwksFault[];
  /** Its keys that verify signatures, with only the members needed for that. */
  jwks: ClientJwks;
}

const MAX_KEYS = 10;
const MAX_KID = 200;
const MIN_RSA_BITS = 2048;
/** Verifying costs more with each bit, and strangers choose the keys of DPoP proofs. */
const MAX_RSA_BITS = 4096;
const USUAL_EXPONENT = 65537n;

/** Members of a private key (RFC 7518 sections 6.2.2, 6.3.2 and 6.4). */
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'] as const;

const PUBLIC_MEMBERS = ['kid', 'alg', 'use', 'n', 'e', 'crv', 'x', 'y'] as const;

/** The private members a key contains. Never repeat their values anywhere. */
const privateMembersOf = (jwk: JsonObject): string[] => PRIVATE_MEMBERS.filter((name) => Object.hasOwn(jwk, name));

/** Whether a text meant as a JWK Set, valid JSON or not, names a private member. */
export const mentionsPrivateMember = (text: string): boolean =>
  PRIVATE_MEMBERS.some((name) => new RegExp(`["']${name}["']\\s*:`).test(text));

const readKeyObject = (jwk: ClientKey): KeyObject | null => {
  try {
    return createPublicKey({ key: { ...jwk }, format: 'jwk' });
  } catch {
    return null;
  }
};

const isStrongEnough = ({ asymmetricKeyDetails = {} }: KeyObject): boolean => {
  const { modulusLength = 0, publicExponent = 0n } = asymmetricKeyDetails;
  return modulusLength >= MIN_RSA_BITS && modulusLength <= MAX_RSA_BITS && publicExponent === USUAL_EXPONENT;
};

const algsByKind = ({ kty, crv }: ClientKey): readonly SigningAlg[] => {
  if (kty === 'RSA') return ['RS256', 'PS256'];
  if (kty === 'EC') return crv === 'P-256' ? ['ES256'] : [];
  return crv === 'Ed25519' ? ['EdDSA'] : [];
};

/** The algorithms a key may be used with: those of its type, or the one it names. */
export const algsOf = (key: ClientKey): readonly SigningAlg[] => {
  const { alg } = key;
  return alg === undefined ? algsByKind(key) : algsByKind(key).filter((each) => each === alg);
};

/** The public half of a key that can verify signatures here; null for any other. */
export const readPublicKey = (jwk: unknown): ClientKey | null => {
  if (!isJsonObject(jwk) || privateMembersOf(jwk).length > 0) return null;
  const { kty } = jwk;
  if (kty !== 'RSA' && kty !== 'EC' && kty !== 'OKP') return null;
  const key: ClientKey = { kty };
  for (const name of PUBLIC_MEMBERS) {
    const value = jwk[name];
    if (typeof value === 'string') key[name] = value;
    else if (value !== undefined) return null;
  }
  if ((key.use !== undefined && key.use !== 'sig') || algsOf(key).length === 0) return null;
  const object = readKeyObject(key);
  return object !== null && (kty !== 'RSA' || isStrongEnough(object)) ? key : null;
};

const faultOf = (jwk: unknown, position: number): JwksFault | null => {
  if (!isJsonObject(jwk)) return fault('keyNotAnObject', position);
  const secrets = privateMembersOf(jwk);
  if (secrets.length > 0) return fault('keyIsPrivate', position, secrets.join(', '));
  const { kid } = jwk;
  return typeof kid === 'string' && kid.length > MAX_KID ? fault('kidTooLong', position, MAX_KID) : null;
};

const keysIn = (text: string): readonly unknown[] | null => {
  const keys = parseJsonObject(text)?.['keys'];
  return Array.isArray(keys) ? keys : null;
};

const repeated = (kids: readonly string[]): string[] => [
  ...new Set(kids.filter((kid, index) => kids.indexOf(kid) !== index)),
];

/**
 * Reads a client's JWK Set (RFC 7517 section 5). Skips keys of unsupported types, as the RFC requires, but at least one
 * must remain. A private key is always a fault.
 */
export const readClientJwks = (text: string): JwksReading => {
  const sent = keysIn(text);
  if (sent === null) return { faults: [fault('keysNotASet')], jwks: { keys: [] } };
  const faults: JwksFault[] = sent.slice(0, MAX_KEYS).flatMap((jwk, index) => faultOf(jwk, index + 1) ?? []);
  if (sent.length > MAX_KEYS) faults.push(fault('keysTooMany', MAX_KEYS));
  const keys = sent.slice(0, MAX_KEYS).flatMap((jwk) => readPublicKey(jwk) ?? []);
  for (const kid of repeated(keys.flatMap((key) => key.kid ?? []))) {
    faults.push(fault('kidTwice', kid.slice(0, MAX_KID)));
  }
  if (keys.length === 0 && faults.length === 0) {
    faults.push(fault('keysUseless', SIGNING_ALGS.join(', '), MIN_RSA_BITS, MAX_RSA_BITS));
  }
  return { faults, jwks: { keys } };
};
