import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { EVERYTHING, type RequestFilter } from '#server/domain/request-log/filter.js';
import { HOUR } from '#server/kernel/clock.js';
import { openInstallation, type Installation } from '#test/support/installation.js';
import {
  callWith,
  CALLBACK,
  form,
  grantCode,
  grantTokens,
  newPkce,
  openRequest,
  readAnswer,
  registerApp,
  requestOf,
  textOf,
  type OAuthApp,
} from '#test/support/oauth-app.js';
import { createVisitor, type Visitor } from '#test/support/page-visitor.js';

let installation: Installation;
let owner: string;
let alice: Visitor;
let app: OAuthApp;

before(async () => {
  installation = await openInstallation();
  owner = await installation.addUser('dora');
  await installation.addUser('alice');
  alice = createVisitor(installation);
  await alice.signIn('alice');
});
after(() => installation.close());
beforeEach(async () => {
  app = await registerApp(installation, { owner });
});

const lines = (filter: Partial<RequestFilter> = {}) =>
  installation.services.requestLog.list(app.id, { ...EVERYTHING, ...filter });
const newest = async () => {
  const [line] = await lines();
  assert.ok(line, 'the log has a line');
  return line;
};

test('each kind of request has its line, found by the request id of its answer', async () => {
  const tokens = await grantTokens(alice, app);
  const answers = [
    ['token', tokens.answer],
    ['refresh', await app.refresh(tokens.refresh)],
    ['userinfo', await callWith(installation, tokens.access)],
    ['topup', await callWith(installation, tokens.access, '/api/oauth2/topup')],
    ['introspect', await app.introspect(tokens.access)],
    ['revoke', await app.revoke(tokens.access)],
  ] as const;

  for (const [operation, { headers }] of answers) {
    const requestId = headers.get('x-request-id');
    const [line, ...others] = await lines({ requestId });
    assert.deepEqual([line?.operation, line?.requestId, line?.error, others.length], [operation, requestId, null, 0]);
  }
  assert.equal((await lines()).at(-1)?.operation, 'authorize');
});

test('pushed requests and device codes have theirs', async () => {
  const device = await registerApp(installation, {
    owner,
    grantTypes: ['authorization_code', 'refresh_token', 'urn:ietf:params:oauth:grant-type:device_code'],
  });
  app = device;
  const begun = await device.authorizeDevice({ scope: 'profile' });
  // A polling device is not a failure.
  await device.token({
    grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
    device_code: textOf(begun, 'device_code'),
  });
  const fields = { ...device.credentials, response_type: 'code', redirect_uri: CALLBACK, scope: 'profile' };
  await installation.request('/api/oauth2/par', form(new URLSearchParams(fields).toString()));

  assert.deepEqual(
    (await lines()).map(({ operation, error }) => [operation, error]),
    [
      ['par', null],
      ['token', 'authorization_pending'],
      ['device', null],
    ],
  );
  assert.equal((await installation.services.requestLog.summary(device.id)).failed, 0);
});

test('a failure says why, in the words of its answer', async () => {
  const answer = await app.exchange('no such code');
  const line = await newest();
  assert.deepEqual(
    [line.operation, line.error, line.reason],
    ['token', 'invalid_grant', answer.json['error_description']],
  );
  assert.equal(line.requestId, answer.headers.get('x-request-id'));
});

test('a wrong secret is found in the log of the app it was sent for', async () => {
  await app.token({ grant_type: 'refresh_token', refresh_token: 'r', client_secret: 'wrong' });
  const line = await newest();
  assert.deepEqual(
    [line.operation, line.error, line.reason],
    ['refresh', 'invalid_client', 'The client_secret is wrong.'],
  );
});

test('an access token that has expired is found in the log of the app it was issued to; a forged one in none', async () => {
  const { access } = await grantTokens(alice, app);
  installation.letTimePass(2 * HOUR);
  const [header, payload] = access.split('.');
  const known = (await lines()).length;

  await callWith(installation, `${header}.${payload}.forged`);
  assert.equal((await lines()).length, known);

  await callWith(installation, access);
  const line = await newest();
  assert.deepEqual([line.operation, line.error], ['userinfo', 'invalid_token']);
  assert.match(line.reason ?? '', /expired/);
  await alice.signIn('alice');
});

