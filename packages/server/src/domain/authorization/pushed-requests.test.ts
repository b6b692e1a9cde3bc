import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setScene } from '#test/attacks/scene.js';
import { newAppKey } from '#test/support/client-proofs.js';
import {
  allow,
  assertOAuthError,
  form,
  grantCode,
  openRequest,
  readAnswer,
  received,
  textOf,
  type Answer,
  type OAuthApp,
} from '#test/support/oauth-app.js';
import { dpopHeader, PAR, pkceFields, pushedPath, requestFields, TOKEN } from '#test/support/signing-app.js';

const scene = setScene();

const push = async (
  app: OAuthApp,
  fields: Record<string, string> = {},
  headers: Record<string, string> = {},
): Promise<Answer> => {
  const body = new URLSearchParams({ ...app.credentials, ...requestFields(app), ...fields }).toString();
  return readAnswer(await scene().installation.request(PAR, form(body, headers)));
};

/** What the app receives after a user has allowed the pushed request. */
const answered = async (app: OAuthApp, pushed: Answer, extra = ''): Promise<URLSearchParams> => {
  const browser = await scene().browser('alice');
  const page = await openRequest(browser, `${pushedPath(app, pushed)}${extra}`);
  return received(page.status === 200 ? await allow(browser, page) : page);
};

describe('a pushed authorization request (RFC 9126)', () => {
  test('is answered with a handle that lives for a minute and a half (RFC 9126 section 2.2)', async () => {
    const answer = await push(await scene().app());
    assert.equal(answer.status, 201);
    assert.match(textOf(answer, 'request_uri'), /^urn:ietf:params:oauth:request_uri:[\w-]{43}$/);
    assert.equal(answer.json['expires_in'], 90);
    assert.equal(answer.headers.get('cache-control'), 'no-store');
  });

  test('is what counts at the authorization endpoint, whatever the browser adds (RFC 9126 section 4)', async () => {
    const app = await scene().app();
    const extra = '&state=other&scope=balance&redirect_uri=https%3A%2F%2Fevil.example&prompt=none&response_type=token';
    const got = await answered(app, await push(app), extra);
    assert.equal(got.get('state'), 'st-1');
    const tokens = await app.exchange(got.get('code') ?? '');
    assert.equal(tokens.json['scope'], 'profile balance');
  });

  test('works for a public app, with PKCE', async () => {
    const app = await scene().app({ isPublic: true });
    const pkce = pkceFields();
    const got = await answered(app, await push(app, pkce.request));
    assert.equal((await app.exchange(got.get('code') ?? '', pkce.exchange)).status, 200);
  });

  test('needs the proof of the app (RFC 9126 section 2.1)', async () => {
    const app = await scene().app();
    for (const client_secret of ['', 'wrong'])
      assertOAuthError(await push(app, { client_secret }), 401, 'invalid_client');
  });

  test('is checked at once, as the authorization endpoint would (RFC 9126 section 2.1)', async () => {
    const app = await scene().app({ requirePkce: true });
    const { request } = pkceFields();
    const faults: [Record<string, string>, string][] = [
      [{ redirect_uri: 'https://evil.example/' }, 'invalid_request'],
      [{ redirect_uri: '' }, 'invalid_request'],
      [{ response_type: 'token' }, 'unsupported_response_type'],
      [{ response_type: '' }, 'invalid_request'],
      [{ scope: 'nothing' }, 'invalid_scope'],
      [{ code_challenge: '', code_challenge_method: '' }, 'invalid_request'],
      [{ code_challenge_method: 'plain' }, 'invalid_request'],
      [{ prompt: 'none login' }, 'invalid_request'],
      [{ dpop_jkt: 'x' }, 'invalid_request'],
      [{ request: 'x' }, 'request_not_supported'],
      [{ request_uri: 'urn:ietf:params:oauth:request_uri:x' }, 'invalid_request'],
    ];
    for (const [fields, code] of faults) assertOAuthError(await push(app, { ...request, ...fields }), 400, code);
    assert.equal((await push(app, request)).status, 201);
  });

  test('takes POST and a form, and nothing in the URL (RFC 9126 section 2.1)', async () => {
    const { installation } = scene();
    assert.equal((await installation.request(PAR)).status, 405);
    assert.equal((await installation.request(`${PAR}?client_id=x`, form(''))).status, 400);
    assert.equal(
      (await installation.request(PAR, { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } }))
        .status,
      415,
    );
  });

  test('keeps no secret of the app', async () => {
    const app = await scene().app();
    await push(app);
    assert.equal((await scene().installation.dump()).includes(app.secret), false);
  });

  test('binds the code to the key of its proof (RFC 9449 section 10.1)', async () => {
    const app = await scene().app();
    const { installation } = scene();
    const [key, other] = [await newAppKey(), await newAppKey()];
    const pushed = await push(app, {}, await dpopHeader(installation, key, { path: PAR }));
    const code = (await answered(app, pushed)).get('code') ?? '';
    assertOAuthError(await app.exchange(code), 400, 'invalid_grant');
    const fields = { grant_type: 'authorization_code', code, redirect_uri: app.redirectUri };
    assertOAuthError(
      await app.token(fields, await dpopHeader(installation, other, { path: TOKEN })),
      400,
      'invalid_grant',
    );
    assert.equal((await app.token(fields, await dpopHeader(installation, key, { path: TOKEN }))).status, 200);
  });

  test('must not name another key than its proof was made with (RFC 9449 section 10.1)', async () => {
    const app = await scene().app();
    const [key, other] = [await newAppKey(), await newAppKey()];
    const headers = async () => dpopHeader(scene().installation, key, { path: PAR });
    assertOAuthError(await push(app, { dpop_jkt: other.thumbprint }, await headers()), 400, 'invalid_dpop_proof');
    assert.equal((await push(app, { dpop_jkt: key.thumbprint }, await headers())).status, 201);
  });
});

