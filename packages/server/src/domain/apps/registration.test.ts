import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { DAY } from '#server/kernel/clock.js';
import { assertOAuthError, form, readAnswer, textOf } from '#test/support/oauth-app.js';
import { createVisitor } from '#test/support/page-visitor.js';
import { START } from '#test/support/installation.js';
import {
  CALLBACK,
  connect,
  NATIVE,
  REGISTER,
  register,
  registered,
  sendJson,
  useInstallation,
} from '#test/support/scenes/registrar.js';

const JWK = { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo', alg: 'EdDSA', kid: 'k1' };

const discovered = async (installation: Parameters<typeof register>[0]): Promise<Record<string, unknown>> =>
  (await readAnswer(await installation.request('/.well-known/oauth-authorization-server'))).json;

describe('registering an app by the protocol, open to anyone', () => {
  const installation = useInstallation({ OCTROI_REGISTRATION: 'open' });

  test('the metadata says where (RFC 8414 section 2)', async () => {
    const { registration_endpoint } = await discovered(installation());
    assert.equal(registration_endpoint, `${installation().issuer}${REGISTER}`);
  });

  test('one redirect URI is enough: the rest has the defaults (RFC 7591 section 2)', async () => {
    const answer = await register(installation(), { redirect_uris: [CALLBACK] });
    assert.equal(answer.status, 201);
    assert.equal(answer.headers.get('cache-control'), 'no-store');
    assert.equal(answer.headers.get('access-control-allow-origin'), '*');
    const { client_id, client_secret, registration_access_token, registration_client_uri, ...rest } = answer.json;
    assert.match(String(client_id), /^client_[\w-]{43}$/);
    assert.match(String(client_secret), /^secret_[\w-]{43}$/);
    assert.match(String(registration_access_token), /^registration_[\w-]{43}$/);
    assert.equal(registration_client_uri, `${installation().issuer}${REGISTER}/${client_id}`);
    assert.deepEqual(rest, {
      client_secret_expires_at: 0,
      client_id_issued_at: START / 1000,
      client_name: 'client.example',
      redirect_uris: [CALLBACK],
      application_type: 'web',
      token_endpoint_auth_method: 'client_secret_basic',
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      id_token_signed_response_alg: 'RS256',
      post_logout_redirect_uris: [],
      require_pushed_authorization_requests: false,
      dpop_bound_access_tokens: false,
    });
  });

  test('all that was sent and is understood comes back, and nothing else (RFC 7591 section 3.2.1)', async () => {
    const sent = {
      client_name: 'Inkwell',
      client_uri: 'https://client.example',
      redirect_uris: [CALLBACK, 'https://client.example/other'],
      application_type: 'native',
      token_endpoint_auth_method: 'private_key_jwt',
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      scope: 'openid profile something-else',
      jwks: { keys: [JWK] },
      id_token_signed_response_alg: 'ES256',
      post_logout_redirect_uris: ['https://client.example/bye'],
      backchannel_logout_uri: 'https://client.example/logout',
      require_pushed_authorization_requests: true,
      dpop_bound_access_tokens: true,
    };
    const ignored = {
      contacts: ['dev@client.example'],
      logo_uri: 'https://client.example/logo.png',
      policy_uri: 'https://client.example/policy',
      tos_uri: 'https://client.example/tos',
      'client_name#fr': 'Encrier',
      software_id: '1',
    };
    const { answer, token } = await registered(installation(), { ...sent, ...ignored });
    const { client_id, client_id_issued_at, registration_access_token, registration_client_uri, ...rest } = answer.json;
    assert.ok(client_id && client_id_issued_at && registration_access_token === token && registration_client_uri);
    assert.deepEqual(rest, sent);
  });

  test('an app that authenticates with its keys has no secret (RFC 7591 section 3.2.1)', async () => {
    const metadata = {
      redirect_uris: [CALLBACK],
      token_endpoint_auth_method: 'private_key_jwt',
      jwks_uri: 'https://client.example/jwks',
    };
    const { answer } = await registered(installation(), metadata);
    assert.equal(answer.json['jwks_uri'], 'https://client.example/jwks');
    assert.ok(!('client_secret' in answer.json) && !('client_secret_expires_at' in answer.json));
  });

  for (const method of ['client_secret_basic', 'client_secret_post']) {
    test(`a secret for ${method} works at the token endpoint (RFC 7591 section 3.2.1)`, async () => {
      const { clientId, secret, answer } = await registered(installation(), {
        redirect_uris: [CALLBACK],
        token_endpoint_auth_method: method,
      });
      assert.equal(answer.json['token_endpoint_auth_method'], method);
      const basic = Buffer.from(`${clientId}:${secret}`).toString('base64');
      const isBasic = method === 'client_secret_basic';
      const credentials = isBasic ? '' : `&client_id=${clientId}&client_secret=${secret}`;
      const token = await installation().request(
        '/api/oauth2/token',
        form(
          `grant_type=refresh_token&refresh_token=x${credentials}`,
          isBasic ? { authorization: `Basic ${basic}` } : {},
        ),
      );
      // The client is authenticated; only the refresh token is invalid.
      assertOAuthError(await readAnswer(token), 400, 'invalid_grant');
    });
  }

  test('grant types that are not offered are left out, and the answer says which there are (RFC 7591 section 2)', async () => {
    const { answer } = await registered(installation(), {
      ...NATIVE,
      grant_types: ['implicit', 'authorization_code'],
      response_types: ['token', 'code'],
    });
    assert.deepEqual(answer.json['grant_types'], ['authorization_code', 'refresh_token']);
    assert.deepEqual(answer.json['response_types'], ['code']);
  });

  test('null is as good as nothing (RFC 7591 section 2)', async () => {
    const { answer } = await registered(installation(), {
      ...NATIVE,
      client_name: null,
      scope: null,
      jwks: null,
      contacts: null,
    });
    assert.equal(answer.json['client_name'], '127.0.0.1');
  });

  // Its author was told to send what they had not sent.
  test('an app with a scheme of its own that says nothing of secrets gets none (RFC 7591 section 3.2.1)', async () => {
    const redirect_uris = ['cursor://anysphere.cursor-mcp/callback'];
    const { status, json } = await register(installation(), { redirect_uris });
    assert.equal(status, 201);
    assert.equal(json['token_endpoint_auth_method'], 'none');
    assert.equal(json['client_secret'], undefined);
    const asked = await register(installation(), { redirect_uris, token_endpoint_auth_method: 'client_secret_basic' });
    assertOAuthError(asked, 400, 'invalid_redirect_uri');
  });

  // A television had to invent an address that it does not have.
  test('an app for devices only needs no redirect URI, and keeps the device flow (RFC 7591 section 2)', async () => {
    const device = {
      client_name: 'Television',
      token_endpoint_auth_method: 'none',
      grant_types: ['urn:ietf:params:oauth:grant-type:device_code', 'refresh_token'],
      response_types: [],
    };
    const { json, status } = await register(installation(), device);
    assert.equal(status, 201);
    assert.deepEqual(json['redirect_uris'], []);
    assert.deepEqual(json['response_types'], []);
    assert.deepEqual(json['grant_types'], ['refresh_token', 'urn:ietf:params:oauth:grant-type:device_code']);
    const client_id = String(json['client_id']);
    const begun = await readAnswer(
      await installation().request(
        '/api/oauth2/device_authorization',
        form(new URLSearchParams({ client_id }).toString()),
      ),
    );
    assert.equal(begun.status, 200);

    const path = `${REGISTER}/${client_id}`;
    const token = String(json['registration_access_token']);
    const without = await sendJson(
      installation(),
      'PUT',
      path,
      { client_id, client_name: 'Television', token_endpoint_auth_method: 'none' },
      { token },
    );
    assertOAuthError(without, 400, 'invalid_redirect_uri');
    assertOAuthError(await register(installation(), { client_name: 'Chat' }), 400, 'invalid_redirect_uri');
  });

  test('a program on the device registers itself, and signs a user in on whatever port is free (RFC 8252 section 7.3)', async () => {
    const { clientId } = await registered(installation(), {
      client_name: 'Terminal',
      redirect_uris: [
        'http://127.0.0.1/callback',
        'http://localhost/callback',
        'http://[::1]/callback',
        'editor://auth/callback',
      ],
      token_endpoint_auth_method: 'none',
      application_type: 'native',
      grant_types: ['authorization_code', 'refresh_token', 'urn:ietf:params:oauth:grant-type:device_code'],
    });
    await installation().addUser('carol');
    const visitor = createVisitor(installation());
    await visitor.signIn('carol');

    const answer = await connect(installation(), visitor, { clientId, redirectUri: 'http://127.0.0.1:49152/callback' });

    assert.equal(answer.status, 200, answer.text);
    const body = form(
      `grant_type=refresh_token&client_id=${clientId}&refresh_token=${textOf(answer, 'refresh_token')}`,
    );
    assert.equal((await installation().request('/api/oauth2/token', body)).status, 200);
  });

  test('that an app got a token is remembered to the day, so that it is not taken for one that nobody uses', async () => {
    const { clientId } = await registered(installation(), NATIVE);
    const lastUse = async () => (await installation().services.apps.findByClientId(clientId))?.lastUsedAt ?? null;
    assert.equal(await lastUse(), null);
    await installation().addUser('frank');
    const visitor = createVisitor(installation());
    await visitor.signIn('frank');

    const tokens = await connect(installation(), visitor, { clientId, redirectUri: 'http://127.0.0.1:5000/callback' });
    assert.equal(await lastUse(), START);

    let refreshToken = textOf(tokens, 'refresh_token');
    const refreshAfter = async (duration: number): Promise<void> => {
      installation().letTimePass(duration);
      const body = form(`grant_type=refresh_token&client_id=${clientId}&refresh_token=${refreshToken}`);
      refreshToken = textOf(await readAnswer(await installation().request('/api/oauth2/token', body)), 'refresh_token');
    };
    await refreshAfter(DAY);
    assert.equal(await lastUse(), START);
    await refreshAfter(1);
    assert.equal(await lastUse(), START + DAY + 1);
  });

  test('browsers may register from any origin', async () => {
    const answer = await installation().request(REGISTER, {
      method: 'OPTIONS',
      headers: { origin: 'https://inspector.example' },
    });
    assert.equal(answer.status, 204);
    assert.equal(answer.headers.get('access-control-allow-methods'), 'POST');
  });

  test('one address registers at most 60 apps an hour, without affecting others', async () => {
    const from = { address: '198.51.100.250' };
    for (let count = 0; count < 60; count += 1) await registered(installation(), NATIVE, from);
    // A refused registration explains why and does not count.
    assertOAuthError(await register(installation(), {}, from), 400, 'invalid_redirect_uri');

    const limited = await register(installation(), NATIVE, from);
    assertOAuthError(limited, 429, 'temporarily_unavailable');
    assert.match(limited.headers.get('retry-after') ?? '', /^[1-9]\d*$/);
    assert.equal((await register(installation(), NATIVE)).status, 201);
  });

  test('only JSON is read, and only POST', async () => {
    assertOAuthError(
      await readAnswer(await installation().request(REGISTER, form('redirect_uris=x'))),
      415,
      'invalid_request',
    );
    assertOAuthError(await sendJson(installation(), 'GET', REGISTER), 405, 'invalid_request');
    for (const body of ['', '{', '[]', '"text"', 'null']) {
      const init = { method: 'POST', body, headers: { 'content-type': 'application/json' } };
      assertOAuthError(await readAnswer(await installation().request(REGISTER, init)), 400, 'invalid_request');
    }
  });
});

describe('registering an app by the protocol, with an initial access token', () => {
  const installation = useInstallation({ OCTROI_REGISTRATION: 'token' });

  const developerToken = async (username: string): Promise<{ id: string; token: string }> => {
    const id = await installation().addUser(username);
    await installation().services.developers.grantRole(id, 'developer');
    const created = await installation().services.developers.createToken(id, 'ci', null);
    assert.ok(created.outcome === 'done');
    return { id, token: created.value.token.reveal() };
  };

  test('a developer token is one, and the app is that developer’s (RFC 7591 section 3)', async () => {
    const { id, token } = await developerToken('dora');
    const { clientId } = await registered(installation(), NATIVE, { token });
    const apps = await installation().services.apps.list(id);
    assert.deepEqual(
      apps.map((app) => app.clientId),
      [clientId],
    );
  });

  test('an app of a developer’s counts among those they can have', async () => {
    const { token } = await developerToken('mallory');
    for (let count = 0; count < 100; count += 1) await registered(installation(), NATIVE, { token });
    assertOAuthError(await register(installation(), NATIVE, { token }), 400, 'invalid_client_metadata');
  });

  test('without one, or with another, nothing is registered (RFC 7591 section 3, RFC 6750 section 3.1)', async () => {
    const none = await register(installation(), NATIVE);
    assertOAuthError(none, 401, 'invalid_token');
    assert.equal(none.headers.get('www-authenticate'), `Bearer realm="${installation().issuer}"`);
    const wrong = await register(installation(), NATIVE, { token: `dev_${'x'.repeat(43)}` });
    assertOAuthError(wrong, 401, 'invalid_token');
    assert.match(wrong.headers.get('www-authenticate') ?? '', /error="invalid_token"/);
  });

  test('a registration access token registers no other app (RFC 7591 section 3)', async () => {
    const { token } = await developerToken('erin');
    const first = await registered(installation(), NATIVE, { token });
    assertOAuthError(await register(installation(), NATIVE, { token: first.token }), 401, 'invalid_token');
  });
});

describe('registering an app by the protocol, switched off as it is at first', () => {
  const installation = useInstallation({});

  test('there is no such endpoint, and the metadata names none', async () => {
    assertOAuthError(await register(installation(), NATIVE), 404, 'invalid_request');
    assertOAuthError(
      await sendJson(installation(), 'GET', `${REGISTER}/client_x`, undefined, { token: 'x' }),
      404,
      'invalid_request',
    );
    assert.ok(!('registration_endpoint' in (await discovered(installation()))));
  });
});
