import type { JWTPayload } from 'jose';
import { SECOND } from '../../kernel/clock.js';
import { eachInTurn } from '../../kernel/jobs.js';
import { parseJsonObject } from '../../kernel/json.js';
import type { AccessTokenKey } from '../../protocol/access-token.js';
import { loadJose, readJwsPart } from '../../protocol/compact-jws.js';
import { SIGNING_ALGS, type SigningAlg } from '../../protocol/signing-alg.js';
import type { Shared } from '../../database/shared.js';
import type { SigningKeysStore } from './store.js';
import type { Audit } from '../audit/index.js';
import { ACCESS_TOKEN_KEYS, signingKeys, type KeyKind, type PublicJwk, type SigningKey } from './material.js';
import type { KeysSchema } from './tables.js';
import { createKeyRing, type KeyRing, type Rotation } from './ring.js';
import { sealingKeyOf } from './root-key.js';

export type KeyAlg = 'HS256' | SigningAlg;

/** All key algorithms of an installation; HS256 is for access tokens for our own endpoints. */
export const KEY_ALGS: readonly KeyAlg[] = ['HS256', ...SIGNING_ALGS];

/** Minimum time between reads of the keys caused by tokens with an unknown key, which anybody can send. */
const CATCH_UP_EVERY = 2 * SECOND;

/** The result of a rotation. */
export interface RotatedKey extends Rotation {
  alg: KeyAlg;
}

interface OwnJwt {
  /** From the header: `JWT`, `at+jwt` or `logout+jwt`. */
  typ: string;
  claims: JWTPayload;
}

/**
 * The signing keys. The database alone defines them and which one signs, so that all processes agree. Each member
 * answers from what this process last read there.
 */
export interface Keys {
  /** Signs new access tokens for our own endpoints. */
  readonly accessTokenKey: AccessTokenKey;
  /**
   * Every key that may have signed such a token. Reads the keys again if the token names an unknown one, because
   * another process may have just created it.
   */
  accessTokenKeysFor(token: string): Promise<readonly AccessTokenKey[]>;
  /** The public keys of everything others verify (RFC 7517): those that sign, will sign, or signed something still valid. */
  jwks(): Promise<{ keys: PublicJwk[] }>;
  /** Signs a JWT with the algorithm's current key (RFC 7515). `typ` is the header's: `JWT`, `at+jwt` (RFC 9068), `logout+jwt`. */
  sign(alg: SigningAlg, typ: string, claims: JWTPayload): Promise<string>;
  /**
   * Verifies a JWT that this server signed with any published key, ignoring its times; otherwise null. The `kid` selects one
   * of our keys, which fixes the algorithm; nothing else in the header has any effect (RFC 8725 section 3.1).
   */
  verifyOwn(jwt: string): Promise<OwnJwt | null>;
  /** Reads other processes' changes. */
  refresh(): Promise<void>;
  /**
   * Creates a new key for one algorithm or for all. Normally it is published at once and signs after ten minutes, and
   * the old one stays for verification. With `immediately`, for leaked keys, it signs at once and the old ones are
   * deleted, which voids everything they signed.
   */
  rotate(options: { alg?: KeyAlg; immediately: boolean }): Promise<RotatedKey[]>;
  /** The same, not immediately, for keys older than `age` milliseconds. */
  rotateOlderThan(age: number): Promise<RotatedKey[]>;
}

interface Parts extends Pick<Shared<KeysSchema>, 'clock' | 'database' | 'rootKey'> {
  store: SigningKeysStore;
  audit: Audit;
}

/** The header members that say how to verify the JWT; null if it cannot be read. */
const headerOf = (jwt: string): { alg?: unknown; kid?: unknown; typ?: unknown } | null => readJwsPart(jwt, 'header');

/** The payload; null unless this key signed it with its own algorithm. */
const verifiedClaims = async (jwt: string, key: SigningKey): Promise<JWTPayload | null> => {
  const { compactVerify, errors } = await loadJose();
  try {
    const { payload } = await compactVerify(jwt, key.publicKey, { algorithms: [key.alg] });
    return parseJsonObject(new TextDecoder().decode(payload));
  } catch (error) {
    if (error instanceof errors.JOSEError) return null;
    throw error;
  }
};

