import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { before, describe, test } from 'node:test';
import * as fc from 'fast-check';
import { parseDpopJkt, verifyDpopProof, type ProvenRequest } from '#server/protocol/dpop.js';
import { OAuthError } from '#server/protocol/errors.js';
import { SIGNING_ALGS } from '#server/protocol/signing-alg.js';
import { makeProof, newAppKey, type AppKey, type Otherwise } from '#test/support/client-proofs.js';
import { anyText } from '#test/support/any-text.js';
import { assertRefused } from '#test/support/refusal.js';

const URL_OF_TOKEN = 'https://id.example/api/oauth2/token';
const NOW = Date.UTC(2026, 0, 15, 12);
const SECONDS = NOW / 1000;

const REQUEST: ProvenRequest = { method: 'POST', url: URL_OF_TOKEN, accessToken: null, algs: SIGNING_ALGS, now: NOW };

let key: AppKey;
before(async () => {
  key = await newAppKey();
});

const verify = async (otherwise: Otherwise = {}, request: Partial<ProvenRequest> = {}, by: AppKey = key) =>
  verifyDpopProof(await makeProof(by, { url: URL_OF_TOKEN, now: NOW }, otherwise), { ...REQUEST, ...request });

const isRefusal = (error: unknown): boolean => {
  assert.ok(error instanceof OAuthError, String(error));
  assert.equal(error.code, 'invalid_dpop_proof');
  return true;
};

const refused = (otherwise: Otherwise, request: Partial<ProvenRequest> = {}, by: AppKey = key): Promise<void> =>
  assert.rejects(verify(otherwise, request, by), isRefusal, JSON.stringify(otherwise));

