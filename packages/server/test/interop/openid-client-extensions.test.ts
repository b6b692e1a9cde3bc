import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exportJWK, generateKeyPair } from 'jose';
import * as client from 'openid-client';
import { SIGNING_ALGS } from '#server/protocol/signing-alg.js';
import type { AppDraft } from '#server/domain/apps/settings/changes.js';
import { assertIsAlice, CALLBACK, setScene } from './scene.js';

const scene = setScene({ OCTROI_REGISTRATION: 'open' });

/** The library allows http, and verifies id_tokens received directly, only when told to. */
const OPTIONS = { execute: [client.allowInsecureRequests, client.enableNonRepudiationChecks] };

interface Authentication {
  metadata?: Partial<client.ClientMetadata>;
  method?: client.ClientAuth;
}

/** Registers an app, and resolves to the library's configuration for it. */
const configure = async (
  draft: Partial<AppDraft>,
  { metadata = {}, method }: Authentication = {},
): Promise<client.Configuration> => {
  const { server, developer } = scene();
  const { clientId, clientSecret } = await server.addApp(developer, { redirectUris: [CALLBACK], ...draft });
  const issuer = new URL(server.origin);
  return client.discovery(issuer, clientId, { client_secret: clientSecret, ...metadata }, method, OPTIONS);
};

interface Options {
  dpop?: client.DPoPHandle;
  pushed?: boolean;
  redirectUri?: string;
  /** Takes the user to the URL and onwards; resolves to where the browser ends up. */
  goTo?: (address: URL) => Promise<URL>;
}

/** The code flow with PKCE. */
const signIn = async (config: client.Configuration, options: Options = {}) => {
  const { dpop, pushed = false, redirectUri = CALLBACK, goTo = scene().signsInAndAllows } = options;
  const pkceCodeVerifier = client.randomPKCECodeVerifier();
  const expectedState = client.randomState();
  const parameters = {
    redirect_uri: redirectUri,
    scope: 'openid profile email balance',
    code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
    state: expectedState,
  };
  const binding = dpop === undefined ? {} : { DPoP: dpop };
  const address = pushed
    ? await client.buildAuthorizationUrlWithPAR(config, parameters, binding)
    : client.buildAuthorizationUrl(config, parameters);
  const checks = { pkceCodeVerifier, expectedState, idTokenExpected: true };
  return client.authorizationCodeGrant(config, await goTo(address), checks, undefined, binding);
};

for (const alg of SIGNING_ALGS) {
  test(`openid-client verifies an id_token signed with ${alg}`, async () => {
    const config = await configure({ idTokenAlg: alg }, { metadata: { id_token_signed_response_alg: alg } });
    const tokens = await signIn(config);
    assert.equal(tokens.claims()?.sub, scene().alice);
  });
}

test('openid-client authenticates by private_key_jwt, pushes its request, and binds its tokens by DPoP', async () => {
  const { alice } = scene();
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  const jwks = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: 'k1', alg: 'ES256', use: 'sig' }] });
  const config = await configure(
    { jwks, requirePar: true, dpopBound: true },
    { method: client.PrivateKeyJwt({ key: privateKey, kid: 'k1' }) },
  );
  const dpop = client.getDPoPHandle(config, await client.randomDPoPKeyPair());

  const tokens = await signIn(config, { dpop, pushed: true });
  assert.equal(tokens.token_type, 'dpop');
  assertIsAlice(await client.fetchUserInfo(config, tokens.access_token, alice, { DPoP: dpop }), alice);
  const refreshed = await client.refreshTokenGrant(config, tokens.refresh_token ?? '', undefined, { DPoP: dpop });
  assertIsAlice(await client.fetchUserInfo(config, refreshed.access_token, alice, { DPoP: dpop }), alice);
  await assert.rejects(client.fetchUserInfo(config, refreshed.access_token, alice));
});

test('openid-client registers an app by itself and signs a user in to it', async () => {
  const { server, alice } = scene();
  const metadata = { client_name: 'Registered by itself', redirect_uris: [CALLBACK] };
  const config = await client.dynamicClientRegistration(new URL(server.origin), metadata, undefined, OPTIONS);
  const tokens = await signIn(config);
  assertIsAlice(await client.fetchUserInfo(config, tokens.access_token, alice), alice);
});

test('openid-client lets a device ask until its user has answered', async () => {
  const { alice, browser } = scene();
  const grantTypes = ['authorization_code', 'refresh_token', 'urn:ietf:params:oauth:grant-type:device_code'];
  const config = await configure({ grantTypes });
  const device = await client.initiateDeviceAuthorization(config, { scope: 'openid profile email balance' });

  const visitor = await browser();
  await visitor.opens(device.verification_uri_complete ?? '');
  await visitor.signsIn();
  await visitor.reads(device.user_code);
  await visitor.presses('Allow');

  // The library waits before it polls, and this device has already waited.
  const tokens = await client.pollDeviceAuthorizationGrant(config, { ...device, interval: 1 });
  assertIsAlice(await client.fetchUserInfo(config, tokens.access_token, alice), alice);
});

test('openid-client introspects a token', async () => {
  const config = await configure({});
  const tokens = await signIn(config);
  const { active, sub, scope } = await client.tokenIntrospection(config, tokens.access_token);
  assert.deepEqual({ active, sub, scope }, { active: true, sub: scene().alice, scope: 'openid profile email balance' });
});

test('openid-client signs a user out at the server, who comes back to the app', async () => {
  const { browser, site } = scene();
  const origin = await site(async () => (_, response) => response.end('The app'));
  const [redirectUri, signedOutUri] = [`${origin}/callback`, `${origin}/signed-out`];
  const config = await configure({ redirectUris: [redirectUri], postLogoutRedirectUris: [signedOutUri] });
  const visitor = await browser();
  const goTo = async (address: URL): Promise<URL> => {
    await visitor.opens(address.href);
    await visitor.signsIn();
    await visitor.presses('Allow');
    return new URL(visitor.url);
  };
  const tokens = await signIn(config, { redirectUri, goTo });
  await visitor.opens('/account');
  assert.equal(new URL(visitor.url).pathname, '/account');

  const parameters = { id_token_hint: tokens.id_token ?? '', post_logout_redirect_uri: signedOutUri, state: 'st-1' };
  await visitor.opens(client.buildEndSessionUrl(config, parameters).href);
  assert.equal(visitor.url, `${signedOutUri}?state=st-1`);
  await visitor.opens('/account');
  assert.equal(new URL(visitor.url).pathname, '/sign-in');
});
