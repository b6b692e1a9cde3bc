import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { HOUR } from '#server/kernel/clock.js';
import { setScene } from '../attacks/scene.js';
import {
  allow,
  assertOAuthError,
  callWith,
  form,
  grantCode,
  grantTokens,
  newPkce,
  openRequest,
  readAnswer,
  received,
  textOf,
  type Answer,
} from '../support/oauth-app.js';

// Requirements of the specifications that no attack covers.

const scene = setScene();

const basic = (id: string, secret: string): Record<string, string> => ({
  authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
});

const get = async (path: string, headers: Record<string, string> = {}): Promise<Answer> =>
  readAnswer(await scene().installation.request(path, { headers }));

const metadata = async (): Promise<Record<string, unknown>> =>
  (await get('/.well-known/oauth-authorization-server')).json;

const listOf = (value: unknown): string[] => {
  assert.ok(Array.isArray(value), String(value));
  return value.map(String);
};

const decoded = (part: string | undefined): Record<string, unknown> => {
  const value: unknown = JSON.parse(Buffer.from(part ?? '', 'base64url').toString());
  assert.ok(typeof value === 'object' && value !== null);
  return { ...value };
};

describe('the authorization endpoint', () => {
  test('takes a request by POST as by GET (RFC 6749 section 3.1)', async () => {
    const app = await scene().app();
    const alice = await scene().browser('alice');
    const query = app.authorizePath().split('?')[1] ?? '';
    const page = await alice.follow(await alice.post('/api/oauth2/authorize', new URLSearchParams(query)));
    assert.equal((await app.exchange(received(await allow(alice, page)).get('code') ?? '')).status, 200);
  });

  test('ignores parameters it does not know, and those without a value (RFC 6749 section 3.1)', async () => {
    const app = await scene().app();
    const alice = await scene().browser('alice');
    const without = { nonce: '', prompt: '', max_age: '', code_challenge: '', login_hint: '', response_mode: '' };
    const code = await grantCode(alice, app, { ...without, unknown: 'x', audience: 'https://api.example' });
    assert.equal((await app.exchange(code)).status, 200);
  });

  test('answers a request without state without one (RFC 6749 section 4.1.2)', async () => {
    const app = await scene().app();
    const alice = await scene().browser('alice');
    const page = await allow(alice, await openRequest(alice, app.authorizePath({ state: null })));
    assert.deepEqual([...received(page).keys()].toSorted(), ['code', 'iss']);
  });

  test('sends what is wrong with a request to the app, with its state (RFC 6749 section 4.1.2.1)', async () => {
    const app = await scene().app();
    const alice = await scene().browser('alice');
    const faults = {
      invalid_request: { response_type: null },
      unsupported_response_type: { response_type: 'token' },
      invalid_scope: { scope: 'nothing-known' },
    };
    for (const [error, changes] of Object.entries(faults)) {
      const answer = received(await alice.get(app.authorizePath(changes)));
      assert.equal(answer.get('error'), error);
      assert.equal(answer.get('state'), 'st-1');
      assert.equal(answer.get('code'), null);
    }
  });
});

