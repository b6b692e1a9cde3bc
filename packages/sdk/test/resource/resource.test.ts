import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createResource, OctroiError, type Resource, type ResourceOptions } from '../../dist/resource/index.js';
import { createTestApp, type TestApp } from '../support/app.js';
import { startOctroi, type OctroiServer } from '../support/octroi-server.js';
import { createRecorder } from '../support/recorder.js';

const RESOURCE = 'https://api.example/ink';
const CALLBACK = 'http://localhost:4000/oauth/callback';

let server: OctroiServer;
let app: TestApp;
/** alice's token for the resource, with the scope `read`. */
let token: string;
before(async () => {
  server = await startOctroi();
  await server.addResource(RESOURCE);
  app = await createTestApp(server);
  token = await app.tokenFor(RESOURCE);
});
after(() => server.stop());

const open = (
  options: Partial<ResourceOptions> = {},
): { api: Resource; recorder: ReturnType<typeof createRecorder> } => {
  const recorder = createRecorder();
  const api = createResource({
    issuer: server.issuer,
    resource: RESOURCE,
    now: server.now,
    fetch: recorder.fetch,
    ...options,
  });
  return { api, recorder };
};

const bearer = (accessToken: string): Request =>
  new Request(`${RESOURCE}/drops`, { headers: { authorization: `Bearer ${accessToken}` } });

const b64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const partOf = (jwt: string, index: number): Record<string, unknown> =>
  JSON.parse(Buffer.from(jwt.split('.')[index] ?? '', 'base64url').toString());

/** A token like alice's, changed, and signed with a test key that the resource accepts as the server's. */
const forge = async (changes: { header?: object; claims?: object }) => {
  const { publicKey, privateKey } = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, [
    'sign',
    'verify',
  ]);
  const header = { ...partOf(token, 0), ...changes.header };
  const signed = `${b64(header)}.${b64({ ...partOf(token, 1), ...changes.claims })}`;
  const signature = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, privateKey, Buffer.from(signed));
  const jwk = { ...(await crypto.subtle.exportKey('jwk', publicKey)), kid: partOf(token, 0)['kid'] };
  const { api, recorder } = open();
  recorder.intercept(() => Response.json({ keys: [jwk] }));
  return { api, forged: `${signed}.${Buffer.from(signature).toString('base64url')}` };
};

