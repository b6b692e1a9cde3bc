import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { CompactEncrypt, importJWK } from 'jose';
import * as fc from 'fast-check';
import { subjectOf, verifyClientAssertion } from '#server/protocol/client-assertion.js';
import { isCompactJws } from '#server/protocol/compact-jws.js';
import { parseClientAuthentication } from '#server/protocol/client-auth.js';
import { readClientJwks } from '#server/protocol/client-jwks.js';
import { OAuthError } from '#server/protocol/errors.js';
import { parseParams } from '#server/protocol/params.js';
import {
  ASSERTION_TYPE,
  assertionFields,
  jwksOf,
  newAppKey,
  signAssertion,
  type AppKey,
  type Otherwise,
} from '#test/support/client-proofs.js';
import { anyText } from '#test/support/any-text.js';
import { assertRefused } from '#test/support/refusal.js';

const ISSUER = 'https://id.example';
const TOKEN = `${ISSUER}/api/oauth2/token`;
const NOW = Date.UTC(2026, 0, 15, 12);
const SECONDS = NOW / 1000;
const CLIENT = 'client_a';

let key: AppKey;
before(async () => {
  key = await newAppKey();
});

interface Trial extends Otherwise {
  by?: AppKey;
  registered?: readonly AppKey[];
  audience?: string | string[];
  fapi?: boolean;
}

const verify = async ({ by = key, registered = [by], audience = ISSUER, fapi = false, ...otherwise }: Trial = {}) => {
  const assertion = await signAssertion(by, { clientId: CLIENT, audience, now: NOW }, otherwise);
  const rules = { clientId: CLIENT, issuer: ISSUER, endpoints: [TOKEN], fapi, now: NOW };
  return verifyClientAssertion(assertion, readClientJwks(jwksOf(...registered)).jwks, rules);
};

const refused = (trial: Trial, words?: RegExp): Promise<void> =>
  assert.rejects(verify(trial), (error: unknown) => {
    assert.ok(error instanceof OAuthError, String(error));
    assert.equal(error.code, 'invalid_client');
    if (words !== undefined) assert.match(error.description, words);
    return true;
  });

describe('a client assertion', () => {
  test('is accepted by each algorithm there is (OpenID Connect Core section 9)', async () => {
    for (const alg of ['RS256', 'PS256', 'ES256', 'EdDSA']) {
      const verified = await verify({ by: await newAppKey(alg), claims: { jti: 'one' } });
      assert.deepEqual(verified, { jti: 'one', refusedFrom: NOW + 120_000 }, alg);
    }
  });

  test('is made by one of the registered keys, with a kid or without (RFC 7523 section 3)', async () => {
    const others = [await newAppKey(), await newAppKey('EdDSA')];
    assert.ok(await verify({ registered: [...others, key] }));
    assert.ok(await verify({ registered: [...others, key], header: { kid: undefined } }));
    assert.equal(await verify({ registered: others }), null);
    assert.equal(await verify({ registered: others, header: { kid: undefined } }), null);
    assert.equal(await verify({ header: { kid: 'another' } }), null);
    assert.equal(await verify({ registered: [] }), null);
  });

  test('is for this server alone: its issuer, or for older clients the endpoint (RFC 7523 section 3)', async () => {
    for (const audience of [ISSUER, TOKEN, [ISSUER], [ISSUER, TOKEN]]) assert.ok(await verify({ audience }));
    const wrong = ['https://other.example', `${ISSUER}/`, [], [ISSUER, 'https://other.example'], TOKEN.toUpperCase()];
    for (const audience of wrong) await refused({ audience }, /aud/);
    await refused({ claims: { aud: undefined } });
  });

  test('names the client twice (RFC 7523 section 3)', async () => {
    for (const name of ['iss', 'sub']) {
      for (const value of ['client_b', undefined, 7]) await refused({ claims: { [name]: value } });
    }
  });

  test('A97: allows for clocks that differ by a minute, and no more', async () => {
    // A fraction of a second became one of a millisecond, which PostgreSQL does not store: the answer was 500.
    assert.equal((await verify({ claims: { exp: SECONDS + 59.0001234 } }))?.refusedFrom, NOW + 120_000);
    for (const claims of [{ exp: SECONDS - 59 }, { nbf: SECONDS + 60 }, { iat: SECONDS + 60 }, { iat: undefined }]) {
      assert.ok(await verify({ claims }), JSON.stringify(claims));
    }
    for (const claims of [
      { exp: SECONDS - 60 },
      { exp: SECONDS - 300 },
      { nbf: SECONDS + 61 },
      { iat: SECONDS + 61 },
      { exp: undefined },
      { exp: 'tomorrow' },
    ]) {
      await refused({ claims });
    }
  });

  test('expires soon, so that its jti need not be remembered for long', async () => {
    assert.ok(await verify({ claims: { exp: SECONDS + 600 } }));
    await refused({ claims: { exp: SECONDS + 661 } }, /10 minutes/);
  });

  test('has a jti (OpenID Connect Core section 9)', async () => {
    for (const jti of [undefined, '', 7, 'x'.repeat(513)]) await refused({ claims: { jti } });
  });

  test('keeps to the algorithms and the audience of FAPI 2.0 where the app does (FAPI 2.0 Security Profile section 5.3.2.1)', async () => {
    for (const alg of ['PS256', 'ES256', 'EdDSA']) assert.ok(await verify({ by: await newAppKey(alg), fapi: true }));
    await refused({ by: await newAppKey('RS256'), fapi: true });
    for (const audience of [TOKEN, [ISSUER]]) await refused({ audience, fapi: true }, /aud/);
  });

  test('A66: is signed and not encrypted', async () => {
    const publicKey = await importJWK({ kty: 'EC', ...key.publicJwk, use: 'enc' }, 'ECDH-ES');
    const claims = { iss: CLIENT, sub: CLIENT, aud: ISSUER, jti: 'x', exp: SECONDS + 60 };
    const jwe = await new CompactEncrypt(Buffer.from(JSON.stringify(claims)))
      .setProtectedHeader({ alg: 'ECDH-ES', enc: 'A256GCM' })
      .encrypt(publicKey);
    assert.equal(subjectOf(jwe), null);
    assert.equal(isCompactJws(jwe), false);
  });
});

