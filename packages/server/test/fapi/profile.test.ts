import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createLocalJWKSet, jwtVerify, type JSONWebKeySet } from 'jose';
import { setScene } from '../attacks/scene.js';
import { newAppKey, type AppKey } from '../support/client-proofs.js';
import {
  allow,
  assertOAuthError,
  callWith,
  openRequest,
  readAnswer,
  received,
  textOf,
  type Answer,
} from '../support/oauth-app.js';
import {
  callBound,
  pkceFields,
  pushedPath,
  registerSigningApp,
  type Proofs,
  type SigningApp,
} from '../support/signing-app.js';

const scene = setScene();

let made: Promise<{ app: SigningApp; key: AppKey }> | null = null;
/** The app of these tests, and the key its tokens are bound to. */
const fapiApp = (): Promise<{ app: SigningApp; key: AppKey }> =>
  (made ??= (async () => ({
    key: await newAppKey('PS256'),
    app: await registerSigningApp(scene().installation, { owner: scene().ids.dev, isFapi: true }),
  }))());

/** Alice allows what the app pushed, and the app exchanges the code. */
const signIn = async (proofs?: Proofs): Promise<Answer> => {
  const { app, key } = await fapiApp();
  const pkce = pkceFields();
  const pushed = await app.push({ ...pkce.request, scope: 'openid profile' }, proofs ?? { dpop: key });
  assert.equal(pushed.status, 201, pushed.text);
  const browser = await scene().browser('alice');
  const page = await openRequest(browser, pushedPath(app, pushed));
  const got = received(page.status === 200 ? await allow(browser, page) : page);
  assert.equal(got.get('iss'), scene().installation.issuer);
  return app.exchange(got.get('code') ?? '', pkce.exchange, { dpop: key });
};

