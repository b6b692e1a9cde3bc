import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { test } from 'node:test';
import { SIGNING_ALGS } from '#server/protocol/signing-alg.js';
import { setScene } from '../attacks/scene.js';
import { assertOAuthError, callWith, form, openRequest, readAnswer, received } from '../support/oauth-app.js';
import { algOf, isAskedToSignIn, open, OPENID, signInTo, verified } from './actors.js';

const scene = setScene();

const leftHalf = (alg: string, text: string): string => {
  const whole = hash(alg === 'EdDSA' ? 'sha512' : 'sha256', text, 'buffer');
  return whole.subarray(0, whole.length / 2).toString('base64url');
};

for (const alg of SIGNING_ALGS) {
  test(`an id_token signed with ${alg} says who signed in, to which app, when and how (OpenID Connect Core section 2, 3.1.3.6)`, async () => {
    const { installation, ids, app, browser } = scene();
    const inkwell = await app({ idTokenAlg: alg });
    const { claims, idToken, accessToken } = await signInTo(installation, await browser('alice'), inkwell, {
      nonce: 'n-0S6_WzA2Mj + ümlaut',
    });

    assert.equal(algOf(idToken), alg);
    assert.equal(claims.sub, ids.alice);
    assert.equal(claims['nonce'], 'n-0S6_WzA2Mj + ümlaut');
    assert.equal(claims['at_hash'], leftHalf(alg, accessToken));
    assert.ok(Number(claims['auth_time']) <= Number(claims.iat) && Number(claims.iat) < Number(claims.exp));
    assert.deepEqual(claims['amr'], ['pwd']);
    assert.equal(typeof claims['acr'], 'string');
    assert.equal(typeof claims['sid'], 'string');
  });
}

test('without a nonce in the request there is none in the id_token (OpenID Connect Core section 2)', async () => {
  const { installation, app, browser } = scene();
  const { claims } = await signInTo(installation, await browser('alice'), await app());
  assert.ok(!('nonce' in claims));
});

test('a user has the same sub in each app, each sign-in and at userinfo (OpenID Connect Core section 5.3.2)', async () => {
  const { installation, app, browser } = scene();
  const subs = new Set<unknown>();
  for (const inkwell of [await app(), await app()]) {
    const { claims, accessToken } = await signInTo(installation, await browser('alice'), inkwell);
    subs.add(claims.sub);
    subs.add((await callWith(installation, accessToken)).json['sub']);
  }
  assert.equal(subs.size, 1);
  assert.equal(typeof [...subs][0], 'string');
});

test('userinfo answers GET and POST, with the token in the header or in the form (OpenID Connect Core section 5.3.1, RFC 6750 section 2.2)', async () => {
  const { installation, app, browser } = scene();
  const { accessToken } = await signInTo(installation, await browser('alice'), await app());
  const authorization = `Bearer ${accessToken}`;
  const ask = async (init: RequestInit) => readAnswer(await installation.request('/api/oauth2/userinfo', init));

  const answers = [
    await ask({ headers: { authorization } }),
    await ask({ method: 'POST', headers: { authorization } }),
    await ask(form('', { authorization })),
    await ask(form(`access_token=${accessToken}`)),
  ];
  for (const answer of answers) {
    assert.equal(answer.status, 200, answer.text);
    assert.deepEqual(answer.json, answers[0]?.json);
  }
  assert.equal(answers[0]?.json['email_verified'], false);

  const both = await ask(form(`access_token=${accessToken}`, { authorization }));
  assertOAuthError(both, 400, 'invalid_request');
  assertOAuthError(await ask(form('access_token=nonsense')), 401, 'invalid_token');
  assertOAuthError(await ask(form('')), 401, 'invalid_token');
  assertOAuthError(await ask(form('access_token=a&access_token=b')), 400, 'invalid_request');
});

test('a refresh gives an id_token of the same sign-in: iss, sub, aud, auth_time and sid stay (OpenID Connect Core section 12.2)', async () => {
  const { installation, app, browser } = scene();
  const inkwell = await app();
  const first = await signInTo(installation, await browser('alice'), inkwell, { nonce: 'n-1' });
  installation.letTimePass(60_000);

  const answer = await inkwell.refresh(first.refreshToken);
  const second = await verified(installation, String(answer.json['id_token']), { app: inkwell });

  for (const claim of ['iss', 'sub', 'aud', 'auth_time', 'sid', 'acr'])
    assert.equal(second[claim], first.claims[claim]);
  assert.ok(Number(second.iat) > Number(first.claims.iat));
  assert.equal(second['at_hash'], leftHalf('RS256', String(answer.json['access_token'])));
});

test('a code that is sent again half a minute later is refused, and what came of it is revoked (RFC 6749 section 4.1.2)', async () => {
  const { installation, app, browser } = scene();
  const inkwell = await app();
  const { back, accessToken } = await signInTo(installation, await browser('alice'), inkwell);
  installation.letTimePass(30_000);

  assertOAuthError(await inkwell.exchange(back.get('code') ?? ''), 400, 'invalid_grant');
  assertOAuthError(await callWith(installation, accessToken), 401, 'invalid_token');
});

test('an authorization request may be posted (OpenID Connect Core section 3.1.2.1)', async () => {
  const { installation, app } = scene();
  const inkwell = await app();
  const query = inkwell.authorizePath(OPENID).split('?')[1] ?? '';
  const answer = await installation.request('/api/oauth2/authorize', form(query));
  assert.equal(answer.status, 303);
  assert.match(answer.headers.get('location') ?? '', /^\/authorize\?request=/);
});

test('what this server does not read does no harm: display, claims_locales, unknown parameters (OpenID Connect Core section 3.1.2.1)', async () => {
  const { installation, app, browser } = scene();
  const changes = { display: 'popup', claims_locales: 'se', ui_locales: 'se', extra: 'foobar', claims: '{"userinfo":' };
  const { claims } = await signInTo(installation, await browser('alice'), await app(), changes);
  assert.equal(typeof claims.sub, 'string');
});

const REFUSED = {
  'a request object': [{ request: 'eyJhbGciOiJub25lIn0.e30.' }, 'request_not_supported'],
  'an app that describes itself': [{ registration: '{}' }, 'registration_not_supported'],
  'no response_type': [{ response_type: null }, 'invalid_request'],
  'another response_type': [{ response_type: 'code id_token' }, 'unsupported_response_type'],
  'another response_mode': [{ response_mode: 'fragment' }, 'invalid_request'],
  'prompt=none beside another': [{ prompt: 'none login' }, 'invalid_request'],
} as const;

for (const [what, [changes, error]] of Object.entries(REFUSED)) {
  test(`${what} is told the app as ${error}, with its state (OpenID Connect Core section 3.1.2.6)`, async () => {
    const { app, browser } = scene();
    const back = received(
      await openRequest(await browser('alice'), (await app()).authorizePath({ ...OPENID, ...changes })),
    );
    assert.equal(back.get('error'), error);
    assert.equal(back.get('state'), 'st-1');
    assert.equal(back.get('iss'), scene().installation.issuer);
  });
}

test('a redirect URI that is not registered gets no answer at all (OpenID Connect Core section 3.1.2.1)', async () => {
  const { app, browser } = scene();
  const page = await open(await browser('alice'), await app(), {
    redirect_uri: 'https://app.example/callback?added=1',
  });
  assert.equal(page.status, 400);
  assert.ok(!isAskedToSignIn(page));
});