describe('an API that takes access tokens', () => {
  it('identifies user, app and scopes by the signature alone (RFC 9068 section 4)', async () => {
    const { api, recorder } = open();
    const access = await api.authenticate(bearer(token), 'read');
    assert.deepEqual([access.sub, access.clientId, access.scopes], ['1', app.options.clientId, ['read']]);
    assert.ok(access.expiresAt > server.now());
    for (let count = 0; count < 5; count += 1) await api.authenticate(`Bearer ${token}`);
    assert.deepEqual(recorder.asked, ['jwks.json']);
  });

  it('refuses every token that is not its server’s, not its own, or not for now', async () => {
    const second = Math.floor(server.now() / 1000);
    const faults: Record<string, { header?: object; claims?: object }> = {
      'alg none': { header: { alg: 'none' } },
      'another algorithm': { header: { alg: 'HS256' } },
      'an id_token’s type': { header: { typ: 'JWT' } },
      'no type': { header: { typ: undefined } },
      'critical headers': { header: { crit: ['b64'], b64: true } },
      'no key name': { header: { kid: undefined } },
      'another issuer': { claims: { iss: 'https://evil.example' } },
      'another resource': { claims: { aud: 'https://api.example/other' } },
      'no audience': { claims: { aud: undefined } },
      'expired, beyond the minute that clocks may differ': { claims: { exp: second - 61 } },
      'no end': { claims: { exp: undefined } },
      'not yet': { claims: { nbf: second + 120 } },
      'made tomorrow': { claims: { iat: second + 86_400 } },
      'bound to a key': { claims: { cnf: { jkt: 'x' } } },
      'no user': { claims: { sub: undefined } },
    };
    for (const [fault, changes] of Object.entries(faults)) {
      const { api, forged } = await forge(changes);
      await assert.rejects(api.authenticate(bearer(forged)), { code: 'invalid_token', status: 401 }, fault);
    }
  });

  it('accepts several audiences, a minute of clock skew and the long media type', async () => {
    const second = Math.floor(server.now() / 1000);
    for (const changes of [
      {},
      { claims: { aud: ['https://other.example', RESOURCE] } },
      { claims: { exp: second - 50 } },
      { header: { typ: 'application/at+jwt' } },
    ]) {
      const { api, forged } = await forge(changes);
      assert.equal((await api.authenticate(bearer(forged))).sub, '1');
    }
  });

  it('refuses a token with an altered signature or text or another key, and anything that is not a token', async () => {
    const { api } = open();
    const [header = '', payload = '', signature = ''] = token.split('.');
    const { forged } = await forge({});
    const others = [
      `${header}.${b64({ ...partOf(token, 1), sub: '2' })}.${signature}`,
      `${header}.${payload}.`,
      `${header}.${payload}.${signature}.${signature}`,
      forged,
      'x',
      'a.b.c',
    ];
    for (const other of others) await assert.rejects(api.authenticate(bearer(other)), { code: 'invalid_token' }, other);
  });

  it('refuses a token that is for the server’s own endpoints', async () => {
    const alice = await app.signedIn();
    const cookie = `octroi_app_4000_session=${alice.cookies.get('octroi_app_4000_session')}`;
    const session = await app.octroi.session(new Request(CALLBACK, { headers: { cookie } }));
    const own = (await session?.accessToken()) ?? '';
    await assert.rejects(open().api.authenticate(bearer(own)), { code: 'invalid_token' });
  });

  it('looks for a key it does not know, but is not made to ask at every made-up name', async () => {
    const { api, recorder } = open();
    await api.authenticate(bearer(token));
    const madeUp = [b64({ ...partOf(token, 0), kid: 'made-up' }), ...token.split('.').slice(1)].join('.');
    for (let count = 0; count < 5; count += 1)
      await assert.rejects(api.authenticate(bearer(madeUp)), { code: 'invalid_token' });
    assert.equal(recorder.asked.length, 1);
    server.letTimePass(31_000);
    for (let count = 0; count < 5; count += 1)
      await assert.rejects(api.authenticate(bearer(madeUp)), { code: 'invalid_token' });
    assert.equal(recorder.asked.length, 2);
  });

  it('fetches the keys once for many first requests, and keeps using them while the server is unavailable', async () => {
    const { api, recorder } = open();
    await Promise.all(Array.from({ length: 20 }, () => api.authenticate(bearer(token))));
    assert.equal(recorder.asked.length, 1);
    recorder.intercept(() => Promise.reject(new TypeError('fetch failed')));
    server.letTimePass(15 * 60_000);
    assert.equal((await api.authenticate(bearer(token))).sub, '1');
    assert.equal(recorder.asked.length, 2);
  });

  it('answers 503, not 401, when it needs the server’s keys and cannot have them', async () => {
    const { api, recorder } = open();
    recorder.intercept(() => Promise.reject(new TypeError('fetch failed')));
    for (let count = 0; count < 2; count += 1) {
      const error: unknown = await api.authenticate(bearer(token)).catch((cause: unknown) => cause);
      assert.ok(error instanceof OctroiError && error.retryable);
      const answer = api.refuse(error);
      assert.deepEqual(
        [answer.status, answer.headers.has('retry-after'), answer.headers.has('www-authenticate')],
        [503, true, false],
      );
    }
  });
});

const refusal = async (authorization: string | null, ...scopes: string[]): Promise<Response> => {
  const { api } = open();
  const error: unknown = await api.authenticate(authorization, ...scopes).catch((cause: unknown) => cause);
  return api.refuse(error, ...scopes);
};