describe('an app that must push (RFC 9126 section 6)', () => {
  test('is told so when it does not', async () => {
    const app = await scene().app({ requirePar: true });
    const page = await (await scene().browser('alice')).get(app.authorizePath());
    const got = received(page);
    assert.equal(got.get('error'), 'invalid_request');
    assert.match(got.get('error_description') ?? '', /push/);
    assert.ok((await answered(app, await push(app))).get('code'));
  });

  test('is one app, and no other', async () => {
    const app = await scene().app();
    assert.ok(await grantCode(await scene().browser('alice'), app));
    const metadata = await readAnswer(await scene().installation.request('/.well-known/openid-configuration'));
    assert.equal(metadata.json['pushed_authorization_request_endpoint'], `${scene().installation.issuer}${PAR}`);
    assert.equal(metadata.json['require_pushed_authorization_requests'], undefined);
  });
});

describe('where the operator has switched it off', () => {
  const off = setScene({ OCTROI_PAR: 'off', OCTROI_DPOP: 'off' });

  test('there is no endpoint for pushed requests, no DPoP, and no word of either', async () => {
    const { installation } = off();
    const app = await off().app();
    const answer = await readAnswer(await installation.request(PAR, form('client_id=x')));
    assertOAuthError(answer, 404, 'invalid_request');
    const metadata = await readAnswer(await installation.request('/.well-known/openid-configuration'));
    assert.equal(metadata.json['pushed_authorization_request_endpoint'], undefined);
    assert.equal(metadata.json['dpop_signing_alg_values_supported'], undefined);
    const page = await (
      await off().browser('alice')
    ).get(app.authorizePath({ request_uri: 'urn:ietf:params:oauth:request_uri:x' }));
    assert.equal(received(page).get('error'), 'request_uri_not_supported');
    const unknown = await installation.request('/api/oauth2/userinfo');
    assert.doesNotMatch(unknown.headers.get('www-authenticate') ?? '', /DPoP/);
  });

  test('no app can be set to need what is not there', async () => {
    for (const wanted of [{ requirePar: true }, { dpopBound: true }]) {
      await assert.rejects(off().app(wanted), /turned off/);
    }
  });

  // Such an app was sent to an endpoint that does not exist, and could not even be renamed.
  test('an app that needed it before is told why it cannot go on, and can still be changed', async () => {
    const { installation, ids } = off();
    const app = await off().app();
    const pkce = pkceFields();
    const code = await grantCode(await off().browser('alice'), app, pkce.request);
    await installation.services.database.write(({ query }) =>
      query.updateTable('apps').set({ require_par: 1, dpop_bound: 1 }).where('id', '=', app.id).execute(),
    );
    const alice = await off().browser('alice');
    assert.match(received(await alice.get(app.authorizePath())).get('error_description') ?? '', /OCTROI_PAR/);
    assert.match(textOf(await app.exchange(code, pkce.exchange), 'error_description'), /OCTROI_DPOP/);
    const renamed = await installation.services.apps.update(app.id, ids.dev, { name: 'Quill' });
    assert.equal(renamed?.outcome, 'done');
  });

  test('what was pushed before is no longer valid, and not a wrong redirect URI', async () => {
    const app = await off().app();
    const path = `/api/oauth2/authorize?client_id=${app.clientId}&request_uri=urn:ietf:params:oauth:request_uri:x`;
    assert.match((await (await off().browser('alice')).get(path)).html, /no longer valid/);
  });
});