/**
 * Loads the signing keys, and creates the one that every installation needs at once. Private keys are sealed under a key
 * that is derived from the root key (ADR 0048). The others are created when first needed, because RSA keys are slow to generate and only
 * OpenID Connect needs them.
 *
 * @throws if they were sealed under another root key
 */
export const loadKeys = async (parts: Parts): Promise<Keys> => {
  const { store, clock, rootKey } = parts;
  const sealingKey = sealingKeyOf(rootKey);

  // One load at a time, so that an older list never replaces a newer one.
  let loads: Promise<void> = Promise.resolve();
  const load = async (): Promise<void> => {
    const rows = await store.list();
    for (const ring of [access, ...signing.values()]) ring.accept(rows);
  };
  const refresh = (): Promise<void> => (loads = loads.catch(() => {}).then(load));

  const ringOf = <K>(alg: KeyAlg, kind: KeyKind<K>) => createKeyRing({ ...parts, alg, kind, sealingKey, refresh });
  const access = ringOf('HS256', ACCESS_TOKEN_KEYS);
  const signing = new Map(SIGNING_ALGS.map((alg) => [alg, ringOf(alg, signingKeys(alg))]));

  let caughtUpAt = Number.NEGATIVE_INFINITY;
  let catchingUp: Promise<void> | null = null;
  const catchUp = async (): Promise<void> => {
    if (catchingUp === null && Math.abs(clock.now() - caughtUpAt) < CATCH_UP_EVERY) return;
    catchingUp ??= refresh()
      .then(() => void (caughtUpAt = clock.now()))
      .finally(() => (catchingUp = null));
    await catchingUp;
  };

  const published = (): SigningKey[] => [...signing.values()].flatMap((ring) => ring.all);

  const currentKeyOf = async (alg: SigningAlg): Promise<SigningKey> => {
    const ring = signing.get(alg);
    await ring?.ensure();
    const key = ring?.current;
    if (key === undefined) throw new Error(`The database has no ${alg} key.`);
    return key;
  };

  const publishedKey = async (kid: string): Promise<SigningKey | undefined> => {
    const find = () => published().find((key) => key.kid === kid);
    const known = find();
    if (known !== undefined) return known;
    await catchUp();
    return find();
  };

  const rotateThose = async (
    chosen: (alg: KeyAlg, ring: KeyRing<unknown>) => boolean,
    immediately: boolean,
  ): Promise<RotatedKey[]> => {
    await refresh();
    const rings: [KeyAlg, KeyRing<unknown>][] = [['HS256', access], ...signing];
    const rotated: RotatedKey[] = [];
    await eachInTurn(rings, async ([alg, ring]) => {
      // Decided only now, because another process may have created its key meanwhile.
      if (!chosen(alg, ring)) return;
      rotated.push({ alg, ...(await ring.rotate(immediately)) });
    });
    return rotated;
  };

  await refresh();
  await access.ensure();

  return {
    get accessTokenKey() {
      const key = access.current;
      if (key === undefined) throw new Error('The database has no access token key.');
      return key;
    },
    accessTokenKeysFor: async (token) => {
      const header = token.split('.', 1)[0];
      if (access.all.every((key) => key.header !== header) && headerOf(token)?.alg === 'HS256') await catchUp();
      return access.all;
    },

    jwks: async () => {
      // One at a time, because generating an RSA key occupies a CPU for a while.
      for (const ring of signing.values()) await ring.ensure();
      return { keys: published().map((key) => key.publicJwk) };
    },

    sign: async (alg, typ, claims) => {
      const { kid, privateKey } = await currentKeyOf(alg);
      const { SignJWT } = await loadJose();
      return new SignJWT(claims).setProtectedHeader({ alg, typ, kid }).sign(privateKey);
    },

    verifyOwn: async (jwt) => {
      const header = headerOf(jwt);
      if (typeof header?.kid !== 'string') return null;
      const key = await publishedKey(header.kid);
      if (key === undefined || header.alg !== key.alg) return null;
      const claims = await verifiedClaims(jwt, key);
      return claims && { typ: typeof header.typ === 'string' ? header.typ : '', claims };
    },

    refresh,
    rotate: ({ alg, immediately }) => rotateThose((each) => alg === undefined || each === alg, immediately),
    rotateOlderThan: (age) => {
      const due = clock.now() - age;
      return rotateThose((_alg, { renewedAt }) => renewedAt !== undefined && renewedAt <= due, false);
    },
  };
};