test('a sign-in that the user cancels, and one to an address that is not registered, say so', async () => {
  const page = await openRequest(alice, app.authorizePath());
  await alice.post('/authorize', { request: requestOf(page), decision: 'cancel' });
  assert.equal((await newest()).error, 'access_denied');

  const refused = await alice.get(app.authorizePath({ redirect_uri: `${CALLBACK}/` }));
  const line = await newest();
  assert.deepEqual([line.operation, line.error], ['authorize', 'invalid_request']);
  assert.equal(line.parameters['redirect_uri'], `${CALLBACK}/`);
  assert.equal(line.requestId, refused.headers.get('x-request-id'));
});

test('an error that is answered by the redirect is in the log too', async () => {
  await alice.get(app.authorizePath({ scope: 'nothing' }));
  const line = await newest();
  assert.deepEqual([line.error, line.parameters['scope']], ['invalid_scope', 'nothing']);
});

test('what to look into: a secret in a browser, no state, no PKCE', async () => {
  await app.exchange('a code', {});
  assert.deepEqual((await installation.services.requestLog.summary(app.id)).warnings, []);

  const fields = new URLSearchParams({ ...app.credentials, grant_type: 'authorization_code', code: 'c' });
  const answer = await readAnswer(
    await installation.request('/api/oauth2/token', form(fields.toString(), { origin: 'https://app.example' })),
  );
  assert.equal(answer.status, 400);
  assert.deepEqual((await newest()).warnings, ['browser_secret']);

  const { challenge } = newPkce();
  await grantCode(alice, app, { code_challenge: challenge, code_challenge_method: 'S256' });
  assert.deepEqual((await newest()).warnings, []);
  await grantCode(alice, app, { state: null });
  assert.deepEqual((await newest()).warnings, ['no_state', 'no_pkce']);
  const { warnings } = await installation.services.requestLog.summary(app.id);
  assert.deepEqual(warnings, ['browser_secret', 'no_state', 'no_pkce']);
});

test('no secret, code, token or state is kept, wherever it was sent', async () => {
  const state = 'state-of-this-test';
  const code = await grantCode(alice, app, { state });
  const { verifier } = newPkce();
  const answer = await app.exchange(code, { scope: app.secret, client_assertion: 'x', code_verifier: verifier });
  assert.equal(answer.status, 400);
  const tokens = await grantTokens(alice, app);
  await app.refresh(tokens.refresh, { scope: tokens.access, redirect_uri: `https://dora:hunter2@app.example/${code}` });
  await app.token({ grant_type: tokens.refresh, [app.secret]: 'as a name' });

  const kept = JSON.stringify(await lines());
  assert.match(kept, /"grant_type":"authorization_code"/);
  for (const secret of [app.secret, code, verifier, tokens.access, tokens.refresh, state, 'hunter2']) {
    assert.ok(!kept.includes(secret), `${secret} is in ${kept}`);
  }
  const redacted = await lines({ outcome: 'failed' });
  assert.equal(redacted.at(-1)?.parameters['code'], null, 'of a code only the name is kept');
});

test('a line stays short, however often a parameter is repeated', async () => {
  const many = Array.from({ length: 90 }, (_, index): [string, string] => [
    'resource',
    `https://api.example/${'a.'.repeat(100)}${index}`,
  ]);
  const body = new URLSearchParams([['client_id', app.clientId], ...many]);
  assert.equal((await installation.request('/api/oauth2/token', form(body.toString()))).status, 401);
  assert.ok(String((await newest()).parameters['resource']).length <= 301);
});

test('a line leads to its app and no other', async () => {
  const mine = app;
  const other = await registerApp(installation, { owner });
  await other.exchange('no such code');
  assert.deepEqual(await installation.services.requestLog.list(mine.id, EVERYTHING), []);
  assert.equal((await installation.services.requestLog.list(other.id, EVERYTHING)).length, 1);
});
