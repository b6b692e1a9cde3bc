import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { PASSWORD } from '../support/installation.js';
import { callWith, CALLBACK, grantTokens, openRequest, requestOf } from '../support/oauth-app.js';
import { setScene } from './scene.js';

const scene = setScene({ OCTROI_TOPUP_PROVIDERS: 'test' });
const secured = setScene({ OCTROI_ISSUER: 'https://id.example.com' });

const EVIL = 'evil.example';
const FORGED_HOST = {
  host: EVIL,
  forwarded: `host=${EVIL};proto=https`,
  'x-forwarded-host': EVIL,
  'x-forwarded-proto': 'https',
  'x-original-host': EVIL,
  'x-rewrite-url': `https://${EVIL}/`,
  origin: `https://${EVIL}`,
  referer: `https://${EVIL}/`,
};

describe('headers that claim another host', () => {
  test('A72: no link, redirect or document names it', async () => {
    // An http issuer answers at no other host at all (web/http/own-host.test.ts).
    const { installation } = secured();
    const app = await secured().app();
    const alice = await secured().browser('alice');
    const { access } = await grantTokens(alice, app);
    const paths = [
      '/',
      '/sign-in',
      '/docs/errors',
      '/nowhere',
      '/.well-known/openid-configuration',
      '/.well-known/oauth-authorization-server',
      '/api/openapi.json',
      '/api/oauth2/userinfo',
      '/api/oauth2/topup',
      '/api/oauth_apps',
      app.authorizePath(),
      app.authorizePath({ prompt: 'none' }),
      app.authorizePath({ redirect_uri: 'https://app.example/wrong' }),
    ];
    for (const path of paths) {
      for (const authorization of ['', `Bearer ${access}`]) {
        const headers = { ...FORGED_HOST, ...(authorization === '' ? {} : { authorization }) };
        const response = await installation.request(`https://${EVIL}${path}`, { headers });
        const answered = `${await response.text()} ${[...response.headers].join('\n')}`;
        assert.ok(!answered.includes(EVIL), path);
      }
    }
    const topup = await installation.request(`https://${EVIL}/api/oauth2/topup`, {
      headers: { ...FORGED_HOST, authorization: `Bearer ${access}` },
    });
    assert.match(await topup.text(), /"topup_url":"https:\/\/id\.example\.com\/topup\?ticket=/);
  });
});

describe('sessions', () => {
  test('A73: a session that was planted before the sign-in is worth nothing after it', async () => {
    const planted = 'p'.repeat(43);
    const victim = await scene().browser();
    await victim.get('/sign-in');
    victim.cookies.set('octroi_session', planted);
    await victim.get('/sign-in');
    assert.equal((await victim.post('/sign-in', { username: 'alice', password: PASSWORD })).status, 303);
    assert.notEqual(victim.cookies.get('octroi_session'), planted);
    const attacker = await scene().browser();
    attacker.cookies.set('octroi_session', planted);
    assert.equal((await attacker.get('/account')).status, 303);
  });

  test('A73: each sign-in makes a new session and ends the browser’s old one', async () => {
    const alice = await scene().browser('alice');
    const before = alice.cookies.get('octroi_session') ?? '';
    await alice.get('/account');
    const request = requestOf(await openRequest(alice, (await scene().app()).authorizePath()));
    await alice.post('/sign-in', { username: 'alice', password: PASSWORD, request });
    assert.notEqual(alice.cookies.get('octroi_session'), before);
    const thief = await scene().browser();
    thief.cookies.set('octroi_session', before);
    assert.equal((await thief.get('/account')).status, 303);
  });

  test('A73: after signing out the cookie opens nothing', async () => {
    const alice = await scene().browser('alice');
    const session = alice.cookies.get('octroi_session') ?? '';
    await alice.post('/sign-out');
    alice.cookies.set('octroi_session', session);
    assert.equal((await alice.get('/account')).status, 303);
  });

  test('A73: on https the cookies are __Host-, Secure, HttpOnly and Lax', async () => {
    const browser = await secured().browser();
    const first = await browser.get('/sign-in');
    const signedIn = await browser.post('/sign-in', { username: 'alice', password: PASSWORD });
    const language = await browser.post('/language', {
      locale: 'fr',
      csrf: (await browser.get('/account'), browser.csrfToken()),
    });
    const cookies = [first, signedIn, language].flatMap(({ headers }) => headers.getSetCookie());
    assert.deepEqual(
      cookies.map((cookie) => cookie.split('=', 1)[0]),
      ['__Host-octroi_browser', '__Host-octroi_session', '__Host-octroi_locale'],
    );
    for (const cookie of cookies) {
      for (const attribute of ['; Path=/', '; HttpOnly', '; Secure', '; SameSite=Lax'])
        assert.ok(cookie.includes(attribute), cookie);
      assert.doesNotMatch(cookie, /; Domain=/i);
    }
  });

  test('A73: on an http loopback issuer they are neither Secure nor __Host-, and otherwise the same', async () => {
    const browser = await scene().browser();
    const [cookie = ''] = (await browser.get('/sign-in')).headers.getSetCookie();
    assert.match(cookie, /^octroi_browser=[\w-]{43}; .*Path=\/; HttpOnly; SameSite=Lax$/);
  });
});

describe('requests that change something', () => {
  test('A74: as GET they change nothing, and answer 405 with Allow (RFC 9110 sections 9.2.1 and 15.5.6)', async () => {
    const { installation, ids } = scene();
    const app = await scene().app();
    const dev = await scene().browser('dev');
    const paths = [
      '/sign-out',
      '/language?locale=fr',
      '/account/authorizations/end?authorization=1',
      '/account/data/download',
      '/account/profile/username?username=x',
      '/account/security/password',
      '/account/security/sessions/end?session=1',
      '/account/security/sessions/end-others',
      '/authorize/switch-account',
      '/console/become-developer',
      '/console/tokens?name=x',
      '/console/tokens/revoke?token=1',
      `/console/apps/${app.id}/secrets`,
      `/console/apps/${app.id}/secrets/remove?secret=1`,
      `/console/apps/${app.id}/delete?understood=on`,
      '/api/oauth2/token',
      '/api/oauth2/revoke',
    ];
    for (const path of paths) {
      for (const tokenOrNot of ['', `csrf=${dev.csrfToken()}`]) {
        const page = await dev.get(tokenOrNot === '' ? path : `${path}${path.includes('?') ? '&' : '?'}${tokenOrNot}`);
        assert.equal(page.status, 405, path);
        assert.equal(page.headers.get('allow'), 'POST', path);
      }
    }
    assert.ok(await installation.services.apps.find(app.id, ids.dev));
    assert.equal((await dev.get('/account')).status, 200);
  });

  test('A27: every form of the signed-in pages is refused without its token', async () => {
    const app = await scene().app();
    const dev = await scene().browser('dev');
    const forms = [
      '/sign-out',
      '/language',
      '/sign-up',
      '/topup',
      '/topup/test/order_x',
      '/account/authorizations/end',
      '/account/data/download',
      '/account/delete',
      '/account/profile/username',
      '/account/security/password',
      '/account/security/sessions/end',
      '/account/security/sessions/end-others',
      '/authorize',
      '/authorize/switch-account',
      '/console/become-developer',
      '/console/tokens',
      '/console/tokens/revoke',
      '/console/new-app',
      `/console/apps/${app.id}`,
      `/console/apps/${app.id}/secrets`,
      `/console/apps/${app.id}/secrets/remove`,
      `/console/apps/${app.id}/delete`,
    ];
    for (const path of forms) {
      for (const csrf of ['', 'wrong'])
        assert.equal((await dev.post(path, { csrf, understood: 'on' })).status, 403, path);
    }
    assert.equal((await dev.get('/account')).status, 200);
  });
});

describe('addresses to go on to', () => {
  test('a form or link never leads to another origin (RFC 9700 section 4.11.2)', async () => {
    const away = [
      `https://${EVIL}/`,
      `//${EVIL}`,
      `/\\${EVIL}`,
      `\\\\${EVIL}`,
      `/\t/${EVIL}`,
      `https:${EVIL}`,
      '/\u0000',
      '/../..//x\r\ny: z',
      `/%0d%0aLocation:https://${EVIL}`,
    ];
    for (const returnTo of away) {
      const query = `?return_to=${encodeURIComponent(returnTo)}`;
      const alice = await scene().browser('alice');
      const locations = [
        (await alice.get(`/sign-in${query}`)).location,
        (await alice.post('/language', { locale: 'fr', return_to: returnTo })).location,
        (await alice.post('/sign-out', { return_to: returnTo })).location,
        (await alice.get(`/sign-in${query}`),
        await alice.post(`/sign-in${query}`, { username: 'alice', password: PASSWORD })).location,
      ];
      for (const location of locations) {
        assert.ok(
          location === '' || new URL(location, 'http://localhost:3000').origin === 'http://localhost:3000',
          `${returnTo}: ${location}`,
        );
      }
    }
  });

  test('top-up returns only to an origin the app registered', async () => {
    const { installation } = scene();
    const { access } = await grantTokens(await scene().browser('alice'), await scene().app());
    for (const away of [
      `https://${EVIL}/`,
      `https://app.example.${EVIL}/`,
      `https://app.example@${EVIL}/`,
      '//app.example/',
      'http://app.example/',
    ]) {
      const path = `/api/oauth2/topup?return_to=${encodeURIComponent(away)}`;
      assert.equal((await callWith(installation, access, path)).status, 400, away);
    }
    const path = `/api/oauth2/topup?return_to=${encodeURIComponent(`${new URL(CALLBACK).origin}/balance?x=1`)}`;
    assert.equal((await callWith(installation, access, path)).status, 200);
  });
});