describe('the token endpoint', () => {
  test('refuses a grant type it does not offer, the password grant among them (RFC 6749 section 5.2, RFC 9700 section 2.4)', async () => {
    const app = await scene().app();
    const grants: Record<string, string>[] = [
      { grant_type: 'password', username: 'alice', password: 'a sentence long enough' },
      { grant_type: 'client_credentials' },
      { grant_type: 'implicit' },
      { grant_type: 'AUTHORIZATION_CODE', code: 'x' },
    ];
    for (const grant of grants) assertOAuthError(await app.token(grant), 400, 'unsupported_grant_type');
    assertOAuthError(await app.token({}), 400, 'invalid_request');
  });

  test('ignores parameters it does not know, and those without a value (RFC 6749 section 3.2)', async () => {
    const app = await scene().app();
    const code = await grantCode(await scene().browser('alice'), app);
    const answer = await app.exchange(code, { unknown: 'x', code_verifier: '', scope: '' });
    assert.equal(answer.status, 200, answer.text);
    const refreshed = await app.refresh(textOf(answer, 'refresh_token'), { scope: '', unknown: 'x' });
    assert.equal(refreshed.json['scope'], 'profile balance');
  });

  test('reads forms and nothing else (RFC 6749 section 4.1.3)', async () => {
    const app = await scene().app();
    const code = await grantCode(await scene().browser('alice'), app);
    const body = JSON.stringify({ ...app.credentials, grant_type: 'authorization_code', code });
    const init = { method: 'POST', body, headers: { 'content-type': 'application/json' } };
    const answer = await readAnswer(await scene().installation.request('/api/oauth2/token', init));
    assertOAuthError(answer, 415, 'invalid_request');
    assert.equal((await app.exchange(code)).status, 200);
  });

  test('names the scope that was granted, where it is another than was asked for (RFC 6749 section 3.3)', async () => {
    const app = await scene().app();
    const { answer } = await grantTokens(await scene().browser('alice'), app, { scope: 'balance unknown profile' });
    assert.deepEqual(textOf(answer, 'scope').split(' ').toSorted(), ['balance', 'profile']);
  });

  test('has a public app name itself, since nothing else tells whose code it is (RFC 6749 section 4.1.3)', async () => {
    const app = await scene().app({ isPublic: true });
    const { verifier, challenge } = newPkce();
    const pkce = { code_challenge: challenge, code_challenge_method: 'S256' };
    const code = await grantCode(await scene().browser('alice'), app, pkce);
    assertOAuthError(await app.exchange(code, { client_id: '', code_verifier: verifier }), 401, 'invalid_client');
    assert.equal((await app.exchange(code, { code_verifier: verifier })).status, 200);
  });

  test('issues access tokens with all the claims of the JWT profile, each with another jti (RFC 9068 section 2.2)', async () => {
    const { installation, ids } = scene();
    const app = await scene().app();
    const { access, refresh } = await grantTokens(await scene().browser('alice'), app);
    const [header, payload] = access.split('.');
    const claims = decoded(payload);
    assert.equal(decoded(header)['typ'], 'at+jwt');
    const { iss, aud, sub, client_id, scope, iat, exp, jti } = claims;
    assert.deepEqual(
      { iss, aud, sub, client_id, scope },
      {
        iss: installation.issuer,
        aud: installation.issuer,
        sub: ids.alice,
        client_id: app.clientId,
        scope: 'profile balance',
      },
    );
    assert.equal(Number(exp) - Number(iat), 7200);
    const next = decoded(textOf(await app.refresh(refresh), 'access_token').split('.')[1]);
    assert.ok(typeof jti === 'string' && next['jti'] !== jti);
  });
});

describe('a protected endpoint', () => {
  test('challenges every request that it refuses, and names what is wrong where a token was sent (RFC 6750 sections 3 and 3.1)', async () => {
    const { installation } = scene();
    const { access } = await grantTokens(await scene().browser('alice'), await scene().app());
    for (const path of ['/api/oauth2/userinfo', '/api/oauth2/topup']) {
      const bare = await get(path);
      assert.equal(bare.status, 401);
      assert.match(bare.headers.get('www-authenticate') ?? '', /^Bearer /);
      assert.doesNotMatch(bare.headers.get('www-authenticate') ?? '', /error=/);
      const wrong = await callWith(installation, `${access}x`, path);
      assert.equal(wrong.status, 401);
      assert.match(wrong.headers.get('www-authenticate') ?? '', /^Bearer .*error="invalid_token"/);
      const malformed = await get(path, { authorization: 'Bearer a b' });
      assert.equal(malformed.status, 400);
      assert.match(malformed.headers.get('www-authenticate') ?? '', /^Bearer .*error="invalid_request"/);
    }
  });

  // `Basic` was answered like a malformed Bearer header: 400, which tells nobody to authenticate.
  test('takes another scheme for no credentials: 401, a challenge, and no error (RFC 6750 section 3.1)', async () => {
    const { access } = await grantTokens(await scene().browser('alice'), await scene().app());
    for (const path of ['/api/oauth2/userinfo', '/api/oauth2/topup']) {
      for (const authorization of [basic('x', access)['authorization'] ?? '', 'Digest x', access]) {
        const answer = await get(path, { authorization });
        assertOAuthError(answer, 401, 'invalid_token');
        assert.match(answer.headers.get('www-authenticate') ?? '', /^Bearer /);
        assert.doesNotMatch(answer.headers.get('www-authenticate') ?? '', /error=/);
      }
    }
  });

  test('refuses an expired token as invalid_token, which tells the app to refresh it (RFC 6750 section 3.1)', async () => {
    const { installation } = scene();
    const app = await scene().app();
    const { access, refresh } = await grantTokens(await scene().browser('alice'), app);
    installation.letTimePass(2 * HOUR);
    const late = await callWith(installation, access);
    assertOAuthError(late, 401, 'invalid_token');
    assert.match(late.headers.get('www-authenticate') ?? '', /error="invalid_token"/);
    const next = textOf(await app.refresh(refresh), 'access_token');
    assert.equal((await callWith(installation, next)).status, 200);
  });
});

