import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as client from 'openid-client';
import { assertIsAlice, CALLBACK, setScene } from './scene.js';

const scene = setScene();

/** The library allows http only when told to. */
const discover = (clientId: string, clientSecret: string): Promise<client.Configuration> =>
  client.discovery(new URL(scene().server.origin), clientId, clientSecret, undefined, {
    execute: [client.allowInsecureRequests],
  });

test('openid-client signs a user in with PKCE and a nonce, reads userinfo, refreshes and revokes', async () => {
  const { server, developer, alice, signsInAndAllows } = scene();
  const app = await server.addApp(developer, { redirectUris: [CALLBACK] });
  const config = await discover(app.clientId, app.clientSecret);
  const [pkceCodeVerifier, expectedState, expectedNonce] = [
    client.randomPKCECodeVerifier(),
    client.randomState(),
    client.randomNonce(),
  ];
  assert.ok(config.serverMetadata().supportsPKCE());

  const answer = await signsInAndAllows(
    client.buildAuthorizationUrl(config, {
      redirect_uri: CALLBACK,
      scope: 'openid profile email balance',
      code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: 'S256',
      state: expectedState,
      nonce: expectedNonce,
    }),
  );
  const checks = { pkceCodeVerifier, expectedState, expectedNonce, idTokenExpected: true };
  const tokens = await client.authorizationCodeGrant(config, answer, checks);
  const claims = tokens.claims();
  assert.equal(claims?.sub, alice);
  assert.equal(tokens.scope, 'openid profile email balance');
  assert.equal(tokens.expires_in, 7200);
  assertIsAlice(await client.fetchUserInfo(config, tokens.access_token, claims.sub), alice);

  assert.ok(tokens.refresh_token !== undefined);
  const refreshed = await client.refreshTokenGrant(config, tokens.refresh_token);
  assert.ok(refreshed.refresh_token !== undefined && refreshed.refresh_token !== tokens.refresh_token);
  assertIsAlice(await client.fetchUserInfo(config, refreshed.access_token, alice), alice);

  await client.tokenRevocation(config, refreshed.refresh_token);
  await assert.rejects(
    client.fetchUserInfo(config, refreshed.access_token, alice),
    client.WWWAuthenticateChallengeError,
  );
});
