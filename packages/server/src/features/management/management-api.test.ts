import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { Hono } from 'hono';
import { managementApi } from '#server/features/management/index.js';
import { DAY } from '#server/kernel/clock.js';
import { createLog } from '#server/kernel/log.js';
import { inRequest } from '#server/kernel/condition.js';
import { UnavailableError } from '#server/kernel/unavailable.js';
import type { RequestEnv } from '#server/web/http/env.js';
import { requestId } from '#server/web/http/every-answer.js';
import { openInstallation, START, type Installation } from '#test/support/installation.js';

const APPS = '/api/oauth_apps';
const CALLBACK = 'https://yourapp.com/oauth/callback';

interface Reply {
  status: number;
  headers: Headers;
  text: string;
  body: Readonly<Record<string, unknown>>;
  data: Readonly<Record<string, unknown>>;
  /** `data`, if it is a list. */
  list: readonly Readonly<Record<string, unknown>>[];
}

type Call = (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Reply>;

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const replyOf = async (response: Response): Promise<Reply> => {
  const text = await response.text();
  const body: unknown = JSON.parse(text);
  assert.ok(isRecord(body), text);
  const data = body['data'];
  return {
    status: response.status,
    headers: response.headers,
    text,
    body,
    data: isRecord(data) ? data : {},
    list: Array.isArray(data) ? data.filter(isRecord) : [],
  };
};

let installation: Installation;
let alice: { id: string; token: string; call: Call };
let bob: { id: string; token: string; call: Call };

const callerWith =
  (token: string): Call =>
  async (method, path, body, headers = {}) =>
    replyOf(
      await installation.request(path, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      }),
    );

const developerNamed = async (name: string) => {
  const id = await installation.addUser(name);
  await installation.services.developers.grantRole(id, 'developer');
  const created = await installation.services.developers.createToken(id, 'tests', START + 30 * DAY);
  assert.equal(created.outcome, 'done');
  const token = created.outcome === 'done' ? created.value.token.reveal() : '';
  return { id, token, call: callerWith(token) };
};

before(async () => {
  installation = await openInstallation();
  alice = await developerNamed('alice');
  bob = await developerNamed('bob');
});
after(() => installation.close());

beforeEach(async () => {
  for (const { id } of [alice, bob]) {
    for (const app of await installation.services.apps.list(id)) await installation.services.apps.delete(app.id, id);
  }
});

const register = async (changes: Readonly<Record<string, unknown>> = {}): Promise<Reply> => {
  const created = await alice.call('POST', APPS, { name: 'Chat', redirect_uri: CALLBACK, ...changes });
  assert.equal(created.status, 201, created.text);
  return created;
};

const pathOf = ({ data }: Reply): string => `${APPS}/${String(data['id'])}`;

const faultyFields = ({ status, text, body }: Reply): string[] => {
  assert.equal(status, 400, text);
  assert.equal(body['success'], false);
  const { errors } = body;
  assert.ok(Array.isArray(errors), text);
  return errors.filter(isRecord).map(({ field, message }) => {
    assert.ok(typeof field === 'string' && typeof message === 'string' && message !== '', text);
    return field;
  });
};

test('the platform document’s request registers an app and gets the platform document’s answer', async () => {
  const { status, headers, body, data } = await alice.call('POST', APPS, {
    name: 'My Third-party App',
    description: 'App description',
    redirect_uri: CALLBACK,
  });
  assert.equal(status, 201);
  assert.equal(headers.get('location'), `${APPS}/${String(data['id'])}`);
  assert.equal(headers.get('cache-control'), 'no-store');
  assert.equal(body['success'], true);
  assert.equal(body['message'], 'Application created successfully');
  assert.ok(Number.isInteger(data['id']));
  assert.match(String(data['client_id']), /^client_[\w-]{43}$/);
  assert.match(String(data['client_secret']), /^secret_[\w-]{43}$/);
  const { id: _id, client_id: _clientId, client_secret: _secret, ...rest } = data;
  assert.deepEqual(rest, {
    name: 'My Third-party App',
    description: 'App description',
    redirect_uri: CALLBACK,
    redirect_uris: [CALLBACK],
    public: false,
    require_pkce: false,
    allow_browser_secret: false,
    grant_types: ['authorization_code', 'refresh_token'],
    id_token_signed_response_alg: 'RS256',
    claims_in_id_token: false,
    post_logout_redirect_uris: [],
    backchannel_logout_uri: null,
    token_endpoint_auth_method: 'client_secret_basic',
    jwks: null,
    jwks_uri: null,
    require_pushed_authorization_requests: false,
    dpop_bound_access_tokens: false,
    fapi: false,
    created_time: START / 1000,
  });
});