describe('the refusal of an API', () => {
  const METADATA = 'resource_metadata="https://api.example/.well-known/oauth-protected-resource/ink"';

  it('names no error when there were no credentials (RFC 6750 section 3.1)', async () => {
    // Another scheme is none.
    for (const authorization of [null, 'Basic eDp4', '']) {
      const answer = await refusal(authorization);
      assert.deepEqual([answer.status, answer.headers.get('www-authenticate')], [401, `Bearer ${METADATA}`]);
    }
  });

  it('says invalid_token, invalid_request or insufficient_scope, and where the resource is described (RFC 9728 section 5.1)', async () => {
    const cases = [
      ['Bearer x', 401, 'invalid_token'],
      ['Bearer a b', 400, 'invalid_request'],
    ] as const;
    for (const [authorization, status, error] of cases) {
      const answer = await refusal(authorization);
      assert.equal(answer.status, status);
      const challenge = answer.headers.get('www-authenticate') ?? '';
      assert.ok(
        challenge.startsWith(`Bearer error="${error}", error_description="`) && challenge.endsWith(METADATA),
        challenge,
      );
      assert.equal(JSON.parse(await answer.text()).error, error);
    }
    const scope = await refusal(`Bearer ${token}`, 'read', 'write');
    assert.equal(scope.status, 403);
    assert.match(scope.headers.get('www-authenticate') ?? '', /error="insufficient_scope".*scope="read write"/);
  });

  it('is not created for errors of other origin', () => {
    assert.throws(() => open().api.refuse(new RangeError('ours')), RangeError);
  });

  it('leads to a document that names the server and the scopes (RFC 9728 section 2)', () => {
    const { api } = open({ scopes: ['read', 'write'], name: 'Ink API' });
    assert.equal(api.metadataPath, '/.well-known/oauth-protected-resource/ink');
    assert.deepEqual(api.metadata, {
      resource: RESOURCE,
      authorization_servers: [server.issuer],
      bearer_methods_supported: ['header'],
      scopes_supported: ['read', 'write'],
      resource_name: 'Ink API',
    });
    const atRoot = createResource({ issuer: server.issuer, resource: 'https://api.example' });
    assert.equal(atRoot.metadataPath, '/.well-known/oauth-protected-resource');
  });
});

describe('an API that asks the server about each token (RFC 7662 section 2)', () => {
  it('asks once in ten seconds, and learns that an authorization has ended', async () => {
    const { clientId, clientSecret } = app.options;
    const { api, recorder } = open({ introspection: { clientId, clientSecret } });
    const mine = await app.tokenFor(RESOURCE);
    assert.deepEqual((await api.authenticate(bearer(mine), 'read')).scopes, ['read']);
    await Promise.all(Array.from({ length: 10 }, () => api.authenticate(bearer(mine))));
    assert.deepEqual(recorder.asked, ['introspect']);
    for (const { id } of await server.services.authorizations.list('1', 50))
      await server.services.authorizations.end(id, '1');
    server.letTimePass(10_000);
    await assert.rejects(api.authenticate(bearer(mine)), { code: 'invalid_token' });
  });

  it('does not remember a failure to ask, and does not blame the caller for its own wrong secret', async () => {
    const mine = await app.tokenFor(RESOURCE);
    const { clientId, clientSecret } = app.options;
    const { api, recorder } = open({ introspection: { clientId, clientSecret } });
    recorder.intercept(() => Promise.reject(new TypeError('fetch failed')));
    await assert.rejects(api.authenticate(bearer(mine)), { code: 'network_error' });
    recorder.intercept(null);
    assert.equal((await api.authenticate(bearer(mine))).sub, '1');

    const wrong = open({ introspection: { clientId, clientSecret: `secret_${'x'.repeat(43)}` } }).api;
    const error: unknown = await wrong.authenticate(bearer(mine)).catch((cause: unknown) => cause);
    assert.equal(wrong.refuse(error).status, 500);
  });
});
