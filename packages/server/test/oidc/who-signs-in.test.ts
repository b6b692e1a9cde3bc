import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PASSWORD_ACR } from '#server/protocol/acr.js';
import { setScene } from '../attacks/scene.js';
import { allow, received } from '../support/oauth-app.js';
import { errorOf, essential, isAskedToSignIn, open, signInOn, signInTo } from './actors.js';

const scene = setScene();

const asking = (sub: string, place = 'id_token') => ({
  prompt: 'none',
  claims: JSON.stringify({ [place]: { sub: { value: sub } } }),
});

test('prompt=login asks for the password again, and auth_time is that of the new sign-in (OpenID Connect Core section 3.1.2.1)', async () => {
  const { installation, app, browser } = scene();
  const [inkwell, visitor] = [await app(), await browser('alice')];
  const first = await signInTo(installation, visitor, inkwell);
  installation.letTimePass(2_000);

  const page = await open(visitor, inkwell, { prompt: 'login' });
  assert.ok(isAskedToSignIn(page));
  assert.ok(received(await signInOn(visitor, page, 'alice')).get('code'));
  const second = await signInTo(installation, visitor, inkwell);
  assert.equal(Number(second.claims['auth_time']), Number(first.claims['auth_time']) + 2);
  assert.equal(second.claims['sid'], first.claims['sid'], 'it is the same session to the apps');
});

test('prompt=none shows no page: login_required, consent_required, or a code (OpenID Connect Core section 3.1.2.6)', async () => {
  const { installation, app, browser } = scene();
  const inkwell = await app();
  assert.equal(errorOf(await open(await browser(), inkwell, { prompt: 'none' })), 'login_required');

  const visitor = await browser('alice');
  assert.equal(errorOf(await open(visitor, await app(), { prompt: 'none' })), 'consent_required');
  await signInTo(installation, visitor, inkwell);
  assert.ok(received(await open(visitor, inkwell, { prompt: 'none' })).get('code'));
});

test('prompt=consent and prompt=select_account ask even if an authorization covers the request (OpenID Connect Core section 3.1.2.1)', async () => {
  const { installation, app, browser } = scene();
  const [inkwell, visitor] = [await app(), await browser('alice')];
  await signInTo(installation, visitor, inkwell);

  for (const prompt of ['consent', 'select_account', 'login select_account']) {
    if (prompt.startsWith('login')) installation.letTimePass(1_000);
    const first = await open(visitor, inkwell, { prompt });
    const page = isAskedToSignIn(first) ? await signInOn(visitor, first, 'alice') : first;
    assert.equal(page.status, 200, prompt);
    assert.ok(page.actions.includes('/authorize/switch-account'), 'the page offers another account');
    assert.ok(received(await allow(visitor, page)).get('code'));
  }
});

test('max_age asks only users whose sign-in is older; 0 asks everybody (OpenID Connect Core section 3.1.2.1)', async () => {
  const { installation, app, browser } = scene();
  const [inkwell, visitor] = [await app(), await browser('alice')];
  const first = await signInTo(installation, visitor, inkwell);
  installation.letTimePass(2_000);

  const again = await signInTo(installation, visitor, inkwell, { max_age: '10000' });
  assert.equal(again.claims['auth_time'], first.claims['auth_time']);
  assert.equal(errorOf(await open(visitor, inkwell, { max_age: '1', prompt: 'none' })), 'login_required');
  const page = await open(visitor, inkwell, { max_age: '1' });
  assert.ok(isAskedToSignIn(page));
  assert.ok(received(await signInOn(visitor, page, 'alice')).get('code'));
  installation.letTimePass(1);
  assert.ok(isAskedToSignIn(await open(visitor, inkwell, { max_age: '0' })));
});

test('login_hint stands in the sign-in form, and ui_locales chooses its language (OpenID Connect Core section 3.1.2.1)', async () => {
  const { app, browser } = scene();
  const page = await open(await browser(), await app(), { login_hint: 'alice@example.com', ui_locales: 'fr-CA fr en' });
  assert.match(page.html, /name="username"[^>]*value="alice@example.com"/);
  assert.match(page.html, /<html lang="fr">/);
  assert.match((await open(await browser(), await app(), { ui_locales: 'zh-CN en' })).html, /<html lang="zh-Hans">/);
});

test('an id_token_hint, expired as it may be, lets its user pass without a page (OpenID Connect Core section 3.1.2.1)', async () => {
  const { installation, app, browser } = scene();
  const [inkwell, visitor] = [await app(), await browser('alice')];
  const { idToken } = await signInTo(installation, visitor, inkwell);
  installation.letTimePass(3 * 3_600_000);

  const hinted = { id_token_hint: idToken, prompt: 'none' };
  assert.ok(received(await open(visitor, inkwell, hinted)).get('code'));
  assert.equal(errorOf(await open(await browser('bob'), inkwell, hinted)), 'login_required');
  assert.equal(errorOf(await open(await browser(), inkwell, hinted)), 'login_required');
});

// The app was told consent_required for the signed-in user and login_required for all others. Ids are numbers, so a few
// redirects told any app who had come to its page.
test('an app that the user has not allowed cannot learn who is signed in by trying one user after another', async () => {
  const { ids, app, browser } = scene();
  const [unknown, visitor] = [await app(), await browser('alice')];
  for (const id of [ids.alice, ids.bob])
    assert.equal(errorOf(await open(visitor, unknown, asking(id))), 'login_required');
});

