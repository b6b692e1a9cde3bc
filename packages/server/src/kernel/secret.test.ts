import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { deriveKey, seal, unseal } from '#server/kernel/keys.js';
import { randomBytes } from '#server/kernel/random.js';
import { hashSecret, hintOf, randomSecret, sameHash, Secret } from '#server/kernel/secret.js';

test('A98: a secret never prints itself, however it is printed', () => {
  const secret = new Secret('correct horse battery staple');
  for (const printed of [String(secret), `${secret.toString()}`, JSON.stringify({ secret }), inspect({ secret })]) {
    assert.doesNotMatch(printed, /horse/);
    assert.match(printed, /\[secret\]/);
  }
  assert.equal(secret.reveal(), 'correct horse battery staple');
});

test('a random secret has its prefix and 256 bits, and no two are alike (RFC 6749 section 10.10)', () => {
  const secrets = Array.from({ length: 1000 }, () => randomSecret('client_').reveal());
  for (const secret of secrets) assert.match(secret, /^client_[\w-]{43}$/);
  assert.equal(new Set(secrets).size, secrets.length);
});

test('A53: what is kept of a secret is its hash and four characters', () => {
  const secret = new Secret('secret_abcdefgh');
  assert.equal(hintOf(secret), '…efgh');
  assert.match(hashSecret(secret), /^[\w-]{43}$/);
  assert.ok(sameHash(hashSecret(secret), hashSecret('secret_abcdefgh')));
  assert.ok(!sameHash(hashSecret(secret), hashSecret('secret_abcdefgi')));
});

test('what is sealed opens with its key only, and not after a change', () => {
  const key = deriveKey(Buffer.alloc(32, 1), 'one purpose');
  const sealed = seal(key, 'a private key');
  assert.equal(unseal(key, sealed), 'a private key');
  assert.throws(() => unseal(deriveKey(Buffer.alloc(32, 1), 'another purpose'), sealed));
  for (const index of [0, 20, sealed.length - 3]) {
    const altered = sealed.slice(0, index) + (sealed[index] === 'A' ? 'B' : 'A') + sealed.slice(index + 1);
    assert.throws(() => unseal(key, altered), `altered at ${index}`);
  }
});

test('random bytes come in any number and never twice, across the end of a page', () => {
  const pieces = Array.from({ length: 2000 }, (_, index) => randomBytes(8 + (index % 40)));
  pieces.forEach((piece, index) => assert.equal(piece.length, 8 + (index % 40)));
  assert.equal(new Set(pieces.map((piece) => piece.toString('hex').slice(0, 16))).size, pieces.length);
  assert.equal(randomBytes(10_000).length, 10_000);
});