test('what OpenID Connect lets an app choose is set, judged by its own names, and taken back', async () => {
  const chosen = {
    id_token_signed_response_alg: 'EdDSA',
    post_logout_redirect_uris: ['https://yourapp.com/goodbye'],
    backchannel_logout_uri: 'https://yourapp.com/backchannel',
  };
  const created = await alice.call('POST', APPS, { name: 'My app', redirect_uri: CALLBACK, ...chosen });
  assert.equal(created.status, 201);
  const { id: _id, ...fields } = created.data;
  for (const [name, value] of Object.entries(chosen)) assert.deepEqual(fields[name], value, name);

  const wrong = {
    id_token_signed_response_alg: 'none',
    post_logout_redirect_uris: ['https://yourapp.com/goodbye', 'javascript:alert(1)'],
    backchannel_logout_uri: 'http://yourapp.com/backchannel',
  };
  const refused = await alice.call('PATCH', pathOf(created), wrong);
  assert.deepEqual(faultyFields(refused), [
    'id_token_signed_response_alg',
    'post_logout_redirect_uris.1',
    'backchannel_logout_uri',
  ]);
  const changed = await alice.call('PATCH', pathOf(created), { backchannel_logout_uri: null });
  assert.equal(changed.data['backchannel_logout_uri'], null);
  assert.equal(changed.data['id_token_signed_response_alg'], 'EdDSA');
});

test('the answer’s client_secret proves the app', async () => {
  const { data } = await register();
  const response = await installation.request('/api/oauth2/token', {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'refresh_token',
      refresh_token: 'refresh_unknown',
      client_id: String(data['client_id']),
      client_secret: String(data['client_secret']),
    }),
  });
  const { body } = await replyOf(response);
  assert.equal(body['error'], 'invalid_grant', 'the app was known, its refresh token was not');
});

test('redirect URIs may come as one, as a list, or as both: joined, each once', async () => {
  const other = 'http://localhost:4000/callback';
  assert.deepEqual((await register({ redirect_uri: other })).data['redirect_uris'], [other]);
  const both = await register({ redirect_uris: [other, CALLBACK] });
  assert.deepEqual(both.data['redirect_uris'], [CALLBACK, other]);
  assert.equal(both.data['redirect_uri'], CALLBACK);
});

test('a public app gets no secret and always uses PKCE', async () => {
  const { data } = await register({ public: true, redirect_uri: 'com.example.app:/callback', require_pkce: false });
  assert.ok(!('client_secret' in data));
  assert.equal(data['require_pkce'], true);
});

test('every fault of a body is named at once, by its field', async () => {
  assert.deepEqual(faultyFields(await alice.call('POST', APPS, {})), ['name', 'redirect_uri']);
  assert.deepEqual(
    faultyFields(
      await alice.call('POST', APPS, {
        name: 7,
        description: ['x'],
        redirect_uri: 'http://evil.example/',
        redirect_uris: [CALLBACK, 'javascript:alert(1)'],
        public: 'yes',
        colour: 'red',
      }),
    ),
    ['name', 'description', 'public', 'colour', 'redirect_uri', 'redirect_uris.1'],
  );
  assert.deepEqual(faultyFields(await alice.call('POST', APPS, { name: null, redirect_uris: [CALLBACK, 5] })), [
    'name',
    'redirect_uris.1',
  ]);
  assert.deepEqual(faultyFields(await alice.call('POST', APPS, { name: '', redirect_uris: ['/callback'] })), [
    'name',
    'redirect_uris.0',
  ]);
  assert.equal((await alice.call('GET', APPS)).list.length, 0, 'nothing was registered');
});

