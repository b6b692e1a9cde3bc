import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { parseClientAuthentication } from '#server/protocol/client-auth.js';
import { OAuthError } from '#server/protocol/errors.js';
import { parseParams } from '#server/protocol/params.js';
import { anyText } from '#test/support/any-text.js';
import { assertRefused } from '#test/support/refusal.js';

const base64 = (text: string | Uint8Array): string => Buffer.from(text).toString('base64');

const formEncode = (value: string): string => new URLSearchParams([['', value]]).toString().slice(1);

/** RFC 6749 section 2.3.1: each side form-urlencoded, then joined, then base64. */
const basic = (clientId: string, secret: string): string =>
  `Basic ${base64(`${formEncode(clientId)}:${formEncode(secret)}`)}`;

/** The authentication with its secret revealed, for comparison. */
const read = (authorization: string | undefined, body = ''): { method: string; clientId: string; secret?: string } => {
  const client = parseClientAuthentication(authorization, parseParams(body));
  return 'secret' in client ? { ...client, secret: client.secret.reveal() } : client;
};

const text = fc
  .string({ unit: 'grapheme', minLength: 1 })
  .filter((value) => value.isWellFormed() && !value.includes('\0'));

test('a secret in the body is client_secret_post, as in the platform document (RFC 6749 section 2.3.1)', () => {
  assert.deepEqual(read(undefined, 'client_id=client_a&client_secret=secret_b'), {
    method: 'client_secret_post',
    clientId: 'client_a',
    secret: 'secret_b',
  });
});

test('a client_id alone is method none (RFC 6749 section 3.2.1)', () => {
  assert.deepEqual(read(undefined, 'client_id=client_a'), { method: 'none', clientId: 'client_a' });
  assert.deepEqual(read(undefined, 'client_id=client_a&client_secret='), { method: 'none', clientId: 'client_a' });
});

test('HTTP Basic is client_secret_basic, whatever the case of its name (RFC 6749 section 2.3.1)', () => {
  const credentials = base64('client_a:secret_b');
  for (const scheme of ['Basic', 'basic', 'BASIC', 'Basic  ']) {
    assert.deepEqual(read(`${scheme} ${credentials}`), {
      method: 'client_secret_basic',
      clientId: 'client_a',
      secret: 'secret_b',
    });
  }
});

test('Basic with the same client_id in the body is one method, not two', () => {
  assert.equal(read(basic('a', 'b'), 'client_id=a').method, 'client_secret_basic');
});

test('Basic without base64 padding is understood', () => {
  assert.equal(read(basic('a', 'b').replace(/=+$/, '')).clientId, 'a');
});

test('A59: Basic and a secret in the body are refused together (RFC 6749 section 2.3)', () => {
  assertRefused(() => read(basic('a', 'b'), 'client_id=a&client_secret=b'), 'invalid_request', /twice/);
  assertRefused(() => read(basic('a', 'b'), 'client_secret=other'), 'invalid_request', /twice/);
});

test('A59: Basic of one client and client_id of another are refused', () => {
  assertRefused(() => read(basic('a', 'b'), 'client_id=c'), 'invalid_request', /not the one/);
});

test('a request that names no client is refused, with a secret or without', () => {
  assertRefused(() => read(undefined, 'grant_type=refresh_token'), 'invalid_client', /client_id is missing/);
  assertRefused(() => read(undefined, 'client_secret=b'), 'invalid_client', /client_id is missing/);
});

test('A61: colon, plus and percent signs in id and secret are form-decoded (RFC 6749 section 2.3.1)', () => {
  assert.deepEqual(read(`Basic ${base64('cl%3Aient+x:a%2Bb+c%25d:e')}`), {
    method: 'client_secret_basic',
    clientId: 'cl:ient x',
    secret: 'a+b c%d:e',
  });
});

test('A61: any id and secret survive encoding and decoding (RFC 6749 section 2.3.1, RFC 6749 appendix B)', () => {
  fc.assert(
    fc.property(text, text, (clientId, secret) => {
      assert.deepEqual(read(basic(clientId, secret)), { method: 'client_secret_basic', clientId, secret });
    }),
  );
});

// Programs that send the header for every client were told to do otherwise.
test('Basic with an empty secret is none: of a client without one, and of nobody else (RFC 6749 section 2.3.1)', () => {
  assert.deepEqual(read(`Basic ${base64('cl%3Aient:')}`), { method: 'none', clientId: 'cl:ient' });
  assert.deepEqual(read(basic('a', ''), 'client_id=a'), { method: 'none', clientId: 'a' });
  assertRefused(() => read(basic('a', ''), 'client_id=b'), 'invalid_request', /not the one/);
  assertRefused(() => read(basic('a', ''), 'client_secret=b'), 'invalid_request', /twice/);
  assertRefused(() => read(basic('', '')), 'invalid_client', /client_id/);
});

test('malformed Basic credentials are refused as invalid_client (RFC 6749 section 5.2)', () => {
  const malformed = [
    'Basic',
    'Basic ',
    'Basic !!!',
    'Basic YTpi YTpi',
    'Basic YTpi,',
    'Basic YTpi====',
    'Basic YTp',
    'Basic YT=pi',
    'Basic ,Basic YTpi',
    'Basic YTpiY',
    `Basic ${base64('no colon')}`,
    `Basic ${base64(Uint8Array.of(0x61, 0x3a, 0xff))}`,
    `Basic ${base64('a:%zz')}`,
    `Basic ${base64('a:%C3')}`,
  ];
  for (const header of malformed) assertRefused(() => read(header, 'client_id=a'), 'invalid_client');
});

test('A96: a NUL in Basic credentials is refused', () => {
  assertRefused(() => read(`Basic ${base64('a\0:b')}`), 'invalid_client');
  assertRefused(() => read(`Basic ${base64('a:b%00')}`), 'invalid_client');
});

test('A62: an empty secret or id in Basic is no authentication', () => {
  assert.equal(read(`Basic ${base64('a:')}`).method, 'none');
  assertRefused(() => read(`Basic ${base64(':b')}`, 'client_id=a'), 'invalid_client', /missing client_id/);
});

test('another scheme is refused, even beside good credentials in the body (RFC 6749 section 2.3)', () => {
  for (const header of [
    '',
    'Bearer abc',
    'Basicx YTpi',
    'Digest Basic YTpi',
    'NotBasic YTpi',
    'Digest username="a"',
    'YTpi',
  ]) {
    assertRefused(() => read(header, 'client_id=a&client_secret=b'), 'invalid_client', /must use the Basic scheme/);
  }
});

test('A98: neither the parsed credentials nor a refusal print the secret', () => {
  const client = parseClientAuthentication(basic('a', 'top-secret'), parseParams(''));
  assert.doesNotMatch(JSON.stringify(client) + String(Object.values(client)), /top-secret/);
  assert.throws(
    () => read(basic('a', 'top-secret'), 'client_secret=top-secret'),
    (error: Error) => !/top-secret/.test(JSON.stringify(error) + error.message),
  );
});

test('no header makes the parser fail in any way but a refusal', () => {
  const header = fc.oneof(
    anyText,
    fc.uint8Array().map((bytes) => `Basic ${base64(bytes)}`),
    fc.base64String().map((credentials) => `basic ${credentials}`),
  );
  fc.assert(
    fc.property(header, (authorization) => {
      try {
        const client = read(authorization);
        assert.equal(client.method, 'client_secret_basic');
        assert.notEqual(client.clientId, '');
        assert.notEqual(client.secret, '');
      } catch (error) {
        assert.ok(error instanceof OAuthError && error.code === 'invalid_client', String(error));
      }
    }),
  );
});
