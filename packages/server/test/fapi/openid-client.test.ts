import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as client from 'openid-client';
import { setScene } from '../attacks/scene.js';
import { newAppKey } from '../support/client-proofs.js';
import { allow, openRequest, received } from '../support/oauth-app.js';
import { registerSigningApp } from '../support/signing-app.js';

const scene = setScene({ OCTROI_ISSUER: 'https://id.example' });

/** Answers the library's requests without a socket. */
const fetchHere: client.CustomFetch = (url, { body, headers, method }) => {
  const { pathname, search } = new URL(url);
  return scene().installation.request(`${pathname}${search}`, { body: body ?? null, headers, method });
};

test('openid-client signs in with FAPI 2.0: discovery, PAR, PKCE, private_key_jwt, DPoP, refresh (FAPI 2.0 Security Profile section 5.3)', async () => {
  const { installation, ids } = scene();
  // The library's clock cannot be set.
  installation.letTimePass(Date.now() - installation.now());
  const key = await newAppKey('ES256');
  const { clientId, redirectUri } = await registerSigningApp(installation, { owner: ids.dev, isFapi: true, key });

  const proof = client.PrivateKeyJwt({ key: key.privateKey, kid: key.kid });
  const config = await client.discovery(
    new URL(installation.issuer),
    clientId,
    { id_token_signed_response_alg: 'PS256', use_mtls_endpoint_aliases: false },
    proof,
    { [client.customFetch]: fetchHere },
  );
  const dpop = client.getDPoPHandle(config, await client.randomDPoPKeyPair('ES256'));
  const codeVerifier = client.randomPKCECodeVerifier();
  const address = await client.buildAuthorizationUrlWithPAR(
    config,
    {
      redirect_uri: redirectUri,
      scope: 'openid profile',
      code_challenge: await client.calculatePKCECodeChallenge(codeVerifier),
      code_challenge_method: 'S256',
      state: 'st-1',
    },
    { DPoP: dpop },
  );

  const browser = await scene().browser('alice');
  const page = await openRequest(browser, `${address.pathname}${address.search}`);
  const callback = new URL(`${redirectUri}?${received(page.status === 200 ? await allow(browser, page) : page)}`);
  const tokens = await client.authorizationCodeGrant(
    config,
    callback,
    { pkceCodeVerifier: codeVerifier, expectedState: 'st-1', idTokenExpected: true },
    {},
    { DPoP: dpop },
  );
  assert.equal(tokens.token_type, 'dpop');
  const sub = tokens.claims()?.sub ?? '';
  assert.equal((await client.fetchUserInfo(config, tokens.access_token, sub, { DPoP: dpop })).sub, sub);
  const next = await client.refreshTokenGrant(config, tokens.refresh_token ?? '', {}, { DPoP: dpop });
  assert.equal((await client.fetchUserInfo(config, next.access_token, sub, { DPoP: dpop }))['username'], 'alice');
});
