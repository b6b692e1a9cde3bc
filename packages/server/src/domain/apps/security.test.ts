import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { grantTypesWith } from '#server/domain/apps/settings/grant-types.js';
import { setScene } from '#test/attacks/scene.js';
import { jwksOf, newAppKey } from '#test/support/client-proofs.js';
import { readAnswer, type Answer } from '#test/support/oauth-app.js';
import { unescapeHtml } from '#test/support/page-visitor.js';

const scene = setScene();

const key = await newAppKey();

let made: Promise<string> | null = null;
const developerToken = (): Promise<string> =>
  (made ??= (async () => {
    const created = await scene().installation.services.developers.createToken(scene().ids.dev, 'ci', null);
    assert.ok(created.outcome === 'done');
    return created.value.token.reveal();
  })());

const call = async (method: string, path: string, body?: object): Promise<Answer> =>
  readAnswer(
    await scene().installation.request(path, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      headers: { authorization: `Bearer ${await developerToken()}`, 'content-type': 'application/json' },
    }),
  );

const BASICS = { name: 'Ledger', redirect_uri: 'https://ledger.example/cb' };
const create = (fields: object): Promise<Answer> => call('POST', '/api/oauth_apps', { ...BASICS, ...fields });

const dataOf = ({ json }: Answer): Record<string, unknown> => {
  const { data } = json;
  assert.ok(typeof data === 'object' && data !== null, JSON.stringify(json));
  return { ...data };
};

/** The faulty fields in an answer. */
const faultsOf = (answer: Answer): string[] => {
  assert.equal(answer.status, 400, answer.text);
  const { errors } = answer.json;
  assert.ok(Array.isArray(errors));
  return errors.map(({ field }: { field: string }) => field);
};

const jwks = (): object => JSON.parse(jwksOf(key));

describe('the management API, by the names of RFC 7591 section 2', () => {
  test('registers an app with keys, which gets no secret', async () => {
    const created = await create({ token_endpoint_auth_method: 'private_key_jwt', jwks: jwks() });
    assert.equal(created.status, 201, created.text);
    const app = dataOf(created);
    assert.equal(app['client_secret'], undefined);
    assert.equal(app['token_endpoint_auth_method'], 'private_key_jwt');
    assert.deepEqual(app['jwks'], jwks());
    assert.equal(app['jwks_uri'], null);
    const read = dataOf(await call('GET', `/api/oauth_apps/${app['id']}`));
    assert.deepEqual(read['jwks'], jwks());
  });

  test('tells of every app how it proves itself', async () => {
    assert.equal(dataOf(await create({}))['token_endpoint_auth_method'], 'client_secret_basic');
    const open = dataOf(await create({ token_endpoint_auth_method: 'none' }));
    assert.equal(open['token_endpoint_auth_method'], 'none');
    assert.equal(open['public'], true);
  });

  test('changes one way for another: keys for the secret, an address for keys, and back', async () => {
    const path = `/api/oauth_apps/${dataOf(await create({}))['id']}`;
    const keyed = dataOf(await call('PATCH', path, { jwks: jwks() }));
    assert.deepEqual([keyed['token_endpoint_auth_method'], keyed['secrets']], ['private_key_jwt', []]);
    const elsewhere = dataOf(await call('PATCH', path, { jwks_uri: 'https://ledger.example/jwks.json' }));
    assert.deepEqual([elsewhere['jwks'], elsewhere['jwks_uri']], [null, 'https://ledger.example/jwks.json']);
    const untouched = dataOf(await call('PATCH', path, { description: 'x' }));
    assert.equal(untouched['jwks_uri'], 'https://ledger.example/jwks.json');
    assert.equal((await call('POST', `${path}/secrets`, {})).status, 400);
    const back = dataOf(await call('PATCH', path, { token_endpoint_auth_method: 'client_secret_post' }));
    assert.deepEqual([back['jwks_uri'], back['token_endpoint_auth_method']], [null, 'client_secret_basic']);
    assert.equal((await call('POST', `${path}/secrets`, {})).status, 201);
  });

  test('names everything that is wrong at once', async () => {
    const { d } = key.privateJwk;
    const cases: [object, string[]][] = [
      [{ token_endpoint_auth_method: 'private_key_jwt' }, ['jwks']],
      [{ token_endpoint_auth_method: 'client_secret_jwt' }, ['token_endpoint_auth_method']],
      [{ token_endpoint_auth_method: 'client_secret_basic', jwks: jwks() }, ['token_endpoint_auth_method']],
      [{ token_endpoint_auth_method: 'none', public: false }, ['token_endpoint_auth_method']],
      [{ public: true, jwks: jwks() }, ['jwks']],
      [{ jwks: { keys: [{ ...key.publicJwk, d }] } }, ['jwks']],
      [{ jwks: { keys: [] } }, ['jwks']],
      [{ jwks: [] }, ['jwks']],
      [{ jwks: 'x' }, ['jwks']],
      [{ jwks: jwks(), jwks_uri: 'https://ledger.example/jwks' }, ['jwks_uri']],
      [{ jwks_uri: 'http://ledger.example/jwks' }, ['jwks_uri']],
      [{ jwks_uri: 'https://user:pass@ledger.example/jwks' }, ['jwks_uri']],
      [{ jwks_uri: 'x' }, ['jwks_uri']],
      // URL parsers encode it; PostgreSQL has no such character, and the answer was 500.
      [{ jwks_uri: 'https://ledger.example/\0' }, ['jwks_uri']],
      [{ require_pushed_authorization_requests: 'yes' }, ['require_pushed_authorization_requests']],
      [{ name: '', jwks_uri: 'x' }, ['name', 'jwks_uri']],
    ];
    for (const [fields, expected] of cases) {
      assert.deepEqual(faultsOf(await create(fields)), expected, JSON.stringify(fields));
    }
  });

  test('repeats no private key that was sent by mistake', async () => {
    const answer = await create({ jwks: { keys: [key.privateJwk] } });
    assert.match(answer.text, /private half/);
    assert.equal(answer.text.includes(String(key.privateJwk['d'])), false);
  });
});

