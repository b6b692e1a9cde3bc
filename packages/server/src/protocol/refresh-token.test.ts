import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import {
  formatRefreshToken,
  newRefreshSecret,
  parseRefreshToken,
  refreshSecretHash,
  successorSecret,
} from '#server/protocol/refresh-token.js';

const keys = { tag: Buffer.alloc(32, 9), successor: Buffer.alloc(32, 8) };
const FAMILY = fc.integer({ min: 1, max: 2 ** 48 - 1 });

test('a refresh token gives back its family and the hash of its secret', () => {
  fc.assert(
    fc.property(FAMILY, (family) => {
      const secret = newRefreshSecret();
      const token = formatRefreshToken(keys, family, secret).reveal();
      assert.match(token, /^refresh_[\w-]{72}$/);
      assert.deepEqual(parseRefreshToken(keys, token), { familyId: family, hash: refreshSecretHash(secret) });
    }),
  );
});

test('A51: a token that was cut, lengthened or changed was never ours (RFC 6749 section 10.4)', () => {
  const token = formatRefreshToken(keys, 12, newRefreshSecret()).reveal();
  for (const length of [0, 8, 40, token.length - 1])
    assert.equal(parseRefreshToken(keys, token.slice(0, length)), null);
  assert.equal(parseRefreshToken(keys, `${token}A`), null);
  fc.assert(
    fc.property(
      fc.integer({ min: 8, max: token.length - 1 }),
      fc.constantFrom('A', 'b', '_', ' '),
      (index, character) => {
        fc.pre(token[index] !== character);
        assert.equal(parseRefreshToken(keys, token.slice(0, index) + character + token.slice(index + 1)), null);
      },
    ),
  );
});

test('without the key, nobody can invent a token of a family to have it revoked as reused', () => {
  const forged = formatRefreshToken({ ...keys, tag: Buffer.alloc(32, 1) }, 12, newRefreshSecret()).reveal();
  assert.equal(parseRefreshToken(keys, forged), null);
});

test('A46: a token has one successor, which nobody without the key can tell', () => {
  const token = formatRefreshToken(keys, 12, newRefreshSecret()).reveal();
  const successor = successorSecret(keys, token);
  assert.deepEqual(successorSecret(keys, token), successor);
  assert.equal(successor.length, 32);
  assert.notDeepEqual(successorSecret({ ...keys, successor: Buffer.alloc(32, 1) }, token), successor);
  const another = formatRefreshToken(keys, 13, newRefreshSecret()).reveal();
  assert.notDeepEqual(successorSecret(keys, another), successor);
});
