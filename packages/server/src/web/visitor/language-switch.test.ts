import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { LOCALES } from '#server/i18n/index.js';
import { setScene } from '#test/attacks/scene.js';
import { allow, callWith, grantTokens, openRequest, textOf } from '#test/support/oauth-app.js';
import { unescapeHtml, type VisitedPage, type Visitor } from '#test/support/page-visitor.js';

const scene = setScene({ OCTROI_TOPUP_PROVIDERS: 'test' });

/** The hidden fields of the first form whose action starts with `action`, as a browser would send them. */
const hiddenFields = ({ html }: VisitedPage, action: string): Record<string, string> => {
  const forms = [...html.matchAll(/<form .*?<\/form>/gs)].map(([markup]) => markup);
  const found = forms.find((markup) => unescapeHtml(markup).includes(` action="${action}`));
  assert.ok(found !== undefined, `the page has no form for ${action}`);
  const fields = found.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g);
  return Object.fromEntries([...fields].map(([, name = '', value = '']) => [name, unescapeHtml(value)]));
};

/** Submits a form of a page with these fields. */
const submit = (
  visitor: Visitor,
  page: VisitedPage,
  action: string,
  fields: Record<string, string> = {},
): Promise<VisitedPage> => {
  const target = page.actions.map(unescapeHtml).find((each) => each.startsWith(action)) ?? action;
  return visitor.post(target, { ...hiddenFields(page, action), ...fields });
};

const chooseFrench = async (visitor: Visitor, page: VisitedPage): Promise<VisitedPage> =>
  visitor.follow(await visitor.post('/language', { ...hiddenFields(page, '/language'), locale: 'fr' }));

/** Switching to French on the answer to a form leads to the page the form was on, in French. */
const assertComesBack = async (visitor: Visitor, path: string, action: string, fields: Record<string, string>) => {
  const page = await visitor.get(path);
  const answer = await submit(visitor, page, action, fields);
  assert.notEqual(answer.status, 303, action);
  const french = await chooseFrench(visitor, answer);
  assert.equal(french.status, 200, action);
  assert.match(french.html, /<html lang="fr">/);
  assert.deepEqual(french.actions, page.actions, action);
  assert.equal(hiddenFields(french, '/language')['return_to'], path, action);
  await visitor.post('/language', { locale: 'en' });
};

test('every language can be chosen in the footer, and stays', async () => {
  const visitor = await scene().browser();
  for (const locale of LOCALES) {
    const page = await visitor.get('/sign-in');
    assert.match(page.html, new RegExp(`<button [^>]*value="${locale}" lang="${locale}"`));
    await visitor.post('/language', { ...hiddenFields(page, '/language'), locale });
    assert.match((await visitor.get('/sign-in')).html, new RegExp(`<html lang="${locale}">`));
  }
});

// The switch led to the form's action, which accepts no GET, or lost the request the form had carried.
describe('the language switch of a page that answers a form', () => {
  test('leads back to the page of the form, for a user', async () => {
    const alice = await scene().browser('alice');
    const app = await scene().app();
    const { access } = await grantTokens(alice, app);
    const topupUrl = textOf(await callWith(scene().installation, access, '/api/oauth2/topup'), 'topup_url');
    const topup = topupUrl.slice(scene().installation.issuer.length);

    await assertComesBack(alice, '/account/security', '/account/security/password', { current_password: 'wrong' });
    await assertComesBack(alice, topup, '/topup', { amount: 'much' });

    const authorizations = await alice.get('/account/authorizations');
    const ended = await submit(alice, authorizations, '/account/authorizations/end');
    assert.match((await chooseFrench(alice, ended)).html, /<html lang="fr">/);
  });

  test('leads back to the page of the form, for a developer', async () => {
    const dev = await scene().browser('dev');
    const { id } = await scene().app();
    const app = `/console/apps/${id}`;

    await assertComesBack(dev, '/console/new-app', '/console/new-app', { name: '' });
    await assertComesBack(dev, '/console', '/console/tokens', { name: '', expires: '90' });
    await assertComesBack(dev, app, `${app}/delete`, {});
  });

  test('keeps the request of an app through a wrong password, and the sign-in after it goes on to the app', async () => {
    const stranger = await scene().browser();
    const app = await scene().app();
    const begun = await openRequest(stranger, app.authorizePath());
    const signIn = begun.location;

    await assertComesBack(stranger, signIn, '/sign-in', { username: 'bob', password: 'wrong' });

    const french = await stranger.get(signIn);
    const signedIn = await submit(stranger, french, '/sign-in', {
      username: 'bob',
      password: 'a sentence long enough',
    });
    const consent = await stranger.follow(signedIn);
    assert.match((await allow(stranger, consent)).location, /^https:\/\/app\.example\/callback\?code=/);
  });

  test('keeps the invitation and the request through a faulty sign-up', async () => {
    const stranger = await scene().browser();
    const { url } = await scene().installation.services.invitations.create('user');
    const invited = url.slice(scene().installation.issuer.length);
    await assertComesBack(stranger, invited, '/sign-up', { username: 'carol', email: 'carol', password: 'short' });
    await assertComesBack(stranger, '/sign-up?return_to=%2Ftopup', '/sign-up', { username: '' });
  });

  // Its answer leads back to that page (ADR 0042).
  test('leads to the page of a form that is too old', async () => {
    const alice = await scene().browser('alice');
    const answer = await alice.post('/account/security/password', { csrf: 'old', page: '/account/security' });
    assert.equal(answer.status, 403);
    assert.equal(hiddenFields(answer, '/language')['return_to'], '/account/security');
  });

  test('leads to the front page when the form names no page of ours', async () => {
    const alice = await scene().browser('alice');
    for (const fields of [
      { csrf: 'old', page: 'https://evil.example/' },
      { page: 'https://evil.example/' },
      { page: '//evil.example/' },
      {},
    ]) {
      const answer = await alice.post('/account/security/password', fields);
      assert.equal(hiddenFields(answer, '/language')['return_to'], '/');
    }
  });
});
