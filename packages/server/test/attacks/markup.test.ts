import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Secret } from '#server/kernel/secret.js';
import { PASSWORD } from '../support/installation.js';
import { withoutOurScripts } from '../support/markup.js';
import { callWith, grantTokens, openRequest, textOf } from '../support/oauth-app.js';
import type { VisitedPage } from '../support/page-visitor.js';
import { setScene } from './scene.js';

const scene = setScene({ OCTROI_TOPUP_PROVIDERS: 'test' });

const MARKUP = '"><script>alert(1)</script><img src=x onerror=alert(1)>\'';

const assertHarmless = ({ html, headers }: VisitedPage, where: string): void => {
  assert.doesNotMatch(withoutOurScripts(html), /<script|<img|<i>eve| onerror=alert\(1\)>/i, where);
  assert.doesNotMatch(html, /(?:href|action|src)="\s*javascript:/i, where);
  assert.match(headers.get('content-security-policy') ?? '', /default-src 'none'/);
};

describe('text that is markup', () => {
  test('A75: of apps, developers and requests: every page shows it as text (RFC 6749 section 10.14)', async () => {
    const { installation } = scene();
    const eve = { username: '<i>eve</i>', email: 'eve@example.com', password: new Secret(PASSWORD) };
    const registered = await installation.services.accounts.register(eve);
    assert.ok(registered.outcome === 'created');
    const eveId = registered.account.id;
    await installation.services.developers.grantRole(eveId, 'developer');
    const app = await scene().app({ owner: eveId, name: MARKUP });
    const alice = await scene().browser('alice');
    const stranger = await scene().browser();
    const hostile = { login_hint: MARKUP, state: MARKUP, nonce: MARKUP, ui_locales: MARKUP };
    const signIn = await stranger.follow(await openRequest(stranger, app.authorizePath(hostile)));
    assert.match(signIn.html, /&lt;script&gt;/);
    const consent = await openRequest(alice, app.authorizePath(hostile));
    const { access } = await grantTokens(alice, app);
    const topupUrl = textOf(await callWith(installation, access, '/api/oauth2/topup'), 'topup_url');
    const evesBrowser = await scene().browser(eve.username);
    const wrongUri = app.authorizePath({ redirect_uri: MARKUP });
    const pages = {
      'sign-in': signIn,
      consent,
      'top-up': await alice.get(topupUrl.slice(installation.issuer.length)),
      'top-up of somebody else': await evesBrowser.get(topupUrl.slice(installation.issuer.length)),
      authorizations: await alice.get('/account/authorizations'),
      'wrong redirect': await alice.get(wrongUri),
      'wrong redirect, for its owner': await evesBrowser.get(wrongUri),
      console: await evesBrowser.get('/console'),
      'app in the console': await evesBrowser.get(`/console/apps/${app.id}`),
      home: await evesBrowser.get('/'),
      account: await evesBrowser.get('/account'),
    };
    for (const [where, page] of Object.entries(pages)) assertHarmless(page, where);
  });

  test('A75: a redirect URI or a return address that is script is never a link', async () => {
    const app = await scene().app();
    const alice = await scene().browser('alice');
    const script = 'javascript:alert(1)';
    for (const path of [
      app.authorizePath({ redirect_uri: script }),
      `/sign-up?return_to=${script}`,
      `/sign-out?return_to=${script}`,
    ]) {
      assertHarmless(await alice.get(path), path);
    }
    const { access } = await grantTokens(alice, app);
    const topup = await callWith(scene().installation, access, `/api/oauth2/topup?return_to=${script}`);
    assert.equal(topup.status, 400);
  });

  test('A76: what an error repeats of the request is text', async () => {
    const alice = await scene().browser('alice');
    const encoded = encodeURIComponent(MARKUP);
    const paths = [
      `/api/oauth2/authorize?${encoded}=1&${encoded}=2`,
      `/api/oauth2/authorize?client_id=${encoded}`,
      `/authorize?request=${encoded}`,
      `/sign-in?request=${encoded}`,
      `/sign-up?request=${encoded}`,
      `/sign-up?invitation=${encoded}`,
      `/sign-in?return_to=${encoded}`,
      `/topup?ticket=${encoded}`,
      `/topup/orders/${encoded}`,
      `/console?done=${encoded}`,
      `/${encoded}`,
      `/?${encoded}`,
    ];
    const stranger = await scene().browser();
    for (const visitor of [alice, stranger]) for (const path of paths) assertHarmless(await visitor.get(path), path);
    const failed = await stranger.post('/sign-in', {
      username: MARKUP,
      password: MARKUP,
      csrf: (await stranger.get('/sign-in'), stranger.csrfToken()),
    });
    assert.equal(failed.status, 401);
    assertHarmless(failed, 'failed sign-in');
    assert.ok(!failed.html.includes(`value="${PASSWORD}"`));
  });
});