describe('an app that keeps to the FAPI 2.0 Security Profile', () => {
  test('signs in by pushed request, PKCE, private_key_jwt and DPoP (FAPI 2.0 Security Profile section 5.3)', async () => {
    const { app, key } = await fapiApp();
    const { installation } = scene();
    const tokens = await signIn();
    assert.equal(tokens.status, 200, tokens.text);
    assert.equal(tokens.json['token_type'], 'DPoP');
    const answer = await callBound(installation, key, textOf(tokens, 'access_token'));
    assert.equal(answer.json['username'], 'alice');
    assertOAuthError(await callWith(installation, textOf(tokens, 'access_token')), 401, 'invalid_token');

    const { keys } = await installation.services.keys.jwks();
    const published: JSONWebKeySet = JSON.parse(JSON.stringify({ keys }));
    const { protectedHeader } = await jwtVerify(textOf(tokens, 'id_token'), createLocalJWKSet(published), {
      audience: app.clientId,
      issuer: installation.issuer,
      currentDate: new Date(installation.now()),
    });
    assert.equal(protectedHeader.alg, 'PS256');
  });

  test('binds its code without a proof at the push, too', async () => {
    assert.equal((await signIn({})).status, 200);
  });

  test('keeps its refresh token, which lives as long as it is used (FAPI 2.0 Security Profile section 5.3.2.1)', async () => {
    const { app, key } = await fapiApp();
    const { installation } = scene();
    const first = await signIn();
    const refreshToken = textOf(first, 'refresh_token');
    const answers: Answer[] = [];
    for (let month = 0; month < 3; month += 1) {
      installation.letTimePass(29 * 24 * 3600_000);
      const answer = await app.refresh(refreshToken, { dpop: key });
      assert.equal(answer.status, 200, answer.text);
      assert.equal(textOf(answer, 'refresh_token'), refreshToken);
      answers.push(answer);
    }
    const access = textOf(answers[2] ?? first, 'access_token');
    assert.equal((await callBound(installation, key, access)).status, 200);
    await app.post('/api/oauth2/revoke', { token: access });
    assertOAuthError(await callBound(installation, key, access), 401, 'invalid_token');
    const next = textOf(await app.refresh(refreshToken, { dpop: key }), 'access_token');
    assert.equal((await callBound(installation, key, next)).status, 200);
    installation.letTimePass(30 * 24 * 3600_000);
    assertOAuthError(await app.refresh(refreshToken, { dpop: key }), 400, 'invalid_grant');
  });

  test('has no weaker way: no request by the browser alone (FAPI 2.0 Security Profile section 5.3.2.2)', async () => {
    const { app } = await fapiApp();
    const { request } = pkceFields();
    const page = await (await scene().browser('alice')).get(app.authorizePath(request));
    assert.equal(received(page).get('error'), 'invalid_request');
  });

  test('has no weaker way: no push without PKCE (FAPI 2.0 Security Profile section 5.3.2.2)', async () => {
    const { app } = await fapiApp();
    assertOAuthError(await app.push({}), 400, 'invalid_request');
  });

  test('has no weaker way: no tokens without a proof, at the exchange and at the refresh (FAPI 2.0 Security Profile section 5.3.2.1)', async () => {
    const { app } = await fapiApp();
    assertOAuthError(await app.exchange('x'), 400, 'invalid_dpop_proof');
    const refreshToken = textOf(await signIn(), 'refresh_token');
    assertOAuthError(await app.refresh(refreshToken), 400, 'invalid_dpop_proof');
  });

  test('has no weaker way: no RS256, for an assertion or for a proof (FAPI 2.0 Security Profile section 5.4.1)', async () => {
    const { app } = await fapiApp();
    const rs256 = await newAppKey('RS256');
    assertOAuthError(await app.push(pkceFields().request, { dpop: rs256 }), 400, 'invalid_dpop_proof');
    const { installation, ids } = scene();
    const either = { ...rs256.publicJwk, alg: undefined };
    const jwks = JSON.stringify({ keys: [either] });
    const other = await registerSigningApp(installation, { owner: ids.dev, isFapi: true, jwks, key: rs256 });
    assertOAuthError(await other.push(pkceFields().request), 401, 'invalid_client');
  });

  // Endpoints that take access tokens accepted the algorithms of any app.
  test('has no weaker way: no RS256 proof with an access token, from before the app kept to FAPI (FAPI 2.0 Security Profile section 5.4.1)', async () => {
    const { installation, ids } = scene();
    const app = await registerSigningApp(installation, { owner: ids.dev });
    const keys = { RS256: await newAppKey('RS256'), PS256: await newAppKey('PS256') };
    const tokens: Record<string, string> = {};
    for (const [alg, dpop] of Object.entries(keys)) {
      const browser = await scene().browser('alice');
      const page = await openRequest(browser, pushedPath(app, await app.push()));
      const code = received(page.status === 200 ? await allow(browser, page) : page).get('code') ?? '';
      tokens[alg] = textOf(await app.exchange(code, {}, { dpop }), 'access_token');
    }
    const [rs256 = '', ps256 = ''] = [tokens['RS256'], tokens['PS256']];
    assert.equal((await callBound(installation, keys.RS256, rs256)).status, 200);
    const updated = await installation.services.apps.update(app.id, ids.dev, { isFapi: true });
    assert.equal(updated?.outcome, 'done');
    for (const path of ['/api/oauth2/userinfo', '/api/oauth2/topup']) {
      assertOAuthError(await callBound(installation, keys.RS256, rs256, { path }), 401, 'invalid_dpop_proof');
    }
    assert.equal((await callBound(installation, keys.PS256, ps256)).status, 200);
  });

  test('has no weaker way: the issuer alone is the audience of an assertion (FAPI 2.0 Security Profile section 5.3.2.1)', async () => {
    const { app } = await fapiApp();
    const { issuer } = scene().installation;
    for (const aud of [`${issuer}/api/oauth2/par`, `${issuer}/api/oauth2/token`, [issuer]]) {
      assertOAuthError(await app.push(pkceFields().request, { assertion: { claims: { aud } } }), 401, 'invalid_client');
    }
  });

  test('is answered with the code alone, in the query (FAPI 2.0 Security Profile section 5.3.2.2)', async () => {
    const { app } = await fapiApp();
    const { request } = pkceFields();
    assertOAuthError(await app.push({ ...request, response_type: 'token' }), 400, 'unsupported_response_type');
  });
});

test('a refresh token that was replaced before the app kept to FAPI is theft all the same', async () => {
  const { key } = await fapiApp();
  const { installation, ids } = scene();
  const signing = await registerSigningApp(installation, { owner: ids.dev });
  const browser = await scene().browser('alice');
  const pushed = await signing.push();
  const page = await openRequest(browser, pushedPath(signing, pushed));
  const code = received(page.status === 200 ? await allow(browser, page) : page).get('code') ?? '';
  const old = textOf(await signing.exchange(code), 'refresh_token');
  const current = textOf(await signing.refresh(old), 'refresh_token');
  const updated = await installation.services.apps.update(signing.id, ids.dev, { isFapi: true });
  assert.equal(updated?.outcome, 'done');
  installation.letTimePass(61_000);
  assertOAuthError(await signing.refresh(old, { dpop: key }), 400, 'invalid_grant');
  assertOAuthError(await signing.refresh(current, { dpop: key }), 400, 'invalid_grant');
});

test('the whole of it is what discovery tells a FAPI client', async () => {
  const { json } = await readAnswer(await scene().installation.request('/.well-known/openid-configuration'));
  for (const member of [
    'token_endpoint_auth_methods_supported',
    'token_endpoint_auth_signing_alg_values_supported',
    'pushed_authorization_request_endpoint',
    'dpop_signing_alg_values_supported',
  ]) {
    assert.ok(json[member] !== undefined, member);
  }
  assert.equal(json['authorization_response_iss_parameter_supported'], true);
});
