import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { parseCodeChallenge, verifyCodeVerifier } from '#server/protocol/pkce.js';
import { assertRefused } from '#test/support/refusal.js';

// The example of RFC 7636, appendix B.
const VERIFIER = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
const CHALLENGE = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';

const verifiers = fc.stringMatching(/^[A-Za-z0-9._~-]{43,128}$/);
const challengeOf = (verifier: string): string => createHash('sha256').update(verifier).digest('base64url');

test('the example of RFC 7636 passes (RFC 7636 appendix B)', () => {
  assert.equal(parseCodeChallenge(CHALLENGE, 'S256'), CHALLENGE);
  verifyCodeVerifier(CHALLENGE, VERIFIER);
});

test('a flow without PKCE passes without a verifier', () => {
  assert.equal(parseCodeChallenge(undefined, undefined), null);
  verifyCodeVerifier(null, undefined);
});

test('every well-formed verifier opens its own challenge (RFC 7636 section 4.6)', () => {
  fc.assert(
    fc.property(verifiers, (verifier) => {
      const challenge = parseCodeChallenge(challengeOf(verifier), 'S256');
      assert.notEqual(challenge, null);
      verifyCodeVerifier(challenge, verifier);
    }),
  );
});

test('A37: a verifier that is left out is refused (RFC 7636 section 4.6)', () => {
  assertRefused(() => verifyCodeVerifier(CHALLENGE, undefined), 'invalid_grant', /missing/);
});

test('A38: a verifier without a challenge is refused (RFC 9700 section 4.8.2)', () => {
  assertRefused(() => verifyCodeVerifier(null, VERIFIER), 'invalid_grant', /no code_challenge/);
  assertRefused(() => verifyCodeVerifier(null, ''), 'invalid_grant');
});

test('A39: plain is refused, and so is every other method (RFC 7636 section 4.4.1, RFC 9700 section 2.1.1)', () => {
  for (const method of ['plain', 's256', 'S512', 'none', '']) {
    assertRefused(() => parseCodeChallenge(CHALLENGE, method), 'invalid_request', /must be S256/);
  }
});

test('A39: a challenge without a method is refused, since plain would be meant (RFC 7636 section 4.3)', () => {
  assertRefused(() => parseCodeChallenge(CHALLENGE, undefined), 'invalid_request', /means plain/);
});

test('A39: a method without a challenge is refused', () => {
  assertRefused(() => parseCodeChallenge(undefined, 'S256'), 'invalid_request', /without code_challenge/);
  assertRefused(() => parseCodeChallenge(undefined, 'plain'), 'invalid_request', /without code_challenge/);
});

test('A39: a challenge that no SHA-256 could give is refused (RFC 7636 section 4.2)', () => {
  for (const challenge of [
    '',
    CHALLENGE.slice(1),
    `${CHALLENGE}A`,
    `${CHALLENGE}=`,
    CHALLENGE.replace('-', '+'),
    `${CHALLENGE}\n`,
  ]) {
    assertRefused(() => parseCodeChallenge(challenge, 'S256'), 'invalid_request', /43 base64url/);
  }
});

test('A40: a verifier too short, too long or with other characters is refused, even if its hash fits (RFC 7636 section 4.1)', () => {
  const malformed = [
    '',
    'a'.repeat(42),
    'a'.repeat(129),
    `${'a'.repeat(43)}+`,
    `${'a'.repeat(43)} `,
    `${'a'.repeat(43)}\n`,
    'é'.repeat(43),
  ];
  for (const verifier of malformed) {
    assertRefused(() => verifyCodeVerifier(challengeOf(verifier), verifier), 'invalid_grant', /43 to 128/);
  }
});

test('A41: the verifier of another session is refused (RFC 7636 section 4.6)', () => {
  fc.assert(
    fc.property(verifiers, verifiers, (mine, theirs) => {
      fc.pre(mine !== theirs);
      assertRefused(() => verifyCodeVerifier(challengeOf(mine), theirs), 'invalid_grant', /does not match/);
    }),
  );
});

test('A39: the challenge itself is no verifier', () => {
  assertRefused(() => verifyCodeVerifier(CHALLENGE, CHALLENGE), 'invalid_grant', /does not match/);
});

test('a stored challenge of the wrong length matches nothing', () => {
  assertRefused(() => verifyCodeVerifier('', VERIFIER), 'invalid_grant', /does not match/);
  assertRefused(() => verifyCodeVerifier(CHALLENGE.slice(0, -1), VERIFIER), 'invalid_grant', /does not match/);
});
