import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import {
  formatScope,
  isOptionalScope,
  narrowScope,
  parseScope,
  readStoredScope,
  SCOPES,
} from '#server/protocol/scopes.js';
import { assertRefused } from '#test/support/refusal.js';

const scopeSet = fc.subarray([...SCOPES]);
const someScopes = fc.subarray([...SCOPES], { minLength: 1 });
const unknownToken = fc.stringMatching(/^[a-z:./]{1,12}$/).filter((token) => SCOPES.every((scope) => scope !== token));

test('a request without a scope asks for the profile (RFC 6749 section 3.3)', () => {
  assert.deepEqual(parseScope(undefined), ['profile']);
  assert.deepEqual(parseScope(''), ['profile']);
  assert.deepEqual(parseScope('  '), ['profile']);
});

test("the platform document's own scope is understood", () => {
  assert.deepEqual(parseScope('profile balance'), ['profile', 'balance']);
});

test('order, repetition and runs of spaces do not matter (RFC 6749 section 3.3)', () => {
  assert.deepEqual(parseScope('  balance profile   balance openid '), ['openid', 'profile', 'balance']);
});

test('scopes are told apart by case (RFC 6749 section 3.3)', () => {
  assertRefused(() => parseScope('Profile'), 'invalid_scope');
});

test('unknown scopes beside known ones are ignored (RFC 6749 section 3.3)', () => {
  fc.assert(
    fc.property(someScopes, fc.array(unknownToken), (scopes, unknown) => {
      assert.deepEqual(parseScope([...unknown, ...scopes.toReversed()].join(' ')), scopes);
    }),
  );
});

test('unknown scopes alone are refused, and the known ones listed', () => {
  assertRefused(() => parseScope('read write'), 'invalid_scope', /openid, profile, email, balance, offline_access/);
  assertRefused(() => parseScope('profile,balance'), 'invalid_scope');
  assertRefused(() => parseScope('__proto__'), 'invalid_scope');
});

test('A75: characters that RFC 6749 bars from scopes are refused, even beside known scopes (RFC 6749 section 3.3)', () => {
  for (const barred of ['"', '\\', '\t', '\n', '\0', 'é', '\u202E', '\u00A0', '🚀']) {
    assertRefused(() => parseScope(`profile ${barred}`), 'invalid_scope', /character/);
    assertRefused(() => narrowScope(`profile ${barred}`, SCOPES), 'invalid_scope', /character/);
  }
});

test('what is formatted reads back as the same scopes', () => {
  fc.assert(
    fc.property(someScopes, (scopes) => {
      const text = formatScope(scopes);
      assert.deepEqual(parseScope(text), scopes);
      assert.deepEqual(readStoredScope(text), scopes);
      assert.equal(formatScope(scopes.toReversed()), text);
    }),
  );
});

test('stored scopes gain nothing by being read', () => {
  assert.deepEqual(readStoredScope(''), []);
  assert.deepEqual(readStoredScope('something_older balance'), ['balance']);
  assert.deepEqual(readStoredScope('something_older'), []);
  assert.equal(formatScope([]), '');
});

test('profile cannot be unticked; balance can', () => {
  assert.deepEqual(SCOPES.filter(isOptionalScope), ['email', 'balance', 'offline_access']);
});

test('A47: a refresh without a scope gets what was granted (RFC 6749 section 6)', () => {
  fc.assert(
    fc.property(scopeSet, (granted) => {
      assert.deepEqual(narrowScope(undefined, granted), granted);
      assert.deepEqual(narrowScope('', granted), granted);
      assert.deepEqual(narrowScope(' ', granted), granted);
    }),
  );
});

test('A47: a refresh may ask for less (RFC 6749 section 6)', () => {
  assert.deepEqual(narrowScope('profile', ['profile', 'balance']), ['profile']);
  assert.deepEqual(
    narrowScope('profile read', ['profile', 'balance']),
    ['profile'],
    'unknown ones are ignored here too',
  );
});

test('A47: a refresh that asks for more is refused, and what is missing named (RFC 6749 section 6)', () => {
  assertRefused(() => narrowScope('profile balance', ['profile']), 'invalid_scope', /not granted: balance\./);
  assertRefused(() => narrowScope('read', ['profile']), 'invalid_scope');
});

test('A47: no request narrows to anything outside the grant', () => {
  fc.assert(
    fc.property(someScopes, scopeSet, (requested, granted) => {
      const within = requested.every((scope) => granted.includes(scope));
      if (within) assert.deepEqual(narrowScope(formatScope(requested), granted), requested);
      else assertRefused(() => narrowScope(formatScope(requested), granted), 'invalid_scope');
    }),
  );
});
