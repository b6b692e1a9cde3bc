import { hash } from 'node:crypto';
import { sameText } from '../kernel/secret.js';
import { invalidGrant, invalidRequest } from './errors.js';

/** BASE64URL(SHA256(...)) without padding, RFC 7636 section 4.2. */
const CHALLENGE = /^[A-Za-z0-9_-]{43}$/;

/** 43 to 128 unreserved characters, RFC 7636 section 4.1. */
const VERIFIER = /^[A-Za-z0-9._~-]{43,128}$/;

/**
 * The code challenge of an authorization request, or null when it has none. S256 only: `plain` would reveal the
 * verifier to anyone who sees the request (RFC 9700 section 2.1.1).
 *
 * @throws OAuthError invalid_request (RFC 7636 section 4.4.1) for every other method and for a malformed challenge
 */
export const parseCodeChallenge = (challenge: string | undefined, method: string | undefined): string | null => {
  if (challenge === undefined && method === undefined) return null;
  if (challenge === undefined) {
    throw invalidRequest('code_challenge_method was sent without code_challenge.');
  }
  if (method === undefined) {
    // RFC 7636 section 4.3: without a method, it is plain.
    throw invalidRequest(
      'code_challenge was sent without code_challenge_method, which means plain. Send code_challenge_method=S256.',
    );
  }
  if (method !== 'S256') throw invalidRequest('code_challenge_method must be S256.');
  if (!CHALLENGE.test(challenge)) {
    throw invalidRequest('code_challenge must be 43 base64url characters: the SHA-256 of code_verifier, unpadded.');
  }
  return challenge;
};

/**
 * Checks a token request's verifier against the code's challenge (RFC 7636 section 4.6). A verifier without a challenge
 * is refused too, as the sign of a downgrade (RFC 9700 section 4.8.2).
 *
 * @throws OAuthError invalid_grant
 */
export const verifyCodeVerifier = (challenge: string | null, verifier: string | undefined): void => {
  if (challenge === null) {
    if (verifier === undefined) return;
    throw invalidGrant('code_verifier was sent, but the authorization request had no code_challenge.');
  }
  if (verifier === undefined) {
    throw invalidGrant('code_verifier is missing, but the authorization request had a code_challenge.');
  }
  if (!VERIFIER.test(verifier)) {
    throw invalidGrant('code_verifier must be 43 to 128 characters from A-Z a-z 0-9 - . _ ~.');
  }
  if (!sameText(challenge, hash('sha256', verifier, 'base64url'))) {
    throw invalidGrant('code_verifier does not match the code_challenge of the authorization request.');
  }
};