describe('a DPoP proof', () => {
  test('tells the thumbprint of its key, by each algorithm there is (RFC 9449 section 6.1)', async () => {
    for (const alg of SIGNING_ALGS) {
      const by = await newAppKey(alg);
      const proof = await verify({ claims: { jti: 'one' } }, {}, by);
      assert.deepEqual(proof, { jkt: by.thumbprint, alg, jti: 'one', refusedFrom: NOW + 61_000 }, alg);
    }
  });

  test('A68: is for one method and one address (RFC 9449 section 4.3)', async () => {
    for (const htm of ['GET', 'post', '', undefined, 7]) await refused({ claims: { htm } });
    for (const htu of [
      'https://id.example/api/oauth2/userinfo',
      'http://id.example/api/oauth2/token',
      'https://id.example:444/api/oauth2/token',
      'https://evil.example/api/oauth2/token',
      'https://id.example/api/oauth2/token/',
      'https://id.example@evil.example/api/oauth2/token',
      'https://user@id.example/api/oauth2/token',
      '/api/oauth2/token',
      '',
      undefined,
      7,
    ]) {
      await refused({ claims: { htu } });
    }
  });

  test('may write the address in its own way (RFC 9449 section 4.3)', async () => {
    for (const htu of [
      `${URL_OF_TOKEN}?a=b#c`,
      'HTTPS://ID.example/api/oauth2/token',
      'https://id.example:443/api/oauth2/token',
      'https://id.example/api/x/../oauth2/token',
    ]) {
      assert.ok(await verify({ claims: { htu } }), htu);
    }
  });

  test('A68, A97: is new, with a minute for clocks that differ', async () => {
    for (const iat of [SECONDS - 60, SECONDS, SECONDS + 60]) assert.ok(await verify({ claims: { iat } }));
    // A fraction of a second became one of a millisecond, which PostgreSQL does not store: the answer was 500.
    for (const fraction of [0.0001234, 0.5]) {
      const { refusedFrom } = await verify({ claims: { iat: SECONDS + fraction } });
      assert.equal(refusedFrom, NOW + 61_000);
    }
    for (const iat of [SECONDS - 61, SECONDS - 300, SECONDS + 61, undefined, 'now']) await refused({ claims: { iat } });
    await refused({ claims: { exp: SECONDS - 61 } });
    await refused({ claims: { nbf: SECONDS + 61 } });
  });

  test('A68: is for one access token, where there is one (RFC 9449 section 4.3)', async () => {
    const accessToken = 'aaa.bbb.ccc';
    const proof = await makeProof(key, { url: URL_OF_TOKEN, now: NOW, accessToken });
    assert.ok(await verifyDpopProof(proof, { ...REQUEST, accessToken }));
    await assert.rejects(verifyDpopProof(proof, { ...REQUEST, accessToken: 'aaa.bbb.ddd' }), isRefusal);
    await refused({}, { accessToken });
    await refused({ claims: { ath: '' } }, { accessToken });
  });

  test('has a jti', async () => {
    for (const jti of [undefined, '', 7, 'x'.repeat(513)]) await refused({ claims: { jti } });
  });

  test('says that it is one, in its header (RFC 9449 section 4.2)', async () => {
    for (const typ of [undefined, 'JWT', 'at+jwt']) await refused({ header: { typ } });
  });

  test('A64: is signed with the algorithms that the app may use, and with none of the others', async () => {
    await refused({}, { algs: ['PS256', 'EdDSA'] });
    const [header = '', payload = '', signature = ''] = (await makeProof(key, { url: URL_OF_TOKEN, now: NOW })).split(
      '.',
    );
    const fields: object = JSON.parse(Buffer.from(header, 'base64url').toString());
    for (const alg of ['none', 'HS256', 'ES384', '', null]) {
      const text = `${Buffer.from(JSON.stringify({ ...fields, alg })).toString('base64url')}.${payload}`;
      const mac = createHmac('sha256', JSON.stringify(key.publicJwk)).update(text).digest('base64url');
      for (const forged of [`${text}.${signature}`, `${text}.${mac}`, `${text}.`]) {
        await assert.rejects(verifyDpopProof(forged, REQUEST), isRefusal);
      }
    }
  });

  test('brings the public half of the key that signed it (RFC 9449 section 4.3)', async () => {
    const other = await newAppKey();
    const { kty, crv, x, y } = key.publicJwk;
    for (const jwk of [
      undefined,
      null,
      'x',
      {},
      other.publicJwk,
      key.privateJwk,
      { kty: 'oct', k: 'c2VjcmV0' },
      { kty, crv, x },
      { kty, crv: 'P-384', x, y },
      { kty, crv, x, y: x },
    ]) {
      await refused({ header: { jwk } });
    }
  });

  test('is alone in its header (RFC 9449 section 4.3)', async () => {
    const one = await makeProof(key, { url: URL_OF_TOKEN, now: NOW });
    for (const sent of [`${one}, ${one}`, `${one},${one}`, '', `${one}.`, `${one}.x.y`, ` ${one}`]) {
      await assert.rejects(verifyDpopProof(sent, REQUEST), isRefusal);
    }
  });

  test('is judged, whatever was sent', async () => {
    const part = fc.jsonValue().map((value) => Buffer.from(JSON.stringify(value)).toString('base64url'));
    const odd = fc.oneof(
      anyText,
      fc.tuple(part, part, part).map((parts) => parts.join('.')),
    );
    await fc.assert(fc.asyncProperty(odd, (text) => assert.rejects(verifyDpopProof(text, REQUEST), isRefusal)));
  });
});

test('dpop_jkt is a thumbprint or an error (RFC 9449 section 10)', () => {
  assert.equal(parseDpopJkt(undefined), null);
  assert.equal(parseDpopJkt(key.thumbprint), key.thumbprint);
  for (const text of ['', 'x', `${key.thumbprint}=`, key.thumbprint.slice(1), ` ${key.thumbprint}`]) {
    assertRefused(() => parseDpopJkt(text), 'invalid_request', /dpop_jkt/);
  }
});
