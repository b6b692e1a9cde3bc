import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { openInstallation, type Installation } from '../support/installation.js';
import { allow, callWith, form, grantTokens, openRequest, registerApp, type OAuthApp } from '../support/oauth-app.js';
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

  test('tokens, claims and errors are stored by nobody', async () => {
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

  test('every page has its security headers: redirects, errors and refusals too', async () => {
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
      // Design decision 7: the one breaks the redirect that follows a form in Chromium, the other the popup of an app.
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

  test('HSTS is for https issuers, on pages and on programs’ answers alike', async () => {
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
        // For this host only: an apex domain's subdomains may well speak http.
        assert.equal(headers.get('strict-transport-security'), 'max-age=63072000', path);
        assert.equal((await installation.request(path)).headers.get('strict-transport-security'), null, path);
      }
    } finally {
      await secure.close();
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

  test('A77: authorize, pages and the management API are open to no other origin', async () => {
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
    test(`${path} answers other methods with 405 and Allow: ${methods}`, async () => {
      for (const method of ['PUT', 'PROPFIND', methods === 'DELETE' ? 'GET' : 'PURGE']) {
        const response = await installation.request(path, { method });
        assert.equal(response.status, 405, method);
        assert.deepEqual(response.headers.get('allow')?.split(', ').toSorted(), methods.split(', '));
      }
    });
  }

  test('a cross-site authorization request by POST sets no cookie and needs none', async () => {
    const query = new URL(app.authorizePath(), 'http://localhost').search.slice(1);
    const response = await installation.request(
      '/api/oauth2/authorize',
      form(query, { origin: 'https://app.example' }),
    );
    assert.equal(response.status, 303);
    assert.deepEqual(response.headers.getSetCookie(), []);
  });
});
