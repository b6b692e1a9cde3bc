import { loadJose } from '../../protocol/compact-jws.js';
import type { SigningAlg } from '../../protocol/signing-alg.js';
import type { Keys } from './keys.js';
import { signingKeys, type SigningKey } from './material.js';

/** Signs a JWT with the algorithm's current key, as `Keys` does. */
export type Signer = Pick<Keys, 'sign'>;

const make = async (alg: SigningAlg): Promise<SigningKey> => {
  const kind = signingKeys(alg);
  return kind.read(await kind.make());
};

/**
 * Signs what must look like ours and hold nowhere: with keys that are made when first needed, never published, and
 * forgotten when the process ends.
 */
export const createUnpublishedKeys = (): Signer => {
  const made = new Map<SigningAlg, Promise<SigningKey>>();
  const keyOf = (alg: SigningAlg): Promise<SigningKey> => {
    const key = made.get(alg) ?? make(alg);
    made.set(alg, key);
    return key;
  };
  return {
    sign: async (alg, typ, claims) => {
      const { kid, privateKey } = await keyOf(alg);
      const { SignJWT } = await loadJose();
      return new SignJWT(claims).setProtectedHeader({ alg, typ, kid }).sign(privateKey);
    },
  };
};