describe('revocation', () => {
  test('of a token that is revoked already is no error (RFC 7009 section 2.2)', async () => {
    const app = await scene().app();
    const { access, refresh } = await grantTokens(await scene().browser('alice'), app);
    for (const token of [access, access, refresh, refresh]) assert.equal((await app.revoke(token)).status, 200);
  });

  test('without a token is invalid_request (RFC 7009 section 2.1)', async () => {
    const app = await scene().app();
    assertOAuthError(await app.revoke(''), 400, 'invalid_request');
  });
});

describe('the metadata', () => {
  test('has what it must have, and names endpoints that are there (RFC 8414 section 2)', async () => {
    const { installation } = scene();
    const document = await metadata();
    for (const name of ['issuer', 'authorization_endpoint', 'token_endpoint', 'jwks_uri', 'response_types_supported']) {
      assert.ok(name in document, name);
    }
    for (const [name, address] of Object.entries(document)) {
      if (!/_endpoint$|_uri$/.test(name)) continue;
      const { pathname } = new URL(String(address));
      assert.notEqual((await installation.request(pathname)).status, 404, name);
    }
  });

  test('is JSON of one object, without members that have no value (RFC 8414 section 3.2)', async () => {
    const answer = await get('/.well-known/oauth-authorization-server');
    assert.equal(answer.headers.get('content-type'), 'application/json');
    for (const [name, value] of Object.entries(answer.json)) {
      assert.ok(value !== null && (!Array.isArray(value) || value.length > 0), name);
    }
  });

  test('names ways of authenticating that work (RFC 8414 section 2)', async () => {
    const named = listOf((await metadata())['token_endpoint_auth_methods_supported']);
    const [secret, open] = [await scene().app(), await scene().app({ isPublic: true })];
    const grant = 'grant_type=refresh_token&refresh_token=unknown';
    const ways: Readonly<Record<string, RequestInit>> = {
      client_secret_basic: form(grant, basic(secret.clientId, secret.secret)),
      client_secret_post: form(`${grant}&${new URLSearchParams(secret.credentials)}`),
      none: form(`${grant}&${new URLSearchParams(open.credentials)}`),
    };
    for (const [name, init] of Object.entries(ways)) {
      assert.ok(named.includes(name), name);
      // Authentication succeeds; it is the token that is wrong.
      const answer = await readAnswer(await scene().installation.request('/api/oauth2/token', init));
      assertOAuthError(answer, 400, 'invalid_grant');
    }
  });

  test('names S256 and no other method of PKCE (RFC 7636 section 4.2, RFC 9700 section 2.1.1)', async () => {
    assert.deepEqual(listOf((await metadata())['code_challenge_methods_supported']), ['S256']);
  });

  test('says that answers carry iss, which they do (RFC 9207 section 3)', async () => {
    assert.equal((await metadata())['authorization_response_iss_parameter_supported'], true);
  });

  test('names no implicit response type and no password grant (RFC 9700 sections 2.1.2 and 2.4)', async () => {
    const document = await metadata();
    assert.deepEqual(listOf(document['response_types_supported']), ['code']);
    const grants = listOf(document['grant_types_supported']);
    assert.ok(grants.includes('authorization_code') && grants.includes('refresh_token'));
    assert.ok(!grants.includes('password') && !grants.includes('implicit'));
  });

  test('leads to keys that are public, for signatures, and each of one name (RFC 7517 sections 4 and 5)', async () => {
    const { json } = await get(new URL(String((await metadata())['jwks_uri'])).pathname);
    assert.ok(Array.isArray(json['keys']) && json['keys'].length > 0);
    const keys: Record<string, unknown>[] = json['keys'].map((key: object) => ({ ...key }));
    assert.equal(new Set(keys.map(({ kid }) => kid)).size, keys.length);
    for (const key of keys) {
      assert.equal(key['use'], 'sig');
      assert.ok(typeof key['alg'] === 'string' && typeof key['kty'] === 'string' && key['kty'] !== 'oct');
      for (const secret of ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k']) assert.equal(secret in key, false, secret);
    }
  });
});
