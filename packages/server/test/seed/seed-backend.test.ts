import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { readAnswer, requestOf, textOf, type Answer } from '../support/oauth-app.js';
import { createVisitor } from '../support/page-visitor.js';
import { startTestServer, USER_PASSWORD, type TestServer } from '../support/server.js';
import { startSampleBackend } from './sample-backend.js';

const SITE = 'https://yourapp.com';
const REDIRECT_URI = `${SITE}/oauth/callback`;

let server: TestServer;
let backend: Awaited<ReturnType<typeof startSampleBackend>>;
let clientId: string;

before(async () => {
  server = await startTestServer();
  const owner = await server.addUser('developer', { role: 'developer' });
  await server.addUser('user123', { quota: 1_000_000n, usedQuota: 250_000n });
  const app = await server.addApp(owner, { redirectUris: [REDIRECT_URI] });
  clientId = app.clientId;
  backend = await startSampleBackend({ authServer: server.origin, ...app });
});
after(async () => {
  await backend.stop();
  await server.stop();
});

/** Signs the user in like the sample page's button; resolves to the code that the page receives. */
const receiveCode = async (): Promise<string> => {
  const visitor = createVisitor({
    request: async (path: string, init: RequestInit = {}) =>
      fetch(new URL(path, server.origin), { ...init, redirect: 'manual' }),
  });
  const query = new URLSearchParams({
    client_id: clientId,
    redirect_uri: REDIRECT_URI,
    response_type: 'code',
    scope: 'profile balance',
    state: 'a-random-state',
    auto_authorize: 'true',
  });
  let page = await visitor.get(`/api/oauth2/authorize?${query}`);
  while (page.location.startsWith('/')) page = await visitor.follow(page);
  page = await visitor.post('/sign-in', { request: requestOf(page), username: 'user123', password: USER_PASSWORD });
  while (page.location.startsWith('/')) page = await visitor.follow(page);
  assert.ok(page.location.startsWith(REDIRECT_URI), `${page.status} ${page.location}`);
  return new URL(page.location).searchParams.get('code') ?? assert.fail('no code');
};

/** A request from the app's page to its back end. */
const ask = async (path: string, init: RequestInit = {}): Promise<Answer> => {
  const headers = new Headers(init.headers);
  headers.set('origin', SITE);
  return readAnswer(await fetch(backend.origin + path, { ...init, headers }));
};

const send = (path: string, body: object): Promise<Answer> =>
  ask(path, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });

const exchange = (code: string): Promise<Answer> =>
  send('/api/oauth/exchange-token', { code, redirectUri: REDIRECT_URI, state: 'a-random-state' });

const userinfo = (accessToken: string): Promise<Answer> =>
  ask('/api/oauth/userinfo', { headers: { authorization: `Bearer ${accessToken}` } });

describe('the published sample back end, run unchanged with express, cors and node-fetch 2', () => {
  it('exchanges a code for tokens, as the document prints them', async () => {
    const answer = await exchange(await receiveCode());
    assert.equal(answer.status, 200, answer.text);
    assert.equal(answer.headers.get('access-control-allow-origin'), '*', 'its page can read it');
    const { access_token, refresh_token, ...rest } = answer.json;
    assert.deepEqual(rest, { token_type: 'Bearer', expires_in: 7200, scope: 'profile balance' });
    assert.match(String(access_token), /^eyJ/);
    assert.match(String(refresh_token), /^refresh_/);
  });

  it('shows who signed in and what they have left, through its proxy', async () => {
    const tokens = await exchange(await receiveCode());
    const { status, json } = await userinfo(textOf(tokens, 'access_token'));
    assert.equal(status, 200);
    assert.deepEqual(
      [json['username'], json['email'], json['quota'], json['used_quota'], json['balance_formatted'], json['status']],
      ['user123', 'user123@example.com', 1_000_000, 250_000, '750.00', 1],
    );
  });

  it('refreshes, and the new token opens the same door', async () => {
    const tokens = await exchange(await receiveCode());
    const refreshed = await send('/api/oauth/refresh-token', { refreshToken: textOf(tokens, 'refresh_token') });
    assert.equal(refreshed.status, 200, refreshed.text);
    assert.notEqual(textOf(refreshed, 'refresh_token'), textOf(tokens, 'refresh_token'));
    assert.equal((await userinfo(textOf(refreshed, 'access_token'))).json['username'], 'user123');
  });

  it('passes on why a code or refresh token is refused: 400, with our JSON', async () => {
    const used = await receiveCode();
    await exchange(used);
    for (const answer of [
      await exchange('a-made-up-code'),
      await exchange(used),
      await send('/api/oauth/exchange-token', { code: await receiveCode(), redirectUri: `${SITE}/elsewhere` }),
      await send('/api/oauth/refresh-token', { refreshToken: 'refresh_made_up' }),
    ]) {
      assert.equal(answer.status, 400);
      assert.equal(answer.json['error'], 'invalid_grant', answer.text);
      assert.ok(textOf(answer, 'error_description').length > 0);
      assert.equal(answer.json['error_uri'], `${server.origin}/docs/errors#invalid_grant`);
    }
  });

  it('passes on that an access token is not good: 401, with our JSON', async () => {
    const answer = await userinfo('eyJhbGciOiJIUzI1NiJ9.e30.not-ours');
    assert.deepEqual([answer.status, answer.json['error']], [401, 'invalid_token']);
  });

  it('answers in its own words when something is missing', async () => {
    const unauthenticated = await ask('/api/oauth/userinfo');
    assert.deepEqual([unauthenticated.status, unauthenticated.json], [401, { error: 'Missing authorization header' }]);
    const empty = await send('/api/oauth/refresh-token', {});
    assert.deepEqual([empty.status, empty.json], [400, { error: 'Missing refresh token' }]);
  });
});
