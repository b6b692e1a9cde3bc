import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { readClientMetadata } from '#server/domain/apps/metadata.js';
import { assertOAuthError, textOf } from '#test/support/oauth-app.js';
import { CALLBACK, NATIVE, register, registered, sendJson, useInstallation } from '#test/support/scenes/registrar.js';

const JWK = { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' };
const KEYS = { token_endpoint_auth_method: 'private_key_jwt' };

interface Fault {
  field: string;
  values: readonly unknown[];
  beside?: Readonly<Record<string, unknown>>;
}

const FAULTS: readonly Fault[] = [
  { field: 'redirect_uris', values: [undefined, null, [], 'https://client.example/cb', {}, [1], [null], [[]]] },
  {
    field: 'redirect_uris',
    values: [['http://client.example/cb'], ['https://client.example/#x'], ['https://*.example/'], ['/cb']],
  },
  { field: 'redirect_uris', values: [Array.from({ length: 11 }, (_, index) => `https://client.example/${index}`)] },
  {
    field: 'client_name',
    values: [1, true, [], {}, '', '   ', 'x'.repeat(101), 'a\u0000b', 'x'.repeat(3000), '\ud800'],
  },
  {
    field: 'client_uri',
    values: [
      1,
      {},
      'client.example',
      'javascript:alert(1)',
      'data:text/html,x',
      `https://x/${'x'.repeat(2000)}`,
      'https://x/\0',
    ],
  },
  { field: 'token_endpoint_auth_method', values: [1, '', 'NONE', 'client_secret_jwt', 'tls_client_auth', ['none']] },
  { field: 'grant_types', values: ['authorization_code', [], ['implicit'], ['client_credentials', 'password'], {}] },
  { field: 'response_types', values: ['code', [], ['token'], ['code token'], {}] },
  { field: 'scope', values: [1, ['profile'], {}, 'x'.repeat(2001)] },
  {
    field: 'jwks',
    values: [1, 'text', [], { keys: 'x' }, { keys: [] }, { keys: [{ kty: 'oct', k: 'AAAA' }] }],
    beside: KEYS,
  },
  { field: 'jwks', values: [{ keys: [{ ...JWK, d: 'nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A' }] }], beside: KEYS },
  { field: 'jwks', values: [undefined], beside: KEYS },
  {
    field: 'jwks_uri',
    values: [1, {}, 'client.example', 'http://client.example/jwks', 'file:///etc/passwd'],
    beside: KEYS,
  },
  { field: 'jwks_uri', values: ['https://client.example/jwks'], beside: { ...KEYS, jwks: { keys: [JWK] } } },
  { field: 'id_token_signed_response_alg', values: [1, 'none', 'HS256', 'rs256', ['RS256']] },
  {
    field: 'post_logout_redirect_uris',
    values: ['https://client.example/', [1], ['http://client.example/'], ['javascript:alert(1)']],
  },
  {
    field: 'backchannel_logout_uri',
    values: [1, {}, 'client.example', 'http://client.example/', 'https://client.example/#x'],
  },
  { field: 'require_pushed_authorization_requests', values: ['true', 1, {}] },
  { field: 'dpop_bound_access_tokens', values: ['true', 1, {}] },
  { field: 'application_type', values: [1, 'mobile', ['web']] },
];

describe('client metadata that is wrong', () => {
  const installation = useInstallation({ OCTROI_REGISTRATION: 'open' });

  for (const { field, values, beside } of FAULTS) {
    for (const value of values) {
      test(`is refused, naming ${field}: ${JSON.stringify(value)?.slice(0, 60)} (RFC 7591 section 3.2.2)`, async () => {
        const answer = await register(installation(), { redirect_uris: [CALLBACK], ...beside, [field]: value });
        assertOAuthError(answer, 400, field === 'redirect_uris' ? 'invalid_redirect_uri' : 'invalid_client_metadata');
        assert.match(textOf(answer, 'error_description'), new RegExp(`(^| )${field}[.:]`));
      });
    }
  }

  test('is told all at once (RFC 7591 section 3.2.2)', async () => {
    const answer = await register(installation(), {
      redirect_uris: ['http://client.example/cb', 'cursor://cb'],
      client_name: '',
      client_uri: 'nowhere',
      scope: 7,
      dpop_bound_access_tokens: 'yes',
    });
    assertOAuthError(answer, 400, 'invalid_redirect_uri');
    const description = textOf(answer, 'error_description');
    for (const field of [
      'redirect_uris.0',
      'redirect_uris.1',
      'client_name',
      'client_uri',
      'scope',
      'dpop_bound_access_tokens',
    ]) {
      assert.ok(description.includes(`${field}: `), `${field} in ${description}`);
    }
  });

  test('of a switched-off protection is refused as well', async (t) => {
    const { openInstallation } = await import('#test/support/installation.js');
    const plain = await openInstallation({ OCTROI_REGISTRATION: 'open', OCTROI_PAR: 'off', OCTROI_DPOP: 'off' });
    t.after(() => plain.close());
    for (const field of ['require_pushed_authorization_requests', 'dpop_bound_access_tokens']) {
      assertOAuthError(await register(plain, { ...NATIVE, [field]: true }), 400, 'invalid_client_metadata');
    }
  });

  test('is refused likewise when an app is changed, and the app stays as it was (RFC 7592 section 2.2)', async () => {
    const { clientId, path, token, answer } = await registered(installation(), { redirect_uris: [CALLBACK] });
    for (const { field, values, beside } of FAULTS.filter((fault) => fault.beside === undefined)) {
      for (const value of values) {
        const body = { client_id: clientId, redirect_uris: [CALLBACK], ...beside, [field]: value };
        const refused = await sendJson(installation(), 'PUT', path, body, { token });
        assertOAuthError(refused, 400, field === 'redirect_uris' ? 'invalid_redirect_uri' : 'invalid_client_metadata');
      }
    }
    const { client_secret: _, ...rest } = answer.json;
    assert.deepEqual((await sendJson(installation(), 'GET', path, undefined, { token })).json, rest);
  });
});

test('whatever a client sends is read, or refused by name, and never throws (RFC 7591 section 2)', () => {
  const names = [...new Set(FAULTS.map(({ field }) => field)), '__proto__', 'constructor', 'toString'];
  const defaults = { authMethod: 'none', nameFor: () => 'app', grantTypes: ['authorization_code'] } as const;
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...names), fc.jsonValue()), (members) => {
      const { faults, metadata } = readClientMetadata(members, defaults);
      assert.ok(faults.every(({ field }) => names.includes(field)));
      assert.ok(metadata.draft.redirectUris.every((uri) => typeof uri === 'string'));
      assert.equal(typeof metadata.draft.name, 'string');
      assert.equal(metadata.draft.isTrusted, undefined);
    }),
  );
});
