import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import {
  formatRefreshToken,
  newRefreshSecret,
  parseRefreshToken,
  refreshSecretHash,
} from '../../dist/protocol/refresh-token.js';

const key = Buffer.alloc(32, 9);
const FAMILY = fc.integer({ min: 1, max: 2 ** 48 - 1 });

test('a refresh token gives back its family and the hash of its secret', () => {
  fc.assert(
    fc.property(FAMILY, (family) => {
      const secret = newRefreshSecret();
      const token = formatRefreshToken(key, family, secret).reveal();
      assert.match(token, /^refresh_[\w-]{72}$/);
      assert.deepEqual(parseRefreshToken(key, token), { familyId: family, hash: refreshSecretHash(secret) });
    }),
  );
});

test('A51: a token that was cut, lengthened or changed was never ours', () => {
  const token = formatRefreshToken(key, 12, newRefreshSecret()).reveal();
  for (const length of [0, 8, 40, token.length - 1]) assert.equal(parseRefreshToken(key, token.slice(0, length)), null);
  assert.equal(parseRefreshToken(key, `${token}A`), null);
  fc.assert(
    fc.property(
      fc.integer({ min: 8, max: token.length - 1 }),
      fc.constantFrom('A', 'b', '_', ' '),
      (index, character) => {
        fc.pre(token[index] !== character);
        assert.equal(parseRefreshToken(key, token.slice(0, index) + character + token.slice(index + 1)), null);
      },
    ),
  );
});

test('nobody without the key can make up a token of a family, and so have it revoked as reused', () => {
  const forged = formatRefreshToken(Buffer.alloc(32, 1), 12, newRefreshSecret()).reveal();
  assert.equal(parseRefreshToken(key, forged), null);
});
