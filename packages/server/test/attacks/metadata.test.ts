import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { loadConfig } from '#server/config/index.js';
import { openInstallation, type Installation } from '../support/installation.js';
import { readAnswer, textOf } from '../support/oauth-app.js';

const ISSUER = 'https://id.example.com';
const DOCUMENTS = ['/.well-known/oauth-authorization-server', '/.well-known/openid-configuration'];

describe('the metadata', () => {
  let installation: Installation;

  before(async () => {
    installation = await openInstallation({ OCTROI_ISSUER: ISSUER, OCTROI_TRUST_PROXY: '1' });
  });
  after(() => installation.close());

  const read = async (path: string, headers: Record<string, string> = {}) =>
    readAnswer(await installation.request(path, { headers }));

  test('A70: names the configured issuer to the letter, whatever the request claims to have reached (RFC 8414 section 3.3, OpenID Connect Discovery section 4.3)', async () => {
    const claims = [
      {},
      { host: 'evil.example' },
      { host: 'ID.EXAMPLE.COM:443' },
      { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'http', 'x-forwarded-port': '8080' },
      { 'x-forwarded-prefix': '/tenant', 'x-original-url': '/tenant' },
      { forwarded: 'host=evil.example;proto=http' },
    ];
    for (const document of DOCUMENTS) {
      for (const headers of claims) assert.equal(textOf(await read(document, headers), 'issuer'), ISSUER);
    }
  });

  test('A70: is at the well-known addresses and nowhere else, so that no path makes another issuer (RFC 8414 section 3.1)', async () => {
    for (const document of DOCUMENTS) {
      const answer = await read(document);
      assert.equal(answer.status, 200);
      assert.equal(answer.headers.get('content-type'), 'application/json');
      for (const path of [`${document}/tenant`, `${document}/https:/evil.example`, `/tenant${document}`]) {
        assert.equal((await read(path)).status, 404, path);
      }
    }
  });

  test('A70: leads to no address but those of the issuer (RFC 8414 section 2)', async () => {
    for (const document of DOCUMENTS) {
      const { json } = await read(document, { host: 'evil.example' });
      const addresses = Object.entries(json).filter(([name]) => /_endpoint$|_uri$|^service_documentation$/.test(name));
      assert.ok(addresses.length >= 6);
      for (const [name, address] of addresses) {
        assert.ok(typeof address === 'string' && address.startsWith(`${ISSUER}/`), name);
      }
    }
  });

  test('A70: an issuer with a path, a query, a fragment or credentials is refused at start (RFC 8414 section 2)', () => {
    for (const address of [`${ISSUER}/tenant`, `${ISSUER}?a=b`, `${ISSUER}#x`, 'https://a:b@id.example.com']) {
      assert.throws(() => loadConfig({ OCTROI_ISSUER: address }), /OCTROI_ISSUER/, address);
    }
  });
});
