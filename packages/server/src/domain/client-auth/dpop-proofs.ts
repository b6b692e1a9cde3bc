import type { Common } from '../../database/shared.js';
import { outsideRequests } from '../../kernel/condition.js';
import { hashSecret } from '../../kernel/secret.js';
import { FAPI_ALGS } from '../../protocol/client-assertion.js';
import { verifyDpopProof } from '../../protocol/dpop.js';
import { OAuthError } from '../../protocol/errors.js';
import { SIGNING_ALGS } from '../../protocol/signing-alg.js';
import type { UsedJtisStore } from './store.js';

/** A request with a proof (RFC 9449). */
export interface RequestWithProof {
  /** The DPoP header. */
  proof: string;
  method: string;
  /** The path of the endpoint. */
  path: string;
  /** The access token sent with it, or null. */
  accessToken: string | null;
  /** Whether the app is known to use FAPI 2.0, which allows fewer algorithms. */
  fapi?: boolean;
}

/** A valid proof, not yet spent. */
export interface CheckedProof {
  /** The thumbprint of its key. */
  jkt: string;
  /** Whether FAPI 2.0 allows its algorithm. */
  isFapi: boolean;
  /** @throws {OAuthError} invalid_dpop_proof if it was used before (RFC 9449 section 11.1) */
  spend(): Promise<void>;
}

/** Proofs that the sender has a key, each valid for one request. */
export const createDpopProofs = ({ store, worldClock, issuer }: Common & { store: UsedJtisStore }) => {
  // Spent is spent, whatever becomes of the request: no second transaction for that.
  const use = outsideRequests(store.use);
  return {
    /**
     * Checks a proof (RFC 9449 section 4.3). Anybody can create valid proofs, so spending one, which is stored, waits
     * until the request has been authenticated.
     *
     * @throws {OAuthError} invalid_dpop_proof
     */
    check: async ({ proof, method, path, accessToken, fapi = false }: RequestWithProof): Promise<CheckedProof> => {
      const url = `${issuer}${path}`;
      const algs = fapi ? FAPI_ALGS : SIGNING_ALGS;
      const expected = { method, url, accessToken, algs, now: worldClock.now() };
      const { jkt, alg, jti, refusedFrom } = await verifyDpopProof(proof, expected);
      return {
        jkt,
        isFapi: FAPI_ALGS.some((known) => known === alg),
        spend: async () => {
          if (await use(hashSecret(`dpop ${jkt} ${jti}`), refusedFrom)) return;
          throw new OAuthError(
            'invalid_dpop_proof',
            'The DPoP proof was already used. Create a new one for each request.',
          );
        },
      };
    },
  };
};

export type DpopProofs = ReturnType<typeof createDpopProofs>;
