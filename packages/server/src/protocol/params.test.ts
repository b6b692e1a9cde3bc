import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { OAuthError } from '#server/protocol/errors.js';
import { parseParams } from '#server/protocol/params.js';
import { assertRefused } from '#test/support/refusal.js';

const text = fc
  .string({ unit: 'grapheme', minLength: 1 })
  .filter((value) => value.isWellFormed() && !value.includes('\0'));

test('a form body is read as its sender meant it', () => {
  const params = parseParams(
    'grant_type=authorization_code&redirect_uri=https%3A%2F%2Fapp.example%2Fcb%3Fa%3D1&scope=profile+balance',
  );
  assert.equal(params.get('grant_type'), 'authorization_code');
  assert.equal(params.get('redirect_uri'), 'https://app.example/cb?a=1');
  assert.equal(params.get('scope'), 'profile balance');
  assert.equal(params.get('state'), undefined);
  assert.deepEqual(params.names(), ['grant_type', 'redirect_uri', 'scope']);
});

test('only the first equals sign separates a name from its value', () => {
  assert.equal(parseParams('state=a=b==').get('state'), 'a=b==');
});

test('a parameter without a value counts as absent (RFC 6749 sections 3.1 and 3.2)', () => {
  const params = parseParams('&state=&scope&&&client_id=a&');
  assert.equal(params.get('state'), undefined);
  assert.equal(params.has('state'), false);
  assert.equal(params.has('scope'), false);
  assert.deepEqual(params.all('state'), []);
  assert.deepEqual(params.names(), ['client_id']);
});

test('an empty text holds no parameters', () => {
  assert.deepEqual(parseParams('').names(), []);
});

test('whatever a form encodes comes back unchanged (RFC 6749 appendix B)', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.tuple(text, text), { selector: ([name]) => name, maxLength: 20 }), (pairs) => {
      const params = parseParams(new URLSearchParams(pairs).toString());
      for (const [name, value] of pairs) {
        assert.equal(params.get(name), value);
        assert.deepEqual(params.all(name), [value]);
      }
      assert.deepEqual(params.toRecord(), Object.fromEntries(pairs));
    }),
  );
});

test('A94: no text at all makes the parser fail in any way but invalid_request', () => {
  const hostile = fc.array(
    fc.constantFrom('a', '=', '&', '%', '%00', '%C3', '%A9', '+', '[', ']', '\0', '\uD800', '\uFFFD', 'é'),
  );
  fc.assert(
    fc.property(
      hostile.map((pieces) => pieces.join('')),
      (encoded) => {
        try {
          const params = parseParams(encoded);
          for (const name of params.names())
            assert.ok(params.all(name).every((value) => value.isWellFormed() && value !== ''));
        } catch (error) {
          assert.ok(error instanceof OAuthError && error.code === 'invalid_request', String(error));
        }
      },
    ),
  );
});

test('A11: a repeated parameter is refused and named (RFC 6749 sections 3.1 and 3.2)', () => {
  assertRefused(
    () => parseParams('scope=profile&client_id=a&scope=balance'),
    'invalid_request',
    /'scope' is sent more than once/,
  );
  assertRefused(() => parseParams('foo=1&foo=1'), 'invalid_request', /'foo'/);
});

test('A11: a repetition is found behind any spelling, and when one of the two is empty', () => {
  assertRefused(() => parseParams('scope=profile&sc%6Fpe=balance'), 'invalid_request', /'scope'/);
  assertRefused(() => parseParams('client_secret=&client_secret=x'), 'invalid_request', /'client_secret'/);
  assertRefused(() => parseParams('client_secret=x&client_secret'), 'invalid_request', /'client_secret'/);
});

test('A11: wherever the second copy stands, it is found', () => {
  fc.assert(
    fc.property(fc.uniqueArray(text, { minLength: 1, maxLength: 20 }), fc.nat(), fc.nat(), (names, which, where) => {
      const repeated = names[which % names.length] ?? '';
      const pairs = names.map((name): [string, string] => [name, 'x']);
      pairs.splice(where % (pairs.length + 1), 0, [repeated, 'y']);
      assertRefused(
        () => parseParams(new URLSearchParams(pairs).toString(), { repeatable: [] }),
        'invalid_request',
        /more than once/,
      );
    }),
  );
});

