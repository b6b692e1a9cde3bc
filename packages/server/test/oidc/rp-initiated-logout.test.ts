import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setScene } from '../attacks/scene.js';
import { form } from '../support/oauth-app.js';
import type { VisitedPage, Visitor } from '../support/page-visitor.js';
import { signInTo } from './actors.js';

const scene = setScene();

const LOGOUT = '/api/oauth2/logout';
const AFTER = 'https://app.example/signed-out?lang=en';

const logoutPath = (parameters: Record<string, string> = {}): string => `${LOGOUT}?${new URLSearchParams(parameters)}`;

const isSignedIn = async (visitor: Visitor): Promise<boolean> => (await visitor.get('/account')).status === 200;

/** alice, signed in to an app that registered a post-logout redirect URI. */
const signedIn = async (username = 'alice') => {
  const { installation, app, browser } = scene();
  const [inkwell, visitor] = [await app({ postLogoutRedirectUris: [AFTER] }), await browser(username)];
  const { idToken, refreshToken } = await signInTo(installation, visitor, inkwell);
  return { inkwell, visitor, idToken, refreshToken };
};

const assertAsks = async (visitor: Visitor, page: VisitedPage): Promise<void> => {
  assert.equal(page.status, 200);
  assert.notEqual(page.text('logout-question'), '');
  for (const button of ['Sign out', 'Stay signed in']) assert.ok(page.html.includes(`>${button}</button>`), button);
  assert.ok(await isSignedIn(visitor), 'nobody is signed out by a question');
};

