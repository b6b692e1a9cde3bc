import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as oauth from 'oauth4webapi';
import { assertIsAlice, CALLBACK, setScene } from './scene.js';

const scene = setScene();

/** The library allows http only when told to, in every request. */
const onLoopback = { [oauth.allowInsecureRequests]: true };

const discover = async (issuer: URL): Promise<oauth.AuthorizationServer[]> =>
  Promise.all(
    (['oidc', 'oauth2'] as const).map(async (algorithm) =>
      oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, { algorithm, ...onLoopback })),
    ),
  );

test('oauth4webapi finds the same server by both kinds of discovery, and from the resource it protects', async () => {
  const { origin } = scene().server;
  const [openid, plain] = await discover(new URL(origin));
  assert.deepEqual(openid, plain);
  const answer = await oauth.resourceDiscoveryRequest(new URL(origin), onLoopback);
  const { authorization_servers } = await oauth.processResourceDiscoveryResponse(new URL(origin), answer);
  assert.deepEqual(authorization_servers, [origin]);
});

test('oauth4webapi signs a user in to a public app, checks every answer, reads userinfo, refreshes and revokes', async () => {
  const { server, developer, alice, signsInAndAllows } = scene();
  const app = await server.addApp(developer, { redirectUris: [CALLBACK], isPublic: true });
  const client: oauth.Client = { client_id: app.clientId };
  const [as] = await discover(new URL(server.origin));
  assert.ok(as?.authorization_endpoint !== undefined);
  const [verifier, state, nonce] = [
    oauth.generateRandomCodeVerifier(),
    oauth.generateRandomState(),
    oauth.generateRandomNonce(),
  ];

  const authorizationUrl = new URL(as.authorization_endpoint);
  authorizationUrl.search = new URLSearchParams({
    client_id: client.client_id,
    redirect_uri: CALLBACK,
    response_type: 'code',
    scope: 'openid profile email balance',
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state,
    nonce,
  }).toString();
  const callback = oauth.validateAuthResponse(as, client, await signsInAndAllows(authorizationUrl), state);

  const answer = await oauth.authorizationCodeGrantRequest(
    as,
    client,
    oauth.None(),
    callback,
    CALLBACK,
    verifier,
    onLoopback,
  );
  const expected = { expectedNonce: nonce, requireIdToken: true };
  const tokens = await oauth.processAuthorizationCodeResponse(as, client, answer, expected);
  await oauth.validateApplicationLevelSignature(as, answer, onLoopback);
  const subject = oauth.getValidatedIdTokenClaims(tokens)?.sub ?? '';
  assert.equal(subject, alice);

  const userinfo = async (accessToken: string): Promise<oauth.UserInfoResponse> =>
    oauth.processUserInfoResponse(
      as,
      client,
      subject,
      await oauth.userInfoRequest(as, client, accessToken, onLoopback),
    );
  assertIsAlice(await userinfo(tokens.access_token), alice);

  const refreshAnswer = await oauth.refreshTokenGrantRequest(
    as,
    client,
    oauth.None(),
    tokens.refresh_token ?? '',
    onLoopback,
  );
  const refreshed = await oauth.processRefreshTokenResponse(as, client, refreshAnswer);
  assert.notEqual(refreshed.refresh_token, tokens.refresh_token);
  assertIsAlice(await userinfo(refreshed.access_token), alice);

  const revocation = oauth.revocationRequest(as, client, oauth.None(), refreshed.refresh_token ?? '', onLoopback);
  await oauth.processRevocationResponse(await revocation);
  await assert.rejects(userinfo(refreshed.access_token), oauth.WWWAuthenticateChallengeError);
});