const read = (fields: Record<string, string>, authorization?: string) =>
  parseClientAuthentication(authorization, parseParams(new URLSearchParams(fields).toString()));

const assertion = (): Promise<string> => signAssertion(key, { clientId: CLIENT, audience: ISSUER, now: NOW });

describe('a request with a client assertion', () => {
  test('need not name its client, but must not name another (RFC 7521 section 4.2)', async () => {
    const fields = assertionFields(await assertion());
    const expected = { method: 'private_key_jwt', clientId: CLIENT, assertion: fields['client_assertion'] };
    assert.deepEqual(read(fields), expected);
    assert.deepEqual(read({ ...fields, client_id: CLIENT }), expected);
    assertRefused(() => read({ ...fields, client_id: 'client_b' }), 'invalid_client', /sub/);
  });

  test('names the one type of assertion there is (RFC 7523 section 2.2)', async () => {
    const fields = assertionFields(await assertion());
    const saml = ASSERTION_TYPE.replace('jwt', 'saml2');
    assertRefused(() => read({ ...fields, client_assertion_type: saml }), 'invalid_client');
    assertRefused(() => read({ client_assertion: fields['client_assertion'] ?? '' }), 'invalid_client');
    assertRefused(() => read({ client_assertion_type: ASSERTION_TYPE }), 'invalid_client');
  });

  test('A59: brings no other proof (RFC 6749 section 2.3)', async () => {
    const fields = assertionFields(await assertion());
    assertRefused(() => read({ ...fields, client_secret: 'x' }), 'invalid_request');
    assertRefused(() => read(fields, `Basic ${Buffer.from(`${CLIENT}:x`).toString('base64')}`), 'invalid_request');
  });

  test('is read or refused, whatever the assertion is', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          anyText,
          fc.array(fc.base64String(), { maxLength: 6 }).map((parts) => parts.join('.')),
        ),
        (text) => {
          const subject = subjectOf(text);
          assert.ok(subject === null || subject !== '');
          if (!text.isWellFormed() || text.includes('\0') || subject !== null) return;
          assertRefused(() => read(assertionFields(text)), 'invalid_client');
        },
      ),
    );
  });
});
