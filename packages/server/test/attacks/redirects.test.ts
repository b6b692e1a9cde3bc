import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  allow,
  assertOAuthError,
  CALLBACK,
  form,
  grantCode,
  openRequest,
  readAnswer,
  received,
  requestOf,
} from '../support/oauth-app.js';
import { setScene } from './scene.js';

const scene = setScene();

describe('a request whose redirect URI is not the app’s (RFC 6749 section 3.1.2.4)', () => {
  const forged: Readonly<Record<string, readonly string[]>> = {
    'A2: other case': ['https://app.example/Callback', 'HTTPS://app.example/callback', 'https://APP.example/callback'],
    'A3: a query': [`${CALLBACK}?`, `${CALLBACK}?a=1`, `${CALLBACK}&a=1`],
    'A4: what parsers read differently': [
      `${CALLBACK}#x`,
      `${CALLBACK}#`,
      'https://user@app.example/callback',
      'https://app.example@evil.example/callback',
      'https://app.example//callback',
      'https:\\\\app.example\\callback',
      'https://evil.example\\@app.example/callback',
      'https://app.example/%63allback',
      'https://app.example/x/%2e%2e/callback',
      'https://app.example/x/../callback',
      'https://app.example./callback',
      'https://аpp.example/callback',
      'https://xn--pp-8cd.example/callback',
      `${CALLBACK} `,
      ` ${CALLBACK}`,
      `${CALLBACK}\t`,
    ],
    'A5: a neighbour': [
      `${CALLBACK}/`,
      `${CALLBACK}x`,
      'https://app.example/callbac',
      'https://app.example',
      'https://sub.app.example/callback',
      'https://app.example.evil.example/callback',
      'https://*.example/callback',
      'https://appXexample/callback',
      'https://app.example:443/callback',
      'https://app.example:8443/callback',
      'http://app.example/callback',
      'javascript:alert(1)',
      'data:text/html,x',
    ],
  };
  for (const [name, uris] of Object.entries(forged)) {
    for (const uri of uris) {
      test(`${name} (${JSON.stringify(uri)}): a page, no redirect`, async () => {
        const app = await scene().app();
        const alice = await scene().browser('alice');
        const page = await alice.get(app.authorizePath({ redirect_uri: uri }));
        assert.equal(page.status, 400);
        assert.equal(page.location, '');
        assert.match(page.html, /invalid return address/);
      });
    }
  }

  test('A1: a missing redirect URI, an unknown or missing client_id: a page, no redirect (RFC 6749 section 4.1.2.1)', async () => {
    const app = await scene().app();
    const alice = await scene().browser('alice');
    const mistakes = [
      { redirect_uri: null },
      { client_id: null },
      { client_id: 'client_unknown' },
      { client_id: `${app.clientId}x` },
    ];
    for (const changes of mistakes) {
      const page = await alice.get(app.authorizePath(changes));
      assert.equal(page.status, 400);
      assert.equal(page.location, '');
    }
  });

  test('A9: no other error is redirected before the redirect URI has been checked (RFC 6749 section 4.1.2.1, RFC 9700 section 4.11.2)', async () => {
    const app = await scene().app();
    const stranger = await scene().browser();
    const errors = [
      { prompt: 'none' },
      { response_type: 'token' },
      { scope: 'nothing-known' },
      { request: 'eyJhbGciOiJub25lIn0.e30.' },
      { code_challenge_method: 'plain' },
      { max_age: '-1' },
    ];
    for (const changes of errors) {
      const page = await stranger.get(app.authorizePath({ ...changes, redirect_uri: 'https://evil.example/' }));
      assert.equal(page.status, 400);
      assert.equal(page.location, '', JSON.stringify(changes));
    }
  });
});

describe('a code that comes with another redirect URI than the request had', () => {
  test('A10: another, or none, is invalid_grant; the right one still gets the tokens (RFC 6749 section 4.1.3)', async () => {
    const app = await scene().app({ redirectUris: [CALLBACK, 'https://app.example/other'] });
    const code = await grantCode(await scene().browser('alice'), app);
    assertOAuthError(await app.exchange(code, { redirect_uri: 'https://app.example/other' }), 400, 'invalid_grant');
    assertOAuthError(await app.token({ grant_type: 'authorization_code', code }), 400, 'invalid_grant');
    assert.equal((await app.exchange(code)).status, 200);
  });
});

