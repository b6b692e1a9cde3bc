import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { openInstallation, type Installation } from '../support/installation.js';
import {
  allow,
  callWith,
  assertOAuthError,
  form,
  readAnswer,
  grantTokens,
  openRequest,
  registerApp,
  type OAuthApp,
} from '../support/oauth-app.js';
import { createVisitor, type VisitedPage, type Visitor } from '../support/page-visitor.js';

const OPEN: Readonly<Record<string, string>> = {
  '/api/oauth2/token': 'POST',
  '/api/oauth2/revoke': 'POST',
  '/api/oauth2/userinfo': 'GET, POST',
  '/api/oauth2/topup': 'GET',
  '/.well-known/openid-configuration': 'GET',
  '/.well-known/oauth-authorization-server': 'GET',
  '/.well-known/jwks.json': 'GET',
};
const ORIGINS = ['https://app.example', 'https://evil.example', 'null'];

describe('what every answer says besides', () => {
  let installation: Installation;
  let alice: Visitor;
  let app: OAuthApp;

  before(async () => {
    installation = await openInstallation();
    await installation.addUser('alice');
    app = await registerApp(installation, { owner: await installation.addUser('dev') });
    alice = createVisitor(installation);
    await alice.signIn('alice');
  });
  after(() => installation.close());

  test('A78: tokens, claims and errors are stored by nobody (RFC 6749 section 5.1)', async () => {
    const { answer, access, refresh } = await grantTokens(alice, app);
    const answers = [
      answer,
      await app.refresh(refresh),
      await app.exchange('wrong'),
      await app.revoke('x'),
      await callWith(installation, access),
      await callWith(installation, 'x'),
      await callWith(installation, access, '/api/oauth2/topup'),
      await callWith(installation, 'x', '/api/oauth_apps'),
    ];
    for (const { headers } of answers) assert.equal(headers.get('cache-control'), 'no-store');
    assert.equal(answer.headers.get('pragma'), 'no-cache');
  });

  test('A78: every page has its security headers: redirects, errors and refusals too (RFC 9700 section 4.2.4)', async () => {
    const stranger = createVisitor(installation);
    const consent = await openRequest(alice, app.authorizePath({ scope: 'profile email' }));
    const pages: Readonly<Record<string, VisitedPage>> = {
      home: await stranger.get('/'),
      'sign-in': await stranger.get('/sign-in'),
      consent,
      'redirect to sign-in': await stranger.get('/account'),
      'redirect to the app': await allow(alice, consent),
      'unknown app': await stranger.get('/api/oauth2/authorize?client_id=x'),
      'wrong redirect URI': await stranger.get(app.authorizePath({ redirect_uri: 'https://evil.example/' })),
      'error to the app': await stranger.get(app.authorizePath({ prompt: 'none' })),
      'page not found': await stranger.get('/nowhere'),
      'method not allowed': await stranger.get('/sign-out'),
      'refused form': await stranger.post('/sign-in', { csrf: 'x' }),
    };
    for (const [name, { headers, html }] of Object.entries(pages)) {
      const policy = headers.get('content-security-policy') ?? '';
      assert.match(policy, /default-src 'none'/, name);
      assert.match(policy, /frame-ancestors 'none'/, name);
      assert.match(policy, /base-uri 'none'/, name);
      // Design decision 7: the former breaks redirects after a form in Chromium, the latter an app's popup.
      assert.doesNotMatch(policy, /form-action|unsafe-|\*/, name);
      assert.equal(headers.get('cross-origin-opener-policy'), null, name);
      assert.equal(headers.get('x-frame-options'), 'DENY', name);
      assert.equal(headers.get('x-content-type-options'), 'nosniff', name);
      assert.equal(headers.get('referrer-policy'), 'no-referrer', name);
      assert.equal(headers.get('cache-control'), 'no-store', name);
      assert.equal(headers.get('access-control-allow-origin'), null, name);
      assert.ok(headers.get('x-request-id'), name);
      assert.doesNotMatch(html, /<script(?![^>]* src=)|<style|\sstyle=|\son[a-z]+=/i, name);
    }
  });

  test('HSTS is for https issuers, on pages and on programs’ answers alike (RFC 6797 sections 7.1 and 7.2)', async () => {
    const secure = await openInstallation({ OCTROI_ISSUER: 'https://id.example.com' });
    try {
      for (const path of [
        '/',
        '/nowhere',
        '/livez',
        '/api/oauth2/userinfo',
        '/api/oauth_apps',
        '/.well-known/jwks.json',
      ]) {
        const { headers } = await secure.request(path);
        // For this host only, because subdomains of an apex domain may use http.
        assert.equal(headers.get('strict-transport-security'), 'max-age=63072000', path);
        assert.equal((await installation.request(path)).headers.get('strict-transport-security'), null, path);
      }
    } finally {
      await secure.close();
    }
  });

  // JSON answers were sent without it.
  test('A78: no answer may be sniffed, whoever reads it', async () => {
    const token = { client_id: app.clientId, grant_type: 'x' };
    const answers: Readonly<Record<string, Response>> = {
      'a page': await installation.request('/sign-in'),
      'a page not found': await installation.request('/nowhere'),
      'a redirect': await installation.request('/account'),
      'a style sheet': await installation.request(/\/assets\/[^"]+\.css/.exec((await alice.get('/')).html)?.[0] ?? ''),
      'a script for other sites': await installation.request('/sdk/octroi.js'),
      'a logo not found': await installation.request(`/logos/${'x'.repeat(43)}`),
      'a token error': await installation.request('/api/oauth2/token', form(new URLSearchParams(token).toString())),
      'a preflight': await installation.request('/api/oauth2/token', { method: 'OPTIONS' }),
      'a method not allowed': await installation.request('/api/oauth2/token'),
      'an unknown endpoint': await installation.request('/api/oauth2/nothing'),
      discovery: await installation.request('/.well-known/openid-configuration'),
      'the management API': await installation.request('/api/oauth_apps'),
      'its document': await installation.request('/api/openapi.json'),
      health: await installation.request('/readyz'),
    };
    for (const [name, { headers }] of Object.entries(answers)) {
      assert.equal(headers.get('x-content-type-options'), 'nosniff', name);
    }
  });

  const asked = async (headers: string): Promise<string | null> => {
    const preflight = await installation.request('/api/oauth2/token', {
      method: 'OPTIONS',
      headers: { 'access-control-request-method': 'POST', 'access-control-request-headers': headers },
    });
    return preflight.headers.get('access-control-allow-headers');
  };

  // Scripts whose tools add headers of their own, for tracing, could not call these endpoints.
  test('A77: a script may send the headers it asks for, in so far as they are names', async () => {
    assert.equal(
      await asked('authorization,traceparent, x-b3'),
      'Authorization, Content-Type, DPoP, traceparent, x-b3',
    );
    for (const wrong of ['', '*:*', 'a b', `x${'-'.repeat(1000)}`]) {
      assert.equal(await asked(wrong), 'Authorization, Content-Type, DPoP', wrong);
    }
  });

  for (const [path, methods] of Object.entries(OPEN)) {
    test(`A77: ${path} is open to every origin, without credentials`, async () => {
      for (const origin of ORIGINS) {
        const preflight = await installation.request(path, {
          method: 'OPTIONS',
          headers: {
            origin,
            'access-control-request-method': 'POST',
            'access-control-request-headers': 'authorization',
          },
        });
        assert.equal(preflight.status, 204);
        assert.equal(preflight.headers.get('access-control-allow-methods'), methods);
        assert.match(preflight.headers.get('access-control-allow-headers') ?? '', /Authorization/);
        assert.equal(preflight.headers.get('vary'), 'Access-Control-Request-Headers');
        const method = methods.split(',', 1)[0] ?? '';
        const actual = await installation.request(path, { method, headers: { origin } });
        for (const { headers } of [preflight, actual]) {
          assert.equal(headers.get('access-control-allow-origin'), '*');
          assert.equal(headers.get('access-control-allow-credentials'), null);
        }
        assert.match(actual.headers.get('access-control-expose-headers') ?? '', /X-Request-Id/);
      }
    });
  }

  test('A77: authorize, pages and the management API are open to no other origin (RFC 9700 section 2.6)', async () => {
    const paths = [
      '/api/oauth2/authorize',
      app.authorizePath(),
      '/',
      '/sign-in',
      '/account',
      '/topup',
      '/api/oauth_apps',
      '/nowhere',
    ];
    for (const path of paths) {
      for (const origin of ORIGINS) {
        for (const method of ['OPTIONS', 'GET']) {
          const { headers } = await installation.request(path, { method, headers: { origin } });
          const granted = [...headers.keys()].filter((name) => name.startsWith('access-control-'));
          assert.deepEqual(granted, [], `${method} ${path}`);
        }
      }
    }
  });

  test('A77: a form that arrives with Origin null is judged by its token, since no-referrer makes browsers send that', async () => {
    const posted = await alice.post('/language', { locale: 'en' }, { origin: 'null' });
    assert.equal(posted.status, 303);
    assert.equal((await alice.post('/language', { locale: 'en', csrf: 'x' }, { origin: 'null' })).status, 403);
  });

  const ALLOWED: Readonly<Record<string, string>> = {
    '/api/oauth2/token': 'POST',
    '/api/oauth2/revoke': 'POST',
    '/api/oauth2/userinfo': 'GET, HEAD, POST',
    '/api/oauth2/topup': 'GET, HEAD',
    '/api/oauth2/authorize': 'GET, HEAD, POST',
    '/api/oauth_apps': 'GET, POST',
    '/api/oauth_apps/1': 'DELETE, GET, PATCH',
    '/api/oauth_apps/1/secrets': 'GET, POST',
    '/api/oauth_apps/1/secrets/1': 'DELETE',
    '/.well-known/jwks.json': 'GET, HEAD',
    '/livez': 'GET, HEAD',
    '/sign-in': 'GET, HEAD, POST',
    '/sign-out': 'POST',
  };
  for (const [path, methods] of Object.entries(ALLOWED)) {
    test(`${path} answers other methods with 405 and Allow: ${methods} (RFC 9110 section 15.5.6)`, async () => {
      for (const method of ['PUT', 'PROPFIND', methods === 'DELETE' ? 'GET' : 'PURGE']) {
        const response = await installation.request(path, { method });
        assert.equal(response.status, 405, method);
        assert.deepEqual(response.headers.get('allow')?.split(', ').toSorted(), methods.split(', '));
      }
    });
  }

  for (const path of ['/api/oauth2/tokens', '/api/oauth2/', '/api/oauth2/authorize/x', '/api/oauth2/token/']) {
    test(`${path}, which is no endpoint, is answered in a form that programs read`, async () => {
      for (const method of ['GET', 'POST', 'PUT', 'DELETE']) {
        assertOAuthError(await readAnswer(await installation.request(path, { method })), 404, 'invalid_request');
      }
    });
  }

  test('a preflight has a request id like any other answer', async () => {
    for (const path of ['/api/oauth2/token', '/api/oauth2/nothing', '/.well-known/jwks.json']) {
      const { status, headers } = await installation.request(path, {
        method: 'OPTIONS',
        headers: { origin: 'https://app.example', 'access-control-request-method': 'POST' },
      });
      assert.equal(status, 204);
      assert.match(headers.get('x-request-id') ?? '', /^[0-9a-f-]{36}$/);
    }
  });

  test('a cross-site authorization request by POST sets no cookie and needs none (OpenID Connect Core section 3.1.2.1)', async () => {
    const query = new URL(app.authorizePath(), 'http://localhost').search.slice(1);
    const response = await installation.request(
      '/api/oauth2/authorize',
      form(query, { origin: 'https://app.example' }),
    );
    assert.equal(response.status, 303);
    assert.deepEqual(response.headers.getSetCookie(), []);
  });
});