const assertRefused = async (visitor: Visitor, page: VisitedPage): Promise<void> => {
  assert.equal(page.status, 400);
  assert.equal(page.location, '');
  assert.notEqual(page.text('logout-error'), '');
  assert.doesNotMatch(page.html, /(?:href|action)="https?:/, 'nothing leads away');
  assert.ok(await isSignedIn(visitor));
};

test('a valid hint signs out and leads back with the state (RP-Initiated Logout section 3)', async () => {
  const { visitor, idToken } = await signedIn();
  const page = await visitor.get(
    logoutPath({ id_token_hint: idToken, post_logout_redirect_uri: AFTER, state: 'a b&c=d' }),
  );
  assert.equal(page.status, 303);
  assert.equal(page.location, `${AFTER}&state=a+b%26c%3Dd`);
  assert.ok(!(await isSignedIn(visitor)));
});

test('a state of 4,096 characters comes back, and a longer one is refused (RP-Initiated Logout section 3)', async () => {
  const { visitor, idToken } = await signedIn();
  const path = (state: string) => logoutPath({ id_token_hint: idToken, post_logout_redirect_uri: AFTER, state });
  const refused = await visitor.get(path('x'.repeat(4097)));
  assert.deepEqual([refused.status, refused.location], [400, '']);
  assert.ok(await isSignedIn(visitor));
  assert.equal((await visitor.get(path('x'.repeat(4096)))).location, `${AFTER}&state=${'x'.repeat(4096)}`);
});

test('without state none comes back, and without an address the user is told (RP-Initiated Logout section 2)', async () => {
  const first = await signedIn();
  const back = await first.visitor.get(logoutPath({ id_token_hint: first.idToken, post_logout_redirect_uri: AFTER }));
  assert.equal(back.location, AFTER);

  const second = await signedIn();
  const page = await second.visitor.follow(await second.visitor.get(logoutPath({ id_token_hint: second.idToken })));
  assert.match(page.text('signed-out'), /^You are signed out/);
  assert.ok(!(await isSignedIn(second.visitor)));
});

test('an id_token that expired long ago is still a hint (RP-Initiated Logout section 2)', async () => {
  const { installation } = scene();
  const { visitor, idToken } = await signedIn();
  installation.letTimePass(24 * 3_600_000);
  assert.equal((await visitor.get(logoutPath({ id_token_hint: idToken }))).status, 303);
  assert.ok(!(await isSignedIn(visitor)));
});

// Only the user was compared, so an id_token that had leaked once could end each of their later sessions.
test('an id_token of an earlier session, or of another browser, signs nobody out without a question (RP-Initiated Logout section 2)', async () => {
  const { visitor, idToken } = await signedIn();
  const elsewhere = await scene().browser('alice');
  await visitor.post('/sign-out');
  await visitor.signIn('alice');
  for (const browser of [visitor, elsewhere]) {
    await assertAsks(browser, await browser.get(logoutPath({ id_token_hint: idToken })));
  }
  await visitor.get(logoutPath({ id_token_hint: idToken }));
  await visitor.post('/logout', { id_token_hint: idToken, decision: 'sign-out' });
  assert.ok(!(await isSignedIn(visitor)));
});

test('the request may be posted: it continues as a GET with our cookies (RP-Initiated Logout section 2)', async () => {
  const { installation } = scene();
  const { visitor, idToken, inkwell } = await signedIn();
  const fields = { id_token_hint: idToken, client_id: inkwell.clientId, post_logout_redirect_uri: AFTER, state: 's' };
  const posted = await installation.request(LOGOUT, form(new URLSearchParams(fields).toString()));
  assert.equal(posted.status, 303);
  assert.equal((await visitor.get(posted.headers.get('location') ?? '')).location, `${AFTER}&state=s`);
});

test('without parameters, or with a state alone, the user is asked, and the answer counts (RP-Initiated Logout section 2)', async () => {
  for (const parameters of [{}, { state: 'alone' }]) {
    const { visitor } = await signedIn();
    await assertAsks(visitor, await visitor.get(logoutPath(parameters)));

    await visitor.get(logoutPath(parameters));
    assert.equal((await visitor.post('/logout', { decision: 'stay' })).location, '/');
    assert.ok(await isSignedIn(visitor));
    const page = await visitor.follow(await visitor.post('/logout', { decision: 'sign-out' }));
    assert.notEqual(page.text('signed-out'), '');
    assert.ok(!(await isSignedIn(visitor)));
  }
});

test('a client_id alone asks first, and leads back once the user agrees (RP-Initiated Logout section 2)', async () => {
  const { visitor, inkwell } = await signedIn();
  const parameters = { client_id: inkwell.clientId, post_logout_redirect_uri: AFTER, state: 's' };
  const page = await visitor.get(logoutPath(parameters));
  assert.match(page.text('logout-question'), /^Inkwell wants to sign you out/);
  await assertAsks(visitor, page);

  await visitor.get(logoutPath(parameters));
  assert.equal((await visitor.post('/logout', { ...parameters, decision: 'sign-out' })).location, `${AFTER}&state=s`);
  assert.ok(!(await isSignedIn(visitor)));
});

test("another user's hint signs nobody out without a question (RP-Initiated Logout section 2)", async () => {
  const { idToken } = await signedIn('bob');
  const { visitor } = await signedIn('alice');
  await assertAsks(visitor, await visitor.get(logoutPath({ id_token_hint: idToken, post_logout_redirect_uri: AFTER })));
});

const BAD_ADDRESSES = {
  'one that is not registered': 'https://elsewhere.example/',
  'one with a query added': `${AFTER}&foo=bar`,
  'one with a slash added': 'https://app.example/signed-out/?lang=en',
  'the redirect URI of the sign-in': 'https://app.example/callback',
};

for (const [what, uri] of Object.entries(BAD_ADDRESSES)) {
  test(`${what} is never gone to (RP-Initiated Logout section 3)`, async () => {
    const { visitor, idToken, inkwell } = await signedIn();
    for (const proof of [{ id_token_hint: idToken }, { client_id: inkwell.clientId }]) {
      const page = await visitor.get(logoutPath({ ...proof, post_logout_redirect_uri: uri }));
      assert.match(page.text('logout-error'), /post_logout_redirect_uri/);
      await assertRefused(visitor, page);
    }
    await visitor.get(logoutPath({ id_token_hint: idToken, post_logout_redirect_uri: uri }));
    const fields = { id_token_hint: idToken, post_logout_redirect_uri: uri, decision: 'sign-out' };
    assert.equal((await visitor.post('/logout', fields)).location, '/logout', 'not even when asked again by a form');
  });
}

test('a post_logout_redirect_uri without a client is refused, signed in or not (RP-Initiated Logout section 3)', async () => {
  const { visitor } = await signedIn();
  await assertRefused(visitor, await visitor.get(logoutPath({ post_logout_redirect_uri: AFTER })));
  const stranger = await scene().browser();
  assert.equal((await stranger.get(logoutPath({ post_logout_redirect_uri: AFTER }))).status, 400);
});

test('a hint that was changed, or is no id_token, is refused (RP-Initiated Logout section 4)', async () => {
  const { visitor, idToken } = await signedIn();
  const [header = '', payload = ''] = idToken.split('.');
  for (const hint of [`${header}.${payload}.AAAA`, 'bad', `${idToken}x`]) {
    const page = await visitor.get(logoutPath({ id_token_hint: hint, post_logout_redirect_uri: AFTER }));
    assert.match(page.text('logout-error'), /id_token_hint/);
    await assertRefused(visitor, page);
  }
});

test('client_id must be the app that the hint was issued to (RP-Initiated Logout section 2)', async () => {
  const { visitor, idToken } = await signedIn();
  const other = await scene().app({ postLogoutRedirectUris: [AFTER] });
  for (const client_id of [other.clientId, 'client_nobody']) {
    const page = await visitor.get(logoutPath({ id_token_hint: idToken, client_id, post_logout_redirect_uri: AFTER }));
    await assertRefused(visitor, page);
  }
});

test('a user who is already signed out returns at once (RP-Initiated Logout section 3)', async () => {
  const { visitor, idToken } = await signedIn();
  await visitor.post('/sign-out');
  const page = await visitor.get(logoutPath({ id_token_hint: idToken, post_logout_redirect_uri: AFTER, state: 's' }));
  assert.equal(page.location, `${AFTER}&state=s`);
});

test('what the user allowed the app outlives the session: its refresh token still works (RP-Initiated Logout section 2)', async () => {
  const { visitor, idToken, inkwell, refreshToken } = await signedIn();
  await visitor.get(logoutPath({ id_token_hint: idToken }));
  assert.equal((await inkwell.refresh(refreshToken)).status, 200);
});

test('the pages speak the language the app asks for (RP-Initiated Logout section 2)', async () => {
  const { visitor, idToken } = await signedIn();
  assert.match((await visitor.get(logoutPath({ ui_locales: 'fr' }))).html, /Rester connecté/);
  const done = await visitor.follow(await visitor.get(logoutPath({ id_token_hint: idToken, ui_locales: 'fr' })));
  assert.match(done.text('signed-out'), /^Vous êtes déconnecté/);
});