describe('FAPI 2.0, by one switch', () => {
  test('turns on all it needs', async () => {
    const app = dataOf(await create({ fapi: true, jwks: jwks() }));
    assert.deepEqual(
      [
        app['require_pushed_authorization_requests'],
        app['dpop_bound_access_tokens'],
        app['require_pkce'],
        app['id_token_signed_response_alg'],
      ],
      [true, true, true, 'PS256'],
    );
    const path = `/api/oauth_apps/${app['id']}`;
    const kept = dataOf(await call('PATCH', path, { require_pkce: false, dpop_bound_access_tokens: false }));
    assert.deepEqual([kept['require_pkce'], kept['dpop_bound_access_tokens']], [true, true]);
    const off = dataOf(await call('PATCH', path, { fapi: false, dpop_bound_access_tokens: false }));
    assert.deepEqual([off['fapi'], off['dpop_bound_access_tokens']], [false, false]);
  });

  test('names each thing that is missing, by its own field', async () => {
    const cases: [object, string[]][] = [
      [{}, ['jwks']],
      [{ public: true }, ['fapi', 'jwks']],
      [{ redirect_uri: 'http://localhost:4000/cb' }, ['jwks', 'redirect_uri']],
      [{ id_token_signed_response_alg: 'RS256', jwks: jwks() }, ['id_token_signed_response_alg']],
      [{ jwks: JSON.parse(jwksOf(await newAppKey('RS256'))) }, ['jwks']],
      // It was accepted, but no device could sign in.
      [{ jwks: jwks(), grant_types: grantTypesWith(true) }, ['grant_types']],
    ];
    for (const [fields, expected] of cases) {
      assert.deepEqual(faultsOf(await create({ fapi: true, ...fields })), expected, JSON.stringify(fields));
    }
    const plain = dataOf(await create({ redirect_uris: ['http://127.0.0.1/cb'] }));
    const path = `/api/oauth_apps/${plain['id']}`;
    assert.deepEqual(faultsOf(await call('PATCH', path, { fapi: true })), ['jwks', 'redirect_uris.1']);
    const fit = dataOf(await call('PATCH', path, { fapi: true, jwks: jwks(), redirect_uris: [BASICS.redirect_uri] }));
    assert.deepEqual([fit['fapi'], fit['id_token_signed_response_alg']], [true, 'PS256']);
    assert.deepEqual(faultsOf(await call('PATCH', path, { jwks: null })), ['jwks']);
    assert.deepEqual(faultsOf(await call('PATCH', path, { grant_types: grantTypesWith(true) })), ['grant_types']);
    const devices = dataOf(await create({ jwks: jwks(), grant_types: grantTypesWith(true) }));
    const faults = faultsOf(await call('PATCH', `/api/oauth_apps/${devices['id']}`, { fapi: true }));
    assert.deepEqual(faults, ['grant_types']);
  });
});

describe('the console', () => {
  const settings = {
    name: 'Ledger',
    description: '',
    redirect_uris: BASICS.redirect_uri,
    id_token_signed_response_alg: 'ES256',
  };

  test('gives an app keys for its secret, and shows them in its settings', async () => {
    const browser = await scene().browser('dev');
    const path = `/console/apps/${(await scene().app()).id}`;
    await browser.get(path);
    const fields = { ...settings, jwks: jwksOf(key), require_pushed_authorization_requests: 'true' };
    const page = await browser.follow(await browser.post(path, fields));
    assert.match(unescapeHtml(page.html), new RegExp(String(key.publicJwk['x'])));
    assert.match(page.html, /name="require_pushed_authorization_requests"[^>]*checked/);
    assert.doesNotMatch(page.html, /id="secrets"/);
    assert.match(unescapeHtml(page.html), /client_assertion=/);
    const saved = await browser.post(path, { ...settings, jwks: jwksOf(key), fapi: 'true' });
    assert.match((await browser.follow(saved)).html, /name="fapi"[^>]*checked/);
  });

  test('says at each field what is wrong with it', async () => {
    const browser = await scene().browser('dev');
    const path = `/console/apps/${(await scene().app()).id}`;
    await browser.get(path);
    const page = await browser.post(path, {
      ...settings,
      redirect_uris: 'http://localhost/cb',
      jwks: JSON.stringify({ keys: [key.privateJwk] }),
      id_token_signed_response_alg: 'RS256',
      device_flow: 'true',
      fapi: 'true',
    });
    assert.equal(page.status, 400);
    assert.match(page.text('jwks-error'), /private half/);
    assert.match(page.text('redirect_uris-error'), /FAPI requires https/);
    assert.match(page.text('device_flow-error'), /does not allow the device flow/);
    // The message said what happens when the field is omitted, which never applies to a select in a form.
    const algorithm = page.text('id_token_signed_response_alg-error');
    assert.equal(algorithm, 'FAPI supports only PS256, ES256, EdDSA. Choose one of them.');
    assert.equal(page.html.includes(String(key.privateJwk['d'])), false, 'a private key is not sent back');
  });
});