describe('parameters that were sent twice, or as something else', () => {
  test('A11: a repeated parameter of an authorization request is refused, and redirected nowhere (RFC 6749 section 3.1)', async () => {
    const app = await scene().app();
    const alice = await scene().browser('alice');
    for (const repeated of [
      'client_id=x',
      'redirect_uri=https://evil.example/',
      'scope=profile',
      'state=',
      'unknown=1&unknown=2',
    ]) {
      const page = await alice.get(`${app.authorizePath()}&${repeated}`);
      assert.equal(page.status, 400, repeated);
      assert.equal(page.location, '');
      assert.match(page.html, /sent more than once/);
    }
  });

  test('A11: a repeated parameter of a token or revocation request is invalid_request (RFC 6749 section 3.2)', async () => {
    const app = await scene().app();
    const credentials = new URLSearchParams(app.credentials).toString();
    for (const repeated of [
      'grant_type=refresh_token&grant_type=refresh_token',
      'client_id=x',
      'token=a&token=b',
      'z&z',
    ]) {
      for (const endpoint of ['token', 'revoke']) {
        const response = await scene().installation.request(
          `/api/oauth2/${endpoint}`,
          form(`${credentials}&${repeated}`),
        );
        assertOAuthError(await readAnswer(response), 400, 'invalid_request');
      }
    }
  });

  test('A12: scope[a]=b and scope[]=balance are unknown names, and never scope (RFC 6749 section 3.1)', async () => {
    const app = await scene().app();
    const alice = await scene().browser('alice');
    const page = await openRequest(
      alice,
      `${app.authorizePath({ scope: 'profile' })}&scope[a]=balance&scope[]=balance`,
    );
    assert.equal(page.status, 200);
    assert.doesNotMatch(page.html, /value="balance"/);
    const tokens = await app.exchange(received(await allow(alice, page)).get('code') ?? '');
    assert.equal(tokens.json['scope'], 'profile');
  });
});

