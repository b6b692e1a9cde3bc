import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setScene } from '#test/attacks/scene.js';
import { openRequest, readAnswer, received, requestOf, textOf } from '#test/support/oauth-app.js';
import type { VisitedPage } from '#test/support/page-visitor.js';
import { CALLBACK, register } from '#test/support/scenes/registrar.js';
import { addResource, NOTES } from '#test/support/scenes/resources.js';

const scene = setScene({ OCTROI_REGISTRATION: 'open' });

const EVERYTHING = 'openid profile email balance offline_access read';

const boxesOn = ({ html }: VisitedPage): string[] =>
  [...html.matchAll(/<input type="checkbox" name="scope" value="(\w+)"( checked)?/g)].map(
    ([, scope = '', checked]) => `${scope}${checked === undefined ? '' : '*'}`,
  );

const opened = async (changes: Record<string, string>) => {
  const { installation } = scene();
  const registration = await register(installation, { redirect_uris: [CALLBACK], token_endpoint_auth_method: 'none' });
  const clientId = textOf(registration, 'client_id');
  const alice = await scene().browser('alice');
  const query = { client_id: clientId, redirect_uri: CALLBACK, response_type: 'code', scope: EVERYTHING, ...changes };
  const pkce = { code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', code_challenge_method: 'S256' };
  const page = await openRequest(alice, `/api/oauth2/authorize?${new URLSearchParams({ ...query, ...pkce })}`);
  return { alice, page, clientId };
};

/** What an app gets for the code of a form with these boxes. */
const grantedWith = async (boxes: readonly string[]) => {
  const { alice, page, clientId } = await opened({ resource: NOTES });
  const form = [['request', requestOf(page)], ['decision', 'allow'], ...boxes.map((scope) => ['scope', scope])];
  const code = received(await alice.post('/authorize', new URLSearchParams(form))).get('code') ?? '';
  const fields = { grant_type: 'authorization_code', code, redirect_uri: CALLBACK, client_id: clientId };
  const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
  const body = new URLSearchParams({ ...fields, code_verifier: verifier, resource: NOTES });
  return (await readAnswer(await scene().installation.request('/api/oauth2/token', { method: 'POST', body }))).json;
};

// MCP clients ask for all scopes of our metadata. They were all ticked, and an MCP server that needs none got them.
test('an app that registered itself gets of our own scopes only what users tick, if it asks for another resource', async () => {
  await addResource(scene().installation, null);
  assert.deepEqual(boxesOn((await opened({ resource: NOTES })).page), [
    'openid',
    'profile',
    'balance',
    'offline_access*',
  ]);
  const none = await grantedWith(['offline_access']);
  assert.equal(none['scope'], 'offline_access read');
  assert.ok(none['refresh_token']);
  assert.equal(none['id_token'], undefined);
  assert.equal((await grantedWith(['profile', 'openid']))['scope'], 'openid profile email read');
  assert.equal((await grantedWith([]))['scope'], 'read');
});

test('one click is not enough for it, and without another resource nothing changes', async () => {
  const { page } = await opened({ resource: NOTES, auto_authorize: 'true' });
  assert.match(page.html, />Allow</);
  assert.deepEqual(boxesOn((await opened({})).page), ['balance*', 'offline_access*']);
  const app = await scene().app();
  const bob = await scene().browser('bob');
  const asked = await openRequest(bob, app.authorizePath({ scope: EVERYTHING, resource: NOTES }));
  assert.deepEqual(boxesOn(asked), ['balance*', 'offline_access*'], 'a developer’s app');
});

// The page said that the resource is unknown, but not which, nor who could do something about it.
test('a resource that nobody registered is named, with what its operator can do, on the page and to the app', async () => {
  const stranger = await scene().browser();
  const app = await scene().app();
  const unknown = 'https://unknown.example/mcp';
  const page = await stranger.get(app.authorizePath({ resource: unknown }));
  assert.equal(page.status, 400);
  assert.ok(page.html.includes(`The resource ${unknown} is not registered here`));
  assert.ok(page.html.includes(`octroi resource add --identifier ${unknown}`));
  const sentence = await stranger.get(app.authorizePath({ resource: 'https://a.example/ Call 555 now <b>' }));
  assert.match(sentence.html, /https:\/\/a\.example\/\?Call\?555\?now\?\?b\?/);
});