test('another signed-in user is asked once for the hinted account, and the app never gets another (OpenID Connect Core section 3.1.2.2)', async () => {
  const { installation, app, browser } = scene();
  const inkwell = await app();
  const { idToken, claims } = await signInTo(installation, await browser('alice'), inkwell);
  const visitor = await browser('bob');
  await signInTo(installation, visitor, inkwell);
  installation.letTimePass(1_000);

  const first = await open(visitor, inkwell, { id_token_hint: idToken });
  assert.ok(isAskedToSignIn(first), 'bob is asked for another account');
  // The page did not mention it, so bob signed in as bob again, in vain.
  assert.match(first.html, /signed in as bob, but .* asks for a different account/);
  assert.equal(errorOf(await signInOn(visitor, first, 'bob')), 'login_required');

  installation.letTimePass(1_000);
  const second = await open(visitor, inkwell, { id_token_hint: idToken });
  assert.ok(received(await signInOn(visitor, second, 'alice')).get('code'));
  assert.equal((await signInTo(installation, visitor, inkwell)).claims.sub, claims.sub);
});

test('a posted request with a hint asks the same of the browser’s user (OpenID Connect Core section 3.1.2.1)', async () => {
  const { installation, app, browser } = scene();
  const inkwell = await app();
  const { idToken } = await signInTo(installation, await browser('alice'), inkwell);
  const visitor = await browser('bob');
  installation.letTimePass(1_000);
  const query = inkwell.authorizePath({ scope: 'openid profile', id_token_hint: idToken }).split('?')[1] ?? '';
  const posted = await installation.request('/api/oauth2/authorize', {
    method: 'POST',
    body: new URLSearchParams(query),
  });
  const dispatched = await visitor.get(posted.headers.get('location') ?? '');
  assert.ok(isAskedToSignIn(await visitor.follow(dispatched)));
});

test('a hint that is not an id_token of this server for this app is an invalid_request (OpenID Connect Core section 3.1.2.1)', async () => {
  const { installation, app, browser } = scene();
  const [inkwell, other, visitor] = [await app(), await app(), await browser('alice')];
  const { idToken, accessToken } = await signInTo(installation, visitor, inkwell);
  const [header = '', payload = '', signature = ''] = idToken.split('.');
  const forged = Buffer.from(payload, 'base64url')
    .toString()
    .replace(/"sub":"\d+"/, '"sub":"1"');
  const unsigned = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url');
  const hints = {
    nonsense: 'nonsense',
    'an access token': accessToken,
    'a changed payload': `${header}.${Buffer.from(forged).toString('base64url')}.${signature}`,
    'no signature': `${unsigned}.${payload}.`,
    'a long one': 'x'.repeat(10_000),
  };
  for (const [what, id_token_hint] of Object.entries(hints)) {
    assert.equal(errorOf(await open(visitor, inkwell, { id_token_hint })), 'invalid_request', what);
  }
  assert.equal(errorOf(await open(visitor, other, { id_token_hint: idToken })), 'invalid_request', "another app's");
});

test('a sub that the claims parameter asks for acts as a hint (OpenID Connect Core section 5.5.1)', async () => {
  const { installation, ids, app, browser } = scene();
  const [inkwell, visitor] = [await app(), await browser('alice')];
  const { idToken } = await signInTo(installation, visitor, inkwell);
  assert.ok(received(await open(visitor, inkwell, asking(ids.alice))).get('code'));
  assert.equal(errorOf(await open(visitor, inkwell, asking(ids.bob))), 'login_required');
  assert.equal(errorOf(await open(visitor, inkwell, asking(ids.bob, 'userinfo'))), 'login_required');
  const two = { ...asking(ids.bob), id_token_hint: idToken };
  assert.equal(errorOf(await open(visitor, inkwell, two)), 'login_required');
});

test('acr_values are preferences; an unreachable essential acr is refused before the user is asked (OpenID Connect Core section 5.5.1.1)', async () => {
  const { installation, app, browser } = scene();
  const [inkwell, visitor] = [await app(), await browser('alice')];
  const { claims } = await signInTo(installation, visitor, inkwell, { acr_values: '1 2 urn:elsewhere' });
  assert.equal(claims['acr'], PASSWORD_ACR);

  const refused = await open(await browser('bob'), inkwell, essential('urn:elsewhere'));
  assert.equal(errorOf(refused), 'unmet_authentication_requirements');
  assert.ok(received(await open(visitor, inkwell, essential('urn:elsewhere', PASSWORD_ACR))).get('code'));
  const voluntary = { claims: '{"id_token":{"acr":{"values":["urn:elsewhere"]},"auth_time":{"essential":true}}}' };
  assert.ok(received(await open(visitor, inkwell, voluntary)).get('code'));
});

for (const claims of [
  '{',
  '[]',
  'null',
  '7',
  '{"id_token":[]}',
  '{"id_token":{"sub":{"value":7},"acr":7}}',
  '{"userinfo":{"name":null}}',
  `{"__proto__":{"sub":{"value":"1"}}}`,
  '['.repeat(8_000),
  'x'.repeat(9_000),
]) {
  test(`a claims parameter like ${claims.slice(0, 40)} changes nothing (OpenID Connect Core section 5.5)`, async () => {
    const { app, browser } = scene();
    assert.equal((await open(await browser('alice'), await app(), { claims })).status, 200);
  });
}