test('A6, A8: addresses that run code, or leave the user’s device without TLS, are refused', async () => {
  const addresses = [
    'javascript:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    'http://app.example/callback',
    'https://app.example/#x',
    'https://*.example/callback',
    '',
  ];
  for (const redirect_uri of addresses) {
    for (const isPublic of [false, true]) {
      const reply = await alice.call('POST', APPS, { name: 'Chat', redirect_uri, public: isPublic });
      assert.deepEqual([...new Set(faultyFields(reply))], ['redirect_uri'], redirect_uri);
    }
  }
});

test('A23: no body makes an app trusted', async () => {
  for (const field of ['trusted', 'is_trusted', 'isTrusted', '__proto__', 'id_token_alg', 'owner_id', 'client_id']) {
    const body = `{"name":"Chat","redirect_uri":"${CALLBACK}","${field}":true}`;
    assert.deepEqual(faultyFields(await alice.call('POST', APPS, body)), [field]);
  }
  const created = await register();
  assert.deepEqual(faultyFields(await alice.call('PATCH', pathOf(created), { trusted: true })), ['trusted']);
  const app = await installation.services.apps.findById(Number(created.data['id']));
  assert.equal(app?.isTrusted, false);
});

test('A96: names that hide characters are refused, and each name has one spelling', async () => {
  for (const name of ['a\u0000b', 'a\u202Eb', '\uD800', ' \t ', 'x'.repeat(101)]) {
    const reply = await alice.call('POST', APPS, { name, redirect_uri: CALLBACK });
    assert.deepEqual(faultyFields(reply), ['name'], JSON.stringify(name));
  }
  assert.equal((await register({ name: '  Cafe\u0301   Chat ' })).data['name'], 'Caf\u00E9 Chat');
});

test('A92: secrets are shown once; lists and reads carry hints only', async () => {
  const created = await register();
  const secret = String(created.data['client_secret']);
  for (const path of [APPS, pathOf(created), `${pathOf(created)}/secrets`]) {
    const { status, text } = await alice.call('GET', path);
    assert.equal(status, 200);
    assert.ok(!text.includes(secret) && !text.includes('"client_secret"'), path);
    assert.ok(text.includes(`…${secret.slice(-4)}`), path);
  }
});

test('A92: another developer’s app does not exist, whatever is asked of it', async () => {
  const created = await register();
  const path = pathOf(created);
  const { list } = await alice.call('GET', `${path}/secrets`);
  for (const [method, address, body] of [
    ['GET', path],
    ['PATCH', path, { name: 'Mine' }],
    ['DELETE', path],
    ['GET', `${path}/secrets`],
    ['POST', `${path}/secrets`],
    ['DELETE', `${path}/secrets/${String(list[0]?.['id'])}`],
  ] as const) {
    const theirs = await bob.call(method, address, body);
    const nobodys = await bob.call(method, address.replace(path, `${APPS}/999999`), body);
    assert.equal(theirs.status, 404, `${method} ${address}`);
    assert.equal(theirs.body['message'], nobodys.body['message'], 'nothing tells the two apart');
  }
  assert.deepEqual((await bob.call('GET', APPS)).list, []);
  assert.equal((await alice.call('GET', path)).data['name'], 'Chat');
});

test('A93: only a positive integer is the id of an app', async () => {
  for (const id of ['0', '-1', '1.0', '1e3', 'x', "1'--", '%20', '99999999999999999999', '0x1']) {
    assert.equal((await alice.call('GET', `${APPS}/${id}`)).status, 404, id);
  }
});

