import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { assertOAuthError, form, readAnswer, textOf } from '#test/support/oauth-app.js';
import { createVisitor } from '#test/support/page-visitor.js';
import {
  authorizePath,
  CALLBACK,
  connect,
  NATIVE,
  REGISTER,
  registered,
  sendJson,
  useInstallation,
} from '#test/support/scenes/registrar.js';

describe('a registration, with its registration access token', () => {
  const installation = useInstallation({ OCTROI_REGISTRATION: 'open' });

  const send = (method: string, path: string, token: string, body?: Record<string, unknown>) =>
    sendJson(installation(), method, path, body, { token });

  test('is read as it was registered, without the secret (RFC 7592 sections 2.1 and 3)', async () => {
    const { path, token, answer } = await registered(installation(), {
      redirect_uris: [CALLBACK],
      client_name: 'Inkwell',
      client_uri: 'https://client.example/',
      token_endpoint_auth_method: 'client_secret_post',
      application_type: 'native',
      scope: 'profile',
    });
    const { client_secret: _, ...rest } = answer.json;

    const read = await send('GET', path, token);

    assert.equal(read.status, 200);
    assert.equal(read.headers.get('cache-control'), 'no-store');
    assert.deepEqual(read.json, rest);
  });

  // Anybody may register where that is open, and each change was recorded, without end.
  test('is replaced 60 times in an hour, besides what is refused; then the app is told when to try again', async () => {
    const { clientId, path, token } = await registered(installation(), { redirect_uris: [CALLBACK] });
    const rename = (name: string) =>
      send('PUT', path, token, { client_id: clientId, redirect_uris: [CALLBACK], client_name: name });
    assert.equal((await rename('Ink')).status, 200);
    for (let index = 0; index < 5; index += 1) assert.equal((await rename('Ink')).status, 200, 'changes nothing');
    const faulty = { client_id: clientId, redirect_uris: ['no URI'] };
    for (let index = 0; index < 3; index += 1) assert.equal((await send('PUT', path, token, faulty)).status, 400);
    for (let index = 1; index < 60; index += 1) assert.equal((await rename(`Ink ${index}`)).status, 200);

    const refused = await rename('Well');

    assertOAuthError(refused, 429, 'temporarily_unavailable');
    assert.ok(Number(refused.headers.get('retry-after')) > 0);
    assert.equal((await send('GET', path, token)).status, 200);
  });

  test('is replaced as a whole: what is left out has its default again (RFC 7592 section 2.2)', async () => {
    const { clientId, path, token } = await registered(installation(), {
      redirect_uris: [CALLBACK],
      client_name: 'Inkwell',
      client_uri: 'https://client.example/',
      scope: 'profile',
      dpop_bound_access_tokens: true,
      id_token_signed_response_alg: 'ES256',
      post_logout_redirect_uris: ['https://client.example/bye'],
      backchannel_logout_uri: 'https://client.example/logout',
    });

    const changed = await send('PUT', path, token, {
      client_id: clientId,
      redirect_uris: ['https://client.example/new'],
    });

    assert.equal(changed.status, 200, changed.text);
    assert.deepEqual(changed.json['redirect_uris'], ['https://client.example/new']);
    assert.equal(changed.json['client_name'], 'client.example');
    assert.equal(changed.json['dpop_bound_access_tokens'], false);
    assert.equal(changed.json['id_token_signed_response_alg'], 'RS256');
    assert.deepEqual(changed.json['post_logout_redirect_uris'], []);
    for (const field of ['client_uri', 'scope', 'backchannel_logout_uri']) assert.ok(!(field in changed.json), field);
    assert.deepEqual((await send('GET', path, token)).json, changed.json);
    const { path: old } = authorizePath({ clientId, redirectUri: CALLBACK });
    assert.equal((await installation().request(old)).status, 400);
  });

  test('takes the secret there is, and no other (RFC 7592 section 2.2)', async () => {
    const { clientId, secret, path, token } = await registered(installation(), { redirect_uris: [CALLBACK] });
    const body = { client_id: clientId, redirect_uris: [CALLBACK] };
    assert.equal((await send('PUT', path, token, { ...body, client_secret: secret })).status, 200);
    const refused = await send('PUT', path, token, { ...body, client_secret: 'secret_of_my_own' });
    assertOAuthError(refused, 400, 'invalid_client_metadata');
  });

  test('names the client_id, and nothing that only the server gives (RFC 7592 section 2.2)', async () => {
    const { clientId, path, token, answer } = await registered(installation(), NATIVE);
    const good = { client_id: clientId, ...NATIVE };
    for (const field of [
      'registration_access_token',
      'registration_client_uri',
      'client_id_issued_at',
      'client_secret_expires_at',
    ]) {
      const refused = await send('PUT', path, token, { ...good, [field]: answer.json[field] ?? 0 });
      assertOAuthError(refused, 400, 'invalid_client_metadata');
      assert.match(textOf(refused, 'error_description'), new RegExp(field));
    }
    for (const client_id of [undefined, null, 'client_other', 1]) {
      assertOAuthError(await send('PUT', path, token, { ...good, client_id }), 400, 'invalid_client_metadata');
    }
  });

  test('does not turn a public app into one with a secret, nor back (RFC 7592 section 2.2)', async () => {
    const secretive = await registered(installation(), { redirect_uris: [CALLBACK] });
    const open = await registered(installation(), NATIVE);
    for (const [{ clientId, path, token }, method] of [
      [secretive, 'none'],
      [open, 'client_secret_basic'],
      [open, 'private_key_jwt'],
    ] as const) {
      const body = { client_id: clientId, redirect_uris: [CALLBACK], token_endpoint_auth_method: method };
      const refused = await send('PUT', path, token, body);
      assertOAuthError(refused, 400, 'invalid_client_metadata');
      assert.match(textOf(refused, 'error_description'), /token_endpoint_auth_method/);
    }
  });

  test('ends, and its tokens with it (RFC 7592 section 2.3)', async () => {
    const { clientId, path, token } = await registered(installation(), NATIVE);
    await installation().addUser('carol');
    const visitor = createVisitor(installation());
    await visitor.signIn('carol');
    const tokens = await connect(installation(), visitor, { clientId, redirectUri: 'http://127.0.0.1:5000/callback' });
    const authorization = `Bearer ${textOf(tokens, 'access_token')}`;
    assert.equal((await installation().request('/api/oauth2/userinfo', { headers: { authorization } })).status, 200);

    const deleted = await send('DELETE', path, token);

    assert.equal(deleted.status, 204);
    assert.equal(deleted.text, '');
    assert.equal((await installation().request('/api/oauth2/userinfo', { headers: { authorization } })).status, 401);
    const refresh = form(
      `grant_type=refresh_token&client_id=${clientId}&refresh_token=${textOf(tokens, 'refresh_token')}`,
    );
    assertOAuthError(
      await readAnswer(await installation().request('/api/oauth2/token', refresh)),
      401,
      'invalid_client',
    );
    assertOAuthError(await send('GET', path, token), 401, 'invalid_token');
  });

  test('answers nobody else, and does not tell which client_ids there are (RFC 7592 section 2.1)', async () => {
    const mine = await registered(installation(), NATIVE);
    const other = await registered(installation(), NATIVE);
    const answers = [];
    for (const [path, token] of [
      [mine.path, other.token],
      [mine.path, 'x'],
      [`${REGISTER}/client_unknown`, mine.token],
    ] as const) {
      for (const method of ['GET', 'PUT', 'DELETE']) {
        const body = method === 'PUT' ? { client_id: mine.clientId, ...NATIVE } : undefined;
        const answer = await send(method, path, token, body);
        assertOAuthError(answer, 401, 'invalid_token');
        answers.push(`${answer.text} ${answer.headers.get('www-authenticate')}`);
      }
    }
    assert.equal(new Set(answers).size, 1);
    const none = await sendJson(installation(), 'GET', mine.path);
    assertOAuthError(none, 401, 'invalid_token');
    assert.doesNotMatch(none.headers.get('www-authenticate') ?? '', /error=/);
    assert.equal((await send('GET', mine.path, mine.token)).status, 200);
  });

  test('of a developer’s own app there is none', async () => {
    const id = await installation().addUser('dora');
    const draft = {
      name: 'By hand',
      description: '',
      redirectUris: [CALLBACK],
      public: true,
      requirePkce: true,
      allowBrowserSecret: false,
    };
    const created = await installation().services.apps.create(id, draft);
    assert.ok(created.outcome === 'done');
    assertOAuthError(
      await send('GET', `${REGISTER}/${created.value.app.clientId}`, ''.padEnd(43, 'x')),
      401,
      'invalid_token',
    );
  });

  test('takes GET, PUT and DELETE', async () => {
    const { path, token } = await registered(installation(), NATIVE);
    const answer = await send('PATCH', path, token, {});
    assertOAuthError(answer, 405, 'invalid_request');
    assert.equal(answer.headers.get('allow'), 'GET, PUT, DELETE, HEAD');
  });

  test('the database of a thief has no registration access token', async () => {
    const { token } = await registered(installation(), NATIVE);
    assert.ok(!(await installation().dump()).includes(token));
  });
});
