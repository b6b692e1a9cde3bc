import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { algsOf, readClientJwks, readPublicKey } from '#server/protocol/client-jwks.js';
import { inEnglish } from '#server/i18n/field-fault.js';
import { jwksOf, newAppKey } from '#test/support/client-proofs.js';
import { anyText } from '#test/support/any-text.js';

const faultsOf = (value: unknown): string => readClientJwks(JSON.stringify(value)).faults.map(inEnglish).join(' ');

describe('the keys of a client (RFC 7517 section 5)', () => {
  test('are kept with the members that verify signatures, and no others', async () => {
    const key = await newAppKey();
    const { faults, jwks } = readClientJwks(
      JSON.stringify({ keys: [{ ...key.publicJwk, x5u: 'https://evil.example' }] }),
    );
    assert.deepEqual(faults, []);
    assert.deepEqual(jwks.keys, [key.publicJwk]);
  });

  test('of other kinds are passed over, but one must be of use', async () => {
    const key = await newAppKey();
    const others = [
      generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey.export({ format: 'jwk' }),
      generateKeyPairSync('x25519').publicKey.export({ format: 'jwk' }),
      generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ format: 'jwk' }),
      { ...key.publicJwk, use: 'enc' },
      { ...key.publicJwk, alg: 'RS256' },
      { ...key.publicJwk, x: 'AAAA' },
      { kty: 'AKP', alg: 'ML-DSA-44', pub: 'AA' },
    ];
    assert.deepEqual(readClientJwks(JSON.stringify({ keys: [...others, key.publicJwk] })), {
      faults: [],
      jwks: { keys: [key.publicJwk] },
    });
    assert.match(faultsOf({ keys: others }), /None of the keys can be used/);
    assert.match(faultsOf({ keys: [] }), /None of the keys can be used/);
  });

  test('that are private are refused loudly, and their values repeated nowhere', async () => {
    for (const alg of ['ES256', 'RS256', 'EdDSA']) {
      const key = await newAppKey(alg);
      const said = faultsOf({ keys: [(await newAppKey()).publicJwk, key.privateJwk] });
      assert.match(said, /Key 2 contains its private half/);
      assert.doesNotMatch(said, new RegExp(String(key.privateJwk['d'])));
      assert.equal(readPublicKey(key.privateJwk), null);
    }
    assert.match(faultsOf({ keys: [{ kty: 'oct', k: 'c2VjcmV0' }] }), /private half \(k\)/);
  });

  test('have kids of their own, and are few', async () => {
    const key = await newAppKey();
    assert.match(faultsOf({ keys: [key.publicJwk, key.publicJwk] }), /Two keys have the kid/);
    assert.match(faultsOf({ keys: Array.from({ length: 11 }, () => ({ kty: 'x' })) }), /more than 10/);
    assert.match(faultsOf({ keys: [{ ...key.publicJwk, kid: 'x'.repeat(201) }] }), /longer than/);
  });

  test('without an alg are good for every one of their kind', async () => {
    const key = await newAppKey('PS256');
    const read = readPublicKey({ ...key.publicJwk, alg: undefined });
    assert.ok(read !== null);
    assert.deepEqual(algsOf(read), ['RS256', 'PS256']);
    assert.deepEqual(algsOf({ ...read, alg: 'PS256' }), ['PS256']);
  });

  test('are read or refused, whatever was sent', () => {
    const odd = fc.oneof(
      anyText,
      fc.json(),
      fc.jsonValue().map((value) => JSON.stringify({ keys: value })),
      fc
        .array(
          fc.dictionary(fc.constantFrom('kty', 'crv', 'x', 'y', 'n', 'e', 'kid', 'alg', 'use', 'd'), fc.jsonValue()),
        )
        .map((keys) => JSON.stringify({ keys })),
    );
    fc.assert(
      fc.property(odd, (text) => {
        const { faults, jwks } = readClientJwks(text);
        assert.ok(faults.length > 0 || jwks.keys.length > 0);
      }),
    );
  });

  test('come back from the form they are stored in', async () => {
    const text = jwksOf(await newAppKey(), await newAppKey('RS256'));
    const { jwks } = readClientJwks(text);
    assert.deepEqual(readClientJwks(JSON.stringify(jwks)), { faults: [], jwks });
  });
});