test('A11: resource may repeat, as RFC 8707 has it, and keeps its order (RFC 8707 section 2)', () => {
  const params = parseParams('resource=https%3A%2F%2Fb.example&resource=https%3A%2F%2Fa.example&client_id=c');
  assert.deepEqual(params.all('resource'), ['https://b.example', 'https://a.example']);
  assert.equal(params.get('resource'), 'https://b.example');
  assert.deepEqual(params.toRecord(), { client_id: 'c' });
});

test('the caller decides what may repeat', () => {
  assert.deepEqual(parseParams('audience=a&audience=b', { repeatable: ['audience'] }).all('audience'), ['a', 'b']);
  assertRefused(() => parseParams('resource=a&resource=b', { repeatable: [] }), 'invalid_request', /'resource'/);
});

test('A12: brackets in a name make another name, never an array or an object', () => {
  const params = parseParams('scope[a]=openid&scope[]=email&scope%5B0%5D=balance&scope=profile');
  assert.equal(params.get('scope'), 'profile');
  assert.deepEqual(params.all('scope'), ['profile']);
  assert.equal(params.get('scope[a]'), 'openid');
});

test('A12: names that objects inherit are names like any other', () => {
  const params = parseParams('__proto__=x&constructor=y');
  assert.equal(params.get('toString'), undefined);
  assert.equal(params.get('__proto__'), 'x');
  const record = params.toRecord();
  assert.deepEqual(Object.keys(record), ['__proto__', 'constructor']);
  assert.equal(Object.getPrototypeOf(record), Object.prototype);
});

test('A16: a state of 2 kB, in any script, comes through unchanged', () => {
  const state = 'état 状態 🚀 "\\+&=% '.repeat(120).slice(0, 2048).toWellFormed();
  assert.equal(parseParams(`state=${encodeURIComponent(state)}`).get('state'), state);
});

test('A94: the 101st parameter is one too many, whatever the first hundred are', () => {
  const parameters = Array.from({ length: 101 }, (_, index) => `p${index}=1`);
  assert.equal(parseParams(parameters.slice(1).join('&')).names().length, 100);
  assertRefused(() => parseParams(parameters.join('&')), 'invalid_request', /More than 100/);
  assertRefused(() => parseParams('resource=a&'.repeat(10_000)), 'invalid_request', /More than 100/);
});

test('malformed percent-encoding is refused and its parameter named (RFC 6749 appendix B)', () => {
  for (const value of ['%', '%4', '%zz', 'a%2', '%u0041']) {
    assertRefused(() => parseParams(`a=1&state=${value}`), 'invalid_request', /'state' is not valid percent-encoded/);
  }
  assertRefused(() => parseParams('sta%te=x'), 'invalid_request', /'sta%te' is not valid percent-encoded/);
});

test('A96: bytes that are not UTF-8 are refused: cut short, overlong, surrogates, beyond Unicode', () => {
  for (const value of ['%C3', '%C0%AF', '%ED%A0%80', '%F4%90%80%80', '%FF']) {
    assertRefused(() => parseParams(`state=${value}`), 'invalid_request', /'state' is not valid percent-encoded UTF-8/);
  }
});

test('A96: lone surrogates, and bytes a lenient decoder has already replaced, are refused', () => {
  assertRefused(() => parseParams('state=a\uD800'), 'invalid_request', /'state' is not valid UTF-8/);
  assertRefused(() => parseParams('state=a\uFFFD'), 'invalid_request', /'state' is not valid UTF-8/);
  assert.equal(parseParams('state=%EF%BF%BD').get('state'), '\uFFFD', 'a sender may mean this character');
});

test('A96: a NUL is refused in values and in names', () => {
  assertRefused(() => parseParams('state=a%00b'), 'invalid_request', /'state' contains a NUL/);
  assertRefused(() => parseParams('state=a\0b'), 'invalid_request', /'state' contains a NUL/);
  assertRefused(() => parseParams('st%00ate=a'), 'invalid_request', /contains a NUL/);
});

test('a very long name is not echoed whole', () => {
  const name = 'n'.repeat(5000);
  assertRefused(() => parseParams(`${name}=1&${name}=2`), 'invalid_request', /^.{1,100}$/);
});
