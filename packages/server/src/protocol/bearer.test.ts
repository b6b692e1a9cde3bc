import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { bearerChallenge, parseBearer } from '#server/protocol/bearer.js';
import { OAuthError } from '#server/protocol/errors.js';
import { anyText } from '#test/support/any-text.js';
import { assertRefused } from '#test/support/refusal.js';

test('a token is read from its header, whatever the case of the scheme (RFC 6750 section 2.1)', () => {
  for (const scheme of ['Bearer', 'bearer', 'BEARER', 'Bearer  ']) {
    assert.equal(
      parseBearer(`${scheme} eyJhbGciOiJIUzI1NiJ9.e30.a-b_c~d+e/f==`),
      'eyJhbGciOiJIUzI1NiJ9.e30.a-b_c~d+e/f==',
    );
  }
});

test('no header is no token, and no error; so is one of another scheme (RFC 6750 section 3.1)', () => {
  for (const header of [undefined, '', 'Basic YTpi', 'a.b.c', 'Basic Bearer a', 'Bearers a']) {
    assert.equal(parseBearer(header), null, String(header));
  }
});

test('a Bearer header with more or less than one token is refused (RFC 6750 section 2.1)', () => {
  const malformed = [
    'Bearer',
    'Bearer ',
    'Bearer a b',
    'Bearer a,b',
    'Bearer =a',
    'Bearer a=b',
    'Bearer\ta',
    'Bearer a\n',
  ];
  for (const header of malformed) assertRefused(() => parseBearer(header), 'invalid_request', /Bearer/);
});

test('every b64token comes through unchanged (RFC 6750 section 2.1)', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[A-Za-z0-9._~+/-]+=*$/), (token) => {
      assert.equal(parseBearer(`Bearer ${token}`), token);
    }),
  );
});

test('a request without credentials is challenged without an error code (RFC 6750 section 3.1)', () => {
  assert.equal(bearerChallenge({ realm: 'octroi' }), 'Bearer realm="octroi"');
});

test('a refused token is told why, and what scope is missing (RFC 6750 section 3)', () => {
  assert.equal(
    bearerChallenge({
      realm: 'octroi',
      error: new OAuthError('insufficient_scope', 'Needs balance.'),
      scope: 'profile balance',
    }),
    'Bearer realm="octroi", error="insufficient_scope", error_description="Needs balance.", scope="profile balance"',
  );
});

test('A76: nothing in a challenge breaks out of its quotes or its line (RFC 6750 section 3)', () => {
  assert.equal(bearerChallenge({ realm: 'a"b\\c\r\nd é' }), 'Bearer realm="a\\"b\\\\c??d ?"');
  const attribute = String.raw`[a-z_]+="(?:[\x20-\x21\x23-\x5B\x5D-\x7E]|\\["\\])*"`;
  const challenge = new RegExp(`^Bearer ${attribute}(?:, ${attribute}){3}$`);
  fc.assert(
    fc.property(anyText, anyText, anyText, (realm, description, scope) => {
      assert.match(bearerChallenge({ realm, error: new OAuthError('invalid_token', description), scope }), challenge);
    }),
  );
});