test('a change touches what it names and nothing else', async () => {
  const created = await register({ description: 'Before' });
  const changed = await alice.call('PATCH', pathOf(created), {
    name: 'Talk',
    require_pkce: true,
    redirect_uris: ['https://talk.example/cb', CALLBACK],
  });
  assert.equal(changed.status, 200);
  const read = await alice.call('GET', pathOf(created));
  assert.deepEqual(read.data, changed.data);
  assert.equal(read.data['name'], 'Talk');
  assert.equal(read.data['description'], 'Before');
  assert.equal(read.data['require_pkce'], true);
  assert.deepEqual(new Set([read.data['redirect_uris']].flat()), new Set(['https://talk.example/cb', CALLBACK]));
});

test('a change with a fault changes nothing', async () => {
  const created = await register();
  const bad = await alice.call('PATCH', pathOf(created), { name: 'Talk', redirect_uris: [], require_pkce: 1 });
  assert.deepEqual(faultyFields(bad), ['require_pkce', 'redirect_uri']);
  assert.deepEqual(faultyFields(await alice.call('PATCH', pathOf(created), { public: true })), ['public']);
  assert.equal((await alice.call('GET', pathOf(created))).data['name'], 'Chat');
});

test('a public app cannot be made to do without PKCE', async () => {
  const created = await register({ public: true });
  const reply = await alice.call('PATCH', pathOf(created), { require_pkce: false });
  assert.deepEqual(faultyFields(reply), ['require_pkce']);
});

test('secrets overlap: two at most, the last one stays', async () => {
  const secrets = `${pathOf(await register())}/secrets`;
  const added = await alice.call('POST', secrets);
  assert.equal(added.status, 201);
  assert.match(String(added.data['client_secret']), /^secret_[\w-]{43}$/);
  assert.deepEqual(Object.keys(added.data), ['id', 'client_secret', 'hint', 'created_time']);
  assert.deepEqual(faultyFields(await alice.call('POST', secrets)), ['secrets']);

  const { list } = await alice.call('GET', secrets);
  assert.deepEqual(
    list.map(({ created_time, last_used_time }) => [created_time, last_used_time]),
    [
      [START / 1000, null],
      [START / 1000, null],
    ],
  );
  const [first, second] = list.map(({ id }) => `${secrets}/${String(id)}`);
  assert.equal((await alice.call('DELETE', first ?? '')).status, 200);
  assert.equal((await alice.call('DELETE', first ?? '')).status, 404);
  assert.deepEqual(faultyFields(await alice.call('DELETE', second ?? '')), ['secrets']);
});

test('a deleted app is gone', async () => {
  const created = await register();
  const deleted = await alice.call('DELETE', pathOf(created));
  assert.equal(deleted.status, 200);
  assert.equal(deleted.body['success'], true);
  assert.equal((await alice.call('GET', pathOf(created))).status, 404);
  assert.equal((await alice.call('DELETE', pathOf(created))).status, 404);
});

