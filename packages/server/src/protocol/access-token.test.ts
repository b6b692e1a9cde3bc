import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import * as fc from 'fast-check';
import {
  createAccessTokenKey,
  signAccessToken,
  verifyAccessToken,
  type VerifiedTokens,
} from '#server/protocol/access-token.js';
import { assertRefused } from '#test/support/refusal.js';

const NOW = 1_800_000_000;
const ISSUER = 'https://id.example';
const secret = Buffer.alloc(32, 7);
const key = createAccessTokenKey('first', secret);
const claims = {
  iss: ISSUER,
  aud: ISSUER,
  sub: '1',
  client_id: 'client_a',
  scope: 'profile',
  iat: NOW,
  exp: NOW + 7200,
  auth_time: NOW,
  family: 3,
  generation: 0,
};
const verify = (token: string, now = NOW) => verifyAccessToken([key], token, { issuer: ISSUER, now });
const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');
const signed = (header: object, payload: object = claims): string => {
  const text = `${encode(header)}.${encode(payload)}`;
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
};

test('an access token says what it was made to say, until it expires (RFC 9068 section 2.2)', () => {
  const token = signAccessToken(key, claims);
  const { jti, ...rest } = verify(token);
  assert.deepEqual(rest, claims);
  assert.match(jti, /^[\w-]{16}$/);
  assertRefused(() => verify(token, NOW + 7200), 'invalid_token', /expired/);
});

test('a token of another issuer, another audience or the future is refused (RFC 9068 section 4)', () => {
  const header = { alg: 'HS256', typ: 'at+jwt', kid: 'first' };
  assertRefused(() => verify(signed(header, { ...claims, iss: 'https://evil.example' })), 'invalid_token', /another/);
  assertRefused(() => verify(signed(header, { ...claims, aud: 'https://api.example' })), 'invalid_token', /another/);
  assertRefused(() => verify(signed(header, { ...claims, iat: NOW + 120 })), 'invalid_token', /future/);
});

test('A52, A64, A65: the token chooses neither algorithm nor type nor key, even signed with ours (RFC 9068 section 4, RFC 8725 section 3.11)', () => {
  const headers = [
    { alg: 'none', typ: 'at+jwt', kid: 'first' },
    { alg: 'HS512', typ: 'at+jwt', kid: 'first' },
    { alg: 'HS256', typ: 'JWT', kid: 'first' },
    { alg: 'HS256', typ: 'at+jwt', kid: '../first' },
    { alg: 'HS256', typ: 'at+jwt', kid: 'first', jku: 'https://evil.example/jwks' },
    { alg: 'HS256', typ: 'at+jwt', kid: 'first', jwk: { kty: 'oct', k: 'AAAA' } },
  ];
  for (const header of headers)
    assertRefused(() => verify(signed(header)), 'invalid_token', /not issued by this server/);
  const [header = '', payload = ''] = signAccessToken(key, claims).split('.');
  assertRefused(() => verify(`${header}.${payload}.`), 'invalid_token', /signature/);
});

test('a token with any character changed is refused (RFC 7519 section 7.2)', () => {
  const token = signAccessToken(key, claims);
  fc.assert(
    fc.property(fc.nat(token.length - 1), fc.constantFrom('A', 'b', '0', '.', '=', 'é'), (index, character) => {
      fc.pre(token[index] !== character);
      const altered = token.slice(0, index) + character + token.slice(index + 1);
      assertRefused(() => verify(altered), 'invalid_token', /./);
    }),
  );
});

test('a token remembered as verified still expires, and dies with its key; its altered copies are not remembered', () => {
  const remembered: VerifiedTokens = new Map();
  const again = (token: string, now = NOW, keys = [key]) =>
    verifyAccessToken(keys, token, { issuer: ISSUER, now }, remembered);
  const token = signAccessToken(key, claims);

  assert.deepEqual(again(token), again(token));
  assert.equal(remembered.size, 1);
  assertRefused(() => again(token, NOW + 7200), 'invalid_token', /expired/);
  assertRefused(() => again(token, NOW, [createAccessTokenKey('next', secret)]), 'invalid_token', /not issued/);
  assertRefused(() => again(`${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`), 'invalid_token', /signature/);
  assert.equal(remembered.size, 1);
});

test('at most 5,000 tokens are remembered as verified', () => {
  const remembered: VerifiedTokens = new Map();
  for (let made = 0; made < 5_010; made += 1) {
    verifyAccessToken([key], signAccessToken(key, claims), { issuer: ISSUER, now: NOW }, remembered);
  }
  assert.equal(remembered.size, 5_000);
});
