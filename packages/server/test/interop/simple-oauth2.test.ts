import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { AuthorizationCode } from 'simple-oauth2';
import { assertIsAlice, CALLBACK, setScene } from './scene.js';

const scene = setScene();

for (const authorizationMethod of ['header', 'body'] as const) {
  test(`simple-oauth2 gets, refreshes and revokes tokens, with the secret in the ${authorizationMethod}`, async () => {
    const { server, developer, alice, signsInAndAllows } = scene();
    const { clientId, clientSecret } = await server.addApp(developer, { redirectUris: [CALLBACK] });
    const client = new AuthorizationCode({
      client: { id: clientId, secret: clientSecret },
      auth: {
        tokenHost: server.origin,
        tokenPath: '/api/oauth2/token',
        revokePath: '/api/oauth2/revoke',
        authorizePath: '/api/oauth2/authorize',
      },
      options: { authorizationMethod },
    });
    const state = randomBytes(16).toString('hex');
    const scope = ['profile', 'balance'];

    const answer = await signsInAndAllows(client.authorizeURL({ redirect_uri: CALLBACK, scope, state }));
    assert.equal(answer.searchParams.get('state'), state);
    const code = answer.searchParams.get('code') ?? '';
    const tokens = await client.getToken({ code, redirect_uri: CALLBACK, scope });
    assert.equal(tokens.expired(), false);

    const userinfo = (accessToken: unknown): Promise<Response> =>
      fetch(`${server.origin}/api/oauth2/userinfo`, { headers: { authorization: `Bearer ${String(accessToken)}` } });
    const claimsOf = async (accessToken: unknown): Promise<unknown> => (await userinfo(accessToken)).json();
    assertIsAlice(await claimsOf(tokens.token['access_token']), alice);

    const refreshed = await tokens.refresh();
    assert.notEqual(refreshed.token['refresh_token'], tokens.token['refresh_token']);
    assertIsAlice(await claimsOf(refreshed.token['access_token']), alice);

    await refreshed.revokeAll();
    assert.equal((await userinfo(refreshed.token['access_token'])).status, 401);
  });
}