test('without a live developer token there is 401, a challenge, and nothing else', async () => {
  const { developers } = installation.services;
  const made = await developers.createToken(bob.id, 'short-lived', START + DAY);
  const revoked = await developers.createToken(bob.id, 'revoked', null);
  assert.ok(made.outcome === 'done' && revoked.outcome === 'done');
  await developers.revokeToken(revoked.value.kept.id, bob.id);
  installation.letTimePass(DAY);

  const credentials: readonly (readonly [string, Record<string, string>])[] = [
    ['missing', {}],
    ['no scheme', { authorization: alice.token }],
    ['another scheme', { authorization: `Basic ${btoa(`x:${alice.token}`)}` }],
    ['two tokens', { authorization: `Bearer ${alice.token} ${alice.token}` }],
    ['unknown', { authorization: `Bearer dev_${'x'.repeat(43)}` }],
    ['expired', { authorization: `Bearer ${made.value.token.reveal()}` }],
    ['revoked', { authorization: `Bearer ${revoked.value.token.reveal()}` }],
  ];
  for (const [what, headers] of credentials) {
    for (const method of ['GET', 'POST']) {
      const { status, body, headers: sent } = await replyOf(await installation.request(APPS, { method, headers }));
      assert.equal(status, 401, what);
      assert.equal(body['success'], false, what);
      assert.equal(body['request_id'], sent.get('x-request-id'), what);
      assert.match(sent.get('www-authenticate') ?? '', /^Bearer realm="/, what);
      const isNone = ['missing', 'no scheme', 'another scheme'].includes(what);
      assert.equal(sent.get('www-authenticate')?.includes('error='), !isNone, what);
    }
  }
});

test('the token of a user who is not a developer is invalid', async () => {
  const id = await installation.addUser('mallory');
  const created = await installation.services.developers.createToken(id, 'x', null);
  assert.ok(created.outcome === 'done');
  assert.equal((await callerWith(created.value.token.reveal())('GET', APPS)).status, 401);
});

/** Posts any text with any content type. */
const post = (body: string, type = 'application/json'): Promise<Reply> =>
  alice.call('POST', APPS, body, { 'content-type': type });

test('A94: bodies that are too long, too deep, no JSON or of another type are refused', async () => {
  assert.equal((await post(JSON.stringify({ name: 'x'.repeat(1_000_000) }))).status, 413);
  assert.equal((await post('[')).status, 400);
  assert.equal((await post('')).status, 400);
  for (const body of ['null', '[]', '"x"', '1']) assert.equal((await post(body)).status, 400, body);
  const deep = `${'['.repeat(30_000)}${']'.repeat(30_000)}`;
  assert.equal((await post(deep)).status, 400);
  assert.deepEqual(faultyFields(await post(`{"name":${deep},"redirect_uri":"${CALLBACK}"}`)), ['name']);
  assert.equal((await post('name=Chat', 'application/x-www-form-urlencoded')).status, 415);
  assert.equal((await post('{}', 'text/plain')).status, 415);
  assert.equal(
    (await post(`{"name":"Chat","redirect_uri":"${CALLBACK}"}`, 'application/json; charset=utf-8')).status,
    201,
  );
});

// Creating an app decoded its body by itself: it refused the mark, and put U+FFFD into the name.
test('creating and changing an app drop a byte-order mark, and refuse bytes that are not UTF-8', async () => {
  const created = await register();
  const calls = [
    { method: 'POST', path: APPS, good: 201, text: `{"name":"Chat","redirect_uri":"${CALLBACK}"}` },
    { method: 'PATCH', path: pathOf(created), good: 200, text: '{"name":"Chat"}' },
  ];
  const headers = { authorization: `Bearer ${alice.token}`, 'content-type': 'application/json' };
  for (const { method, path, good, text } of calls) {
    const send = async (body: Buffer<ArrayBuffer>): Promise<Reply> =>
      replyOf(await installation.request(path, { method, headers, body }));
    const marked = await send(Buffer.from(`\uFEFF${text}`));
    assert.equal(marked.status, good, `${method}: ${marked.text}`);
    const broken = await send(Buffer.from(text.replace('Chat', 'Chat\u00FF'), 'latin1'));
    assert.equal(broken.status, 400, `${method}: ${broken.text}`);
    assert.match(String(broken.body['message']), /not valid UTF-8/);
  }
});

test('another method is told which ones there are', async () => {
  const created = await register();
  for (const [path, allow] of [
    [APPS, 'GET, POST'],
    [pathOf(created), 'GET, PATCH, DELETE'],
    [`${pathOf(created)}/requests`, 'GET'],
    [`${pathOf(created)}/secrets`, 'GET, POST'],
    [`${pathOf(created)}/secrets/1`, 'DELETE'],
    ['/api/openapi.json', 'GET'],
  ] as const) {
    const { status, body, headers } = await alice.call('PUT', path);
    assert.equal(status, 405, path);
    assert.equal(headers.get('allow'), allow);
    assert.equal(body['success'], false);
  }
  assert.equal((await alice.call('GET', `${pathOf(created)}/logo`)).status, 404);
});

test('browsers of other sites are given no permission: developer tokens do not belong there', async () => {
  const origin = 'https://app.example';
  const { headers } = await alice.call('GET', APPS, undefined, { origin });
  assert.equal(headers.get('access-control-allow-origin'), null);
  const preflight = await installation.request(APPS, {
    method: 'OPTIONS',
    headers: { origin, 'access-control-request-method': 'POST' },
  });
  assert.equal(preflight.status, 405);
  assert.equal(preflight.headers.get('access-control-allow-origin'), null);
});

/** Calls the API on services of which one fails. */
const callFailing = async (failure: Error): Promise<Reply> => {
  const { apps, developers, idempotency, requestLog } = installation.services;
  const api = managementApi({
    apps: { ...apps, list: () => Promise.reject(failure) },
    developers,
    idempotency,
    requestLog,
    issuer: installation.issuer,
    log: createLog('silent'),
  });
  const app = new Hono<RequestEnv>().use(requestId, (_c, next) => inRequest(next)).route('/', api);
  return replyOf(await app.request(APPS, { headers: { authorization: `Bearer ${alice.token}` } }));
};

test('what cannot be reached is 503 with a time to come back, never 401', async () => {
  const { status, headers, body } = await callFailing(new UnavailableError('the database', { retryAfterSeconds: 7 }));
  assert.equal(status, 503);
  assert.equal(headers.get('retry-after'), '7');
  assert.equal(body['success'], false);
});

test('A85: a failure nobody foresaw says nothing about us', async () => {
  const { status, text, headers, body } = await callFailing(new Error('password=hunter2 at /srv/octroi/apps.js:12'));
  assert.equal(status, 500);
  assert.doesNotMatch(text, /hunter2|apps\.js|stack|Error:/);
  assert.equal(body['request_id'], headers.get('x-request-id'));
});

const referencesIn = (value: unknown): string[] => {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === '$ref' && typeof inner === 'string' ? [inner] : referencesIn(inner),
  );
};

