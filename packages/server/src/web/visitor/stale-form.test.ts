import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setScene } from '#test/attacks/scene.js';
import { PASSWORD } from '#test/support/installation.js';
import type { Visitor } from '#test/support/page-visitor.js';

const scene = setScene({ OCTROI_TOPUP_PROVIDERS: 'test' });

const SAME_ORIGIN = { 'sec-fetch-site': 'same-origin' };
const CROSS_SITE = { 'sec-fetch-site': 'cross-site' };

/** Signs in again in a second tab; resolves to the token of the first tab's forms. */
const inAnotherTab = async (browser: Visitor, path: string): Promise<string> => {
  await browser.get(path);
  const stale = browser.csrfToken();
  await browser.get('/sign-in?again=1');
  assert.equal((await browser.post('/sign-in', { username: 'alice', password: PASSWORD })).status, 303);
  return stale;
};

const isSignedIn = async (browser: Visitor): Promise<boolean> => (await browser.get('/account')).status === 200;

// Whoever pressed Sign out in an old tab read "403" and was still signed in.
test('signing out from a tab that was opened before another sign-in signs out', async () => {
  const browser = await scene().browser('alice');
  const csrf = await inAnotherTab(browser, '/account');
  const out = await browser.post('/sign-out', { csrf }, SAME_ORIGIN);
  assert.deepEqual([out.status, out.location], [303, '/']);
  assert.equal(await isSignedIn(browser), false);
});

test('a browser that does not say where a form comes from is led to a button that works', async () => {
  const browser = await scene().browser('alice');
  const csrf = await inAnotherTab(browser, '/account');
  const page = await browser.post('/sign-out', { csrf, page: '/account' });
  assert.equal(page.status, 403);
  assert.match(page.html, /<h1>This page is out of date/);
  assert.match(page.html, /<a [^>]*href="\/account"[^>]*>Open the page again/);
  assert.ok((await browser.get('/account')).actions.includes('/sign-out'));
  assert.equal((await browser.post('/sign-out')).status, 303);
  assert.equal(await isSignedIn(browser), false);
});

test('A27: a form from another site signs nobody out, whichever token it has', async () => {
  const browser = await scene().browser('alice');
  await browser.get('/account');
  for (const site of ['cross-site', 'same-site']) {
    for (const csrf of ['guess', browser.csrfToken()]) {
      const page = await browser.post('/sign-out', { csrf, page: '/account' }, { 'sec-fetch-site': site });
      assert.equal(page.status, 403);
      assert.doesNotMatch(page.html, /is out of date/);
    }
  }
  assert.equal(await isSignedIn(browser), true);
});

// These ended at a page that said "Go back, reload the page", with a link to the home page only.
test('any other form of such a tab does nothing, and leads back to its page in the reader’s language', async () => {
  const told = {
    en: ['This page is out of date', 'Open the page again'],
    fr: ['Cette page n’est plus à jour', 'Rouvrir la page'],
    zh: ['此页面已过期', '重新打开页面'],
    pt: ['Esta página está desatualizada', 'Abrir a página de novo'],
  };
  const browser = await scene().browser('alice');
  const { installation, ids } = scene();
  const csrf = await inAnotherTab(browser, '/account/security');
  await browser.signIn('alice');
  const sessions = () => installation.services.sessions.list(ids.alice);
  const before = (await sessions()).map(({ id }) => id).toSorted();
  for (const [language, [title, link]] of Object.entries(told)) {
    const headers = { ...SAME_ORIGIN, 'accept-language': language };
    const fields = { csrf, page: '/account/security?from=tab' };
    const page = await browser.post('/account/security/sessions/end-others', fields, headers);
    assert.equal(page.status, 403);
    assert.ok(page.html.includes(`<h1>${title}</h1>`), language);
    assert.match(page.html, new RegExp(`<a [^>]*href="/account/security\\?from=tab"[^>]*>${link}`));
  }
  assert.deepEqual((await sessions()).map(({ id }) => id).toSorted(), before);
});

test('the way back is a path of ours, and there is none for a form from another site', async () => {
  const browser = await scene().browser('alice');
  await browser.get('/topup');
  for (const evil of ['https://evil.example/', '//evil.example', '/\\evil.example', 'javascript:alert(1)']) {
    const page = await browser.post('/topup', { csrf: 'stale', page: evil }, SAME_ORIGIN);
    assert.equal(page.status, 403);
    assert.doesNotMatch(page.html, /evil\.example|javascript:/);
  }
  const crossSite = await browser.post('/topup', { csrf: 'stale', page: '/account/delete' }, CROSS_SITE);
  assert.match(crossSite.html, /<h1>We couldn’t accept this form/);
  assert.doesNotMatch(crossSite.html, /href="\/account\/delete"/);
});