describe('what an app receives', () => {
  test('A13: a redirect URI with a state of its own cannot be registered; any other query is kept (RFC 6749 section 3.1.2)', async () => {
    await assert.rejects(scene().app({ redirectUris: [`${CALLBACK}?state=mine`] }), /state/);
    const app = await scene().app({ redirectUris: [`${CALLBACK}?tenant=1`] });
    const bob = await scene().browser('bob');
    const answer = received(await allow(bob, await openRequest(bob, app.authorizePath())));
    assert.deepEqual([...answer.keys()].toSorted(), ['code', 'iss', 'state', 'tenant']);
  });

  test('A14: iss is the exact issuer, on success, on Cancel and on errors (RFC 9207 section 2)', async () => {
    const { installation } = scene();
    const app = await scene().app();
    const alice = await scene().browser('alice');
    const page = await openRequest(alice, app.authorizePath());
    const cancelled = await alice.post('/authorize', { request: requestOf(page), decision: 'cancel' });
    assert.equal(received(cancelled).get('error'), 'access_denied');
    const allowed = await allow(alice, await openRequest(alice, app.authorizePath()));
    const failed = await alice.get(app.authorizePath({ response_type: 'token' }));
    for (const answer of [cancelled, allowed, failed].map(received)) {
      assert.deepEqual(answer.getAll('iss'), [installation.issuer]);
      assert.deepEqual(answer.getAll('state'), ['st-1']);
    }
  });

  test('A15: response_type=token or id_token gets an error and never a token, whatever the response_mode (RFC 6749 section 3.1.1, RFC 9700 section 2.1.2)', async () => {
    const app = await scene().app();
    const alice = await scene().browser('alice');
    for (const responseType of ['token', 'id_token', 'code token', 'code id_token', 'none', 'CODE']) {
      const page = await alice.get(app.authorizePath({ response_type: responseType }));
      assert.equal(received(page).get('error'), 'unsupported_response_type', responseType);
      assert.doesNotMatch(page.location, /access_token|id_token=|#|code=/);
    }
    for (const mode of ['fragment', 'query.jwt', 'web_message']) {
      const page = await alice.get(app.authorizePath({ response_mode: mode }));
      assert.equal(received(page).get('error'), 'invalid_request', mode);
    }
  });

  test('A16: a state of 4,096 characters, and one of any characters, comes back unchanged; a longer one is invalid_request (RFC 6749 section 4.1.2)', async () => {
    const app = await scene().app();
    const alice = await scene().browser('alice');
    await grantCode(alice, app);
    const refused = received(await alice.get(app.authorizePath({ state: 'x'.repeat(4096), scope: 'nonsense' })));
    assert.deepEqual([refused.get('error'), refused.get('state')?.length], ['invalid_scope', 4096]);
    for (const state of [
      'x'.repeat(4096),
      '日本語 🗝️ é',
      '"><script>&=%2B+;#?',
      'a\r\nLocation: https://evil.example/',
    ]) {
      const page = await alice.get(app.authorizePath({ state }));
      assert.equal(received(page).get('state'), state);
      assert.doesNotMatch(page.location, /[^\x21-\x7e]/);
    }
    assert.equal(
      received(await alice.get(app.authorizePath({ state: 'x'.repeat(4097) }))).get('error'),
      'invalid_request',
    );
  });

  test('A17: what is edited between sign-in and consent changes nothing: the stored request counts', async () => {
    const app = await scene().app();
    const other = await scene().app({ name: 'Other' });
    const alice = await scene().browser('alice');
    const page = await openRequest(alice, app.authorizePath({ scope: 'profile' }));
    const fields = new URLSearchParams({
      request: requestOf(page),
      decision: 'allow',
      client_id: other.clientId,
      redirect_uri: 'https://evil.example/',
      state: 'forged',
      response_type: 'token',
    });
    for (const scope of ['balance', 'email', 'openid']) fields.append('scope', scope);
    const answer = await alice.post('/authorize?redirect_uri=https://evil.example/&state=forged', fields);
    assert.ok(answer.location.startsWith(`${CALLBACK}?code=`));
    assert.equal(received(answer).get('state'), 'st-1');
    const tokens = await app.exchange(received(answer).get('code') ?? '');
    assert.equal(tokens.json['scope'], 'profile');
  });

  test('A18: every redirect that follows a form is 303, so that no form is posted on to the app (RFC 9700 section 4.12)', async () => {
    const app = await scene().app();
    const posted = new URL(app.authorizePath(), 'http://localhost').search.slice(1);
    assert.equal((await scene().installation.request('/api/oauth2/authorize', form(posted))).status, 303);
    const alice = await scene().browser('alice');
    const page = await openRequest(alice, app.authorizePath());
    const switched = await alice.post('/authorize/switch-account', { request: requestOf(page) });
    assert.equal(switched.status, 303);
    const bob = await scene().browser('bob');
    assert.equal((await allow(bob, await openRequest(bob, app.authorizePath()))).status, 303);
    assert.equal((await bob.post('/sign-out')).status, 303);
  });
});

describe('an address of this server', () => {
  // An app that had our sign-out as its redirect URI signed every visitor out with one link.
  test('A6: cannot be registered, as whatever address of an app', async () => {
    const { installation, ids } = scene();
    const ours = installation.issuer;
    for (const [field, settings] of [
      ['redirect_uri', { redirectUris: [`${ours}/sign-out`] }],
      ['redirect_uris.1', { redirectUris: [CALLBACK, `${ours}/playground/callback`] }],
      ['post_logout_redirect_uris.0', { postLogoutRedirectUris: [ours] }],
      ['backchannel_logout_uri', { backchannelLogoutUri: `${ours}/sign-out` }],
      ['jwks_uri', { jwksUri: `${ours}/.well-known/jwks.json` }],
    ] as const) {
      const refused = await installation.services.apps.create(ids.dev, {
        name: 'Inkwell',
        redirectUris: [CALLBACK],
        ...settings,
      });
      assert.equal(refused.outcome, 'refused', field);
      assert.ok(
        refused.faults.some((found) => found.field === field && found.fault.code === 'uriOurs'),
        field,
      );
    }
  });

  test('A6: receives no answer where a loopback URI would match its port', async () => {
    const { installation } = scene();
    const app = await scene().app({ redirectUris: ['http://localhost/sign-out'] });
    const alice = await scene().browser('alice');
    const at = (uri: string) => alice.get(app.authorizePath({ redirect_uri: uri, prompt: 'none' }));
    assert.equal((await at(`${installation.issuer}/sign-out`)).status, 400);
    assert.equal(received(await at('http://localhost:4567/sign-out')).get('error'), 'consent_required');
  });
});

describe('a request that somebody else had stored', () => {
  // Whoever posted it, from anywhere, could send any visitor on to their site with a link that starts with our name.
  test('A5: is cancelled by no link, except on its page (RFC 9700 section 4.11.2)', async () => {
    const app = await scene().app();
    const query = app.authorizePath().split('?')[1] ?? '';
    const posted = await scene().installation.request('/api/oauth2/authorize', form(query));
    const path = posted.headers.get('location') ?? '';
    const cancel = path.replace('/authorize?', '/authorize/cancel?');
    const visitor = await scene().browser();

    const page = await visitor.follow(await visitor.get(path));
    assert.match(page.html, /name="password"/);
    for (const elsewhere of [{}, { 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'none' }]) {
      const linked = await visitor.get(cancel, elsewhere);
      assert.deepEqual([linked.status, linked.location], [400, '']);
      assert.match(linked.html, /href="https:\/\/app\.example\/callback\?error=access_denied/, 'the user can go there');
    }
    const cancelled = await visitor.get(cancel, { 'sec-fetch-site': 'same-origin' });
    assert.equal(received(cancelled).get('error'), 'access_denied');
  });
});