/** Deletions last, the app after its secret. */
const rank = ({ path, method }: { path: string; method: string }): number =>
  method === 'delete' ? 2_000 - path.length : 0;

test('the OpenAPI document is whole, and each operation in it is one that we answer', async () => {
  const { status, body } = await replyOf(await installation.request('/api/openapi.json'));
  assert.equal(status, 200);
  assert.match(String(body['openapi']), /^3\.1\./);
  const { components, paths } = body;
  assert.ok(isRecord(components) && isRecord(components['schemas']) && isRecord(paths));
  for (const reference of referencesIn(body)) {
    assert.ok(Object.hasOwn(components['schemas'], reference.replace('#/components/schemas/', '')), reference);
  }
  const creation = components['schemas']['AppCreation'];
  assert.ok(isRecord(creation) && isRecord(creation['properties']));
  assert.deepEqual(creation['required'], ['name']);
  assert.equal(creation['additionalProperties'], false);

  const created = await register();
  await alice.call('POST', `${pathOf(created)}/secrets`);
  const { list } = await alice.call('GET', `${pathOf(created)}/secrets`);
  const ids = { '{id}': String(created.data['id']), '{secret_id}': String(list[0]?.['id']) };
  const operations = Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(isRecord(item) ? item : {}).map(([method, operation]) => ({ path, method, operation })),
  );
  assert.equal(operations.length, 9);
  for (const { path, method, operation } of operations.toSorted((a, b) => rank(a) - rank(b))) {
    const address = Object.entries(ids).reduce((text, [name, id]) => text.replace(name, id), path);
    assert.ok(isRecord(operation) && isRecord(operation['responses']));
    const sent = 'requestBody' in operation ? { name: 'Chat', redirect_uri: CALLBACK } : undefined;
    const reply = await alice.call(method.toUpperCase(), address, sent);
    assert.ok(Object.hasOwn(operation['responses'], String(reply.status)), `${method} ${path}: ${reply.text}`);
    assert.notEqual(reply.status, 404, `${method} ${path}`);
    const creates = Object.hasOwn(operation['responses'], '201');
    assert.equal(JSON.stringify(operation['parameters'] ?? []).includes('"Idempotency-Key"'), creates, path);
    for (const each of ['409', '422']) assert.equal(Object.hasOwn(operation['responses'], each), creates, path);
  }
});
