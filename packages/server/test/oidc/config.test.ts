import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LOCALES } from '#server/i18n/index.js';
import { SIGNING_ALGS } from '#server/protocol/signing-alg.js';
import { setScene } from '../attacks/scene.js';
import { readAnswer } from '../support/oauth-app.js';

const scene = setScene();

const ask = async (path: string) => (await readAnswer(await scene().installation.request(path))).json;

test('the discovery document has what OpenID Connect requires, and endpoints that exist (OpenID Connect Discovery section 3)', async () => {
  const { installation } = scene();
  const metadata = await ask('/.well-known/openid-configuration');
  assert.equal(metadata['issuer'], installation.issuer);
  assert.deepEqual(metadata['response_types_supported'], ['code']);
  assert.deepEqual(metadata['subject_types_supported'], ['public']);
  assert.deepEqual(metadata['id_token_signing_alg_values_supported'], SIGNING_ALGS);
  const endpoints = Object.entries(metadata).filter(([name]) => /_endpoint$|^jwks_uri$/.test(name));
  assert.ok(endpoints.some(([name]) => name === 'end_session_endpoint'));
  for (const [name, url] of endpoints) {
    assert.ok(typeof url === 'string' && url.startsWith(`${installation.issuer}/`), name);
    assert.notEqual((await installation.request(new URL(url).pathname)).status, 404, name);
  }
});

test('everything supported is listed, and nothing else (OpenID Connect Discovery section 3, Back-Channel Logout section 2.1)', async () => {
  const metadata = await ask('/.well-known/openid-configuration');
  assert.deepEqual(metadata['response_modes_supported'], ['query', 'form_post']);
  assert.equal(metadata['backchannel_logout_supported'], true);
  assert.equal(metadata['backchannel_logout_session_supported'], true);
  assert.equal(metadata['frontchannel_logout_supported'], undefined);
  assert.equal(metadata['claims_parameter_supported'], false);
  assert.equal(metadata['request_parameter_supported'], false);
  assert.deepEqual(metadata['acr_values_supported'], ['urn:octroi:acr:password', 'urn:octroi:acr:two-factors']);
  assert.deepEqual(metadata['ui_locales_supported'], LOCALES);
});

test('the published keys are public, named and one for each algorithm (RFC 7517 section 4)', async () => {
  const { keys } = await ask('/.well-known/jwks.json');
  assert.ok(Array.isArray(keys));
  const algs = keys.map((key: Record<string, unknown>) => {
    for (const secret of ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k']) assert.ok(!(secret in key), secret);
    assert.equal(key['use'], 'sig');
    assert.equal(typeof key['kid'], 'string');
    return key['alg'];
  });
  assert.deepEqual(algs.toSorted(), [...SIGNING_ALGS].toSorted());
});
