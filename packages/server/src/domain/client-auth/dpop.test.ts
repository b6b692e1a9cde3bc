import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setScene } from '#test/attacks/scene.js';
import { newAppKey, type AppKey } from '#test/support/client-proofs.js';
import {
  assertOAuthError,
  callWith,
  grantCode,
  readAnswer,
  textOf,
  type Answer,
  type OAuthApp,
} from '#test/support/oauth-app.js';
import { callBound, dpopHeader, pkceFields, TOKEN, USERINFO } from '#test/support/signing-app.js';

const scene = setScene();

const exchange = async (
  app: OAuthApp,
  code: string,
  key: AppKey,
  fields: Record<string, string> = {},
): Promise<Answer> =>
  app.token(
    { grant_type: 'authorization_code', code, redirect_uri: app.redirectUri, ...fields },
    await dpopHeader(scene().installation, key, { path: TOKEN }),
  );

const refresh = async (app: OAuthApp, token: string, key: AppKey): Promise<Answer> =>
  app.token(
    { grant_type: 'refresh_token', refresh_token: token },
    await dpopHeader(scene().installation, key, { path: TOKEN }),
  );

/** alice's tokens for an app, bound to a key. */
const bound = async (app: OAuthApp, key: AppKey): Promise<Answer> => {
  const answer = await exchange(app, await grantCode(await scene().browser('alice'), app), key);
  assert.equal(answer.status, 200, answer.text);
  return answer;
};

const claimsOf = (token: string): Record<string, unknown> =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());

describe('a token request with a DPoP proof (RFC 9449 section 5)', () => {
  test('binds the access token to the key, and says so', async () => {
    const key = await newAppKey();
    const answer = await bound(await scene().app(), key);
    assert.equal(answer.json['token_type'], 'DPoP');
    assert.deepEqual(claimsOf(textOf(answer, 'access_token'))['cnf'], { jkt: key.thumbprint });
  });

  test('without a proof gives bearer tokens, unless the app promised to bind them (RFC 9449 section 5.2)', async () => {
    const app = await scene().app();
    const plain = await app.exchange(await grantCode(await scene().browser('alice'), app));
    assert.equal(plain.json['token_type'], 'Bearer');
    const promised = await scene().app({ dpopBound: true });
    const code = await grantCode(await scene().browser('alice'), promised);
    assertOAuthError(await promised.exchange(code), 400, 'invalid_dpop_proof');
    assert.equal((await exchange(promised, code, await newAppKey())).status, 200);
  });

  test('binds the refresh token of a public app to the key too', async () => {
    const [key, thief] = [await newAppKey(), await newAppKey()];
    const app = await scene().app({ isPublic: true, requirePkce: false, redirectUris: ['http://127.0.0.1/cb'] });
    const pkce = pkceFields();
    const code = await grantCode(await scene().browser('alice'), app, pkce.request);
    const token = textOf(await exchange(app, code, key, pkce.exchange), 'refresh_token');
    assertOAuthError(await refresh(app, token, thief), 400, 'invalid_grant');
    assertOAuthError(await app.refresh(token), 400, 'invalid_grant');
    assert.equal((await refresh(app, token, key)).json['token_type'], 'DPoP');
  });

  test('of an app with a secret may bring another key at each refresh, but must bring one', async () => {
    const app = await scene().app();
    const [first, second] = [await newAppKey(), await newAppKey()];
    const token = textOf(await bound(app, first), 'refresh_token');
    assertOAuthError(await app.refresh(token), 400, 'invalid_grant');
    const access = textOf(await refresh(app, token, second), 'access_token');
    assert.deepEqual(claimsOf(access)['cnf'], { jkt: second.thumbprint });
  });
});

describe('a code that is bound to a key (RFC 9449 section 10)', () => {
  test('is exchanged with this key and no other', async () => {
    const [key, other] = [await newAppKey(), await newAppKey()];
    const app = await scene().app();
    const code = await grantCode(await scene().browser('alice'), app, { dpop_jkt: key.thumbprint });
    assertOAuthError(await app.exchange(code), 400, 'invalid_grant');
    assertOAuthError(await exchange(app, code, other), 400, 'invalid_grant');
    assert.equal((await exchange(app, code, key)).status, 200);
  });

  test('names the key by its thumbprint, or the request is refused', async () => {
    const app = await scene().app();
    const page = await (await scene().browser('alice')).get(app.authorizePath({ dpop_jkt: 'x' }));
    assert.equal(new URL(page.location).searchParams.get('error'), 'invalid_request');
  });
});

describe('a protected endpoint (RFC 9449 section 7)', () => {
  test('answers to a bound token with a proof', async () => {
    const key = await newAppKey();
    const token = textOf(await bound(await scene().app(), key), 'access_token');
    for (const path of [USERINFO, '/api/oauth2/topup']) {
      const answer = await callBound(scene().installation, key, token, { path });
      assert.equal(answer.status, 200, answer.text);
    }
    for (const scheme of ['dpop', 'DPOP']) {
      assert.equal((await callBound(scene().installation, key, token, { scheme })).status, 200);
    }
  });

  test('offers both schemes to whoever comes without a token (RFC 9449 section 7.1)', async () => {
    const response = await scene().installation.request(USERINFO);
    const challenge = response.headers.get('www-authenticate') ?? '';
    assert.match(
      challenge,
      /^Bearer realm="[^"]+"(, resource_metadata="[^"]+")?, DPoP .*algs="RS256 PS256 ES256 EdDSA"/,
    );
    assert.doesNotMatch(challenge, /error=/);
  });

  test('says in the challenge of the scheme that was used what was wrong (RFC 9449 section 7.1)', async () => {
    const key = await newAppKey();
    const token = textOf(await bound(await scene().app(), key), 'access_token');
    const answer = await callBound(scene().installation, key, token, { proof: { claims: { ath: 'x' } } });
    assertOAuthError(answer, 401, 'invalid_dpop_proof');
    const challenge = answer.headers.get('www-authenticate') ?? '';
    assert.match(challenge, /^Bearer [^]*, DPoP error="invalid_dpop_proof", error_description="[^"]+", algs="/);
    assert.equal(challenge.match(/error=/g)?.length, 1);
  });

  test('may be called from a browser, with the header that brings the proof', async () => {
    const preflight = await scene().installation.request(USERINFO, { method: 'OPTIONS' });
    assert.match(preflight.headers.get('access-control-allow-headers') ?? '', /\bDPoP\b/);
  });

  test('takes no proof for a bearer token to be more than it is (RFC 9449 section 7.2)', async () => {
    const key = await newAppKey();
    const app = await scene().app();
    const plain = await app.exchange(await grantCode(await scene().browser('alice'), app));
    const token = textOf(plain, 'access_token');
    assertOAuthError(await callBound(scene().installation, key, token), 401, 'invalid_token');
    assert.equal((await callWith(scene().installation, token)).status, 200);
  });
});

test('discovery tells the algorithms of proofs (RFC 9449 section 5.1)', async () => {
  const metadata = await readAnswer(await scene().installation.request('/.well-known/openid-configuration'));
  assert.deepEqual(metadata.json['dpop_signing_alg_values_supported'], ['RS256', 'PS256', 'ES256', 'EdDSA']);
});
