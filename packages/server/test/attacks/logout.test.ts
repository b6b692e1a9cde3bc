import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openIdFaults } from '#server/domain/apps/settings/openid.js';
import { signInTo } from '../oidc/actors.js';
import { withoutOurScripts } from '../support/markup.js';
import { setScene } from './scene.js';

const scene = setScene();

const SCRIPTS = [
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)//https://app.example',
  'data:text/html,<script>alert(1)</script>',
  'vbscript:msgbox(1)',
  'https://app.example/"><script>alert(1)</script>',
];

for (const uri of SCRIPTS) {
  test(`A75: ${uri} is no address after signing out: it cannot be registered, and no page links to it`, async () => {
    const { installation, ids, app, browser } = scene();
    assert.notDeepEqual(openIdFaults({ postLogoutRedirectUris: [uri] }, false), []);
    const refused = await installation.services.apps.create(ids.dev, {
      name: 'Inkwell',
      description: '',
      redirectUris: ['https://app.example/callback'],
      isPublic: true,
      requirePkce: true,
      allowBrowserSecret: false,
      postLogoutRedirectUris: [uri],
    });
    assert.equal(refused.outcome, 'refused');

    const visitor = await browser('alice');
    const { idToken } = await signInTo(installation, visitor, await app());
    const query = new URLSearchParams({ id_token_hint: idToken, post_logout_redirect_uri: uri, state: '"><script>' });
    const page = await visitor.get(`/api/oauth2/logout?${query}`);
    assert.equal(page.status, 400);
    const [, main = ''] = page.html.split('<main');
    assert.notEqual(main, '');
    assert.doesNotMatch(withoutOurScripts(main), /<script|(?:href|action|src)="(?:javascript|data|vbscript|https?):/i);
  });
}

test('A27: nobody is signed out by a form from another site, nor by a link without proof', async () => {
  const { browser } = scene();
  const visitor = await browser('alice');
  await visitor.get('/api/oauth2/logout');
  const forms = [
    () => visitor.post('/logout', { decision: 'sign-out', csrf: 'guessed' }),
    () => visitor.post('/logout', { decision: 'sign-out' }, { 'sec-fetch-site': 'cross-site' }),
  ];
  for (const send of forms) assert.equal((await send()).status, 403);
  assert.equal((await visitor.get('/account')).status, 200);
});
