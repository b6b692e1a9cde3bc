import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setScene } from '../attacks/scene.js';
import { allow } from '../support/oauth-app.js';
import { formOn, isAskedToSignIn, open, signInOn } from './actors.js';

const scene = setScene();
const secured = setScene({ OCTROI_ISSUER: 'https://id.platform.example' });
const FORM_POST = { response_mode: 'form_post', nonce: 'n-1' };

test('the answer comes in a form that goes to the redirect URI, after every page on the way (OAuth 2.0 Form Post Response Mode section 2)', async () => {
  const { installation, app, browser } = scene();
  const [inkwell, visitor] = [await app(), await browser()];
  const first = await open(visitor, inkwell, FORM_POST);
  assert.ok(isAskedToSignIn(first));
  const page = await allow(visitor, await signInOn(visitor, first, 'alice'));

  assert.equal(page.status, 200);
  const { action, fields } = formOn(page);
  assert.equal(action, inkwell.redirectUri);
  assert.deepEqual(Object.keys(fields).toSorted(), ['code', 'iss', 'state']);
  assert.equal(fields['state'], 'st-1');
  assert.equal(fields['iss'], installation.issuer);
  assert.equal((await inkwell.exchange(fields['code'] ?? '')).status, 200);
});

test('errors come in the form too, those of prompt=none and of a cancelled request (OAuth 2.0 Form Post Response Mode section 2)', async () => {
  const { app, browser } = scene();
  const inkwell = await app();
  const none = formOn(await open(await browser(), inkwell, { ...FORM_POST, prompt: 'none' }));
  assert.equal(none.fields['error'], 'login_required');
  assert.equal(none.fields['state'], 'st-1');
  const wrong = formOn(await open(await browser('bob'), inkwell, { ...FORM_POST, response_type: 'token' }));
  assert.equal(wrong.fields['error'], 'unsupported_response_type');

  const visitor = await browser('alice');
  const asked = await open(visitor, inkwell, FORM_POST);
  const handle = /name="request" value="([^"]+)"/.exec(asked.html)?.[1] ?? '';
  const cancelled = formOn(await visitor.post('/authorize', { request: handle, decision: 'cancel' }));
  assert.equal(cancelled.fields['error'], 'access_denied');
});

// Strangers get a page that leads to the app, and it led there with the answer in the query.
test('an error that strangers read here first goes to the app in a form, whichever check found it (OAuth 2.0 Form Post Response Mode section 2)', async () => {
  const { installation, app, browser } = scene();
  const inkwell = await app();
  const faults: [Record<string, string>, string][] = [
    [{ request: 'x' }, 'request_not_supported'],
    [{ request_uri: 'https://app.example/request' }, 'request_uri_not_supported'],
    [{ registration: '{}' }, 'registration_not_supported'],
    [{ response_type: 'token' }, 'unsupported_response_type'],
    [{ scope: 'unknown' }, 'invalid_scope'],
    [{ resource: 'https://nowhere.example/' }, 'invalid_target'],
    [{ max_age: 'x' }, 'invalid_request'],
    [{ id_token_hint: 'x' }, 'invalid_request'],
    [{ claims: '{"id_token":{"acr":{"essential":true,"values":["x"]}}}' }, 'unmet_authentication_requirements'],
  ];
  const withSession = await browser('alice');
  for (const [fields, code] of faults) {
    for (const visitor of [await browser(), withSession]) {
      const page = await open(visitor, inkwell, { ...FORM_POST, ...fields });
      const sent = formOn(page);
      assert.equal(sent.action, inkwell.redirectUri, code);
      assert.deepEqual([sent.fields['error'], sent.fields['state']], [code, 'st-1']);
      assert.equal(sent.fields['iss'], installation.issuer);
      assert.equal(
        page.html.includes(`${inkwell.redirectUri}?`),
        false,
        'nothing leads there with an answer in the query',
      );
      assert.equal(page.headers.get('referrer-policy'), 'strict-origin');
    }
  }
});

test('the page works without script, and allows one file of ours and nothing inline (OAuth 2.0 Form Post Response Mode section 4)', async () => {
  const { installation, app, browser } = scene();
  const page = await open(await browser(), await app(), { ...FORM_POST, prompt: 'none' });
  assert.match(page.html, /<button[^>]*>Continue<\/button>/);
  const policy = page.headers.get('content-security-policy') ?? '';
  assert.match(policy, /default-src 'none'.*script-src 'self'$/);
  assert.doesNotMatch(policy, /unsafe|form-action/);
  assert.equal(page.headers.get('cache-control'), 'no-store');

  const scripts = [...page.html.matchAll(/<script([^>]*)>([^<]*)<\/script>/g)];
  assert.equal(scripts.length, 1);
  assert.equal(scripts[0]?.[2], '', 'nothing is inline');
  const source = /src="([^"]+)"/.exec(scripts[0]?.[1] ?? '')?.[1] ?? '';
  const script = await installation.request(source);
  assert.equal(script.headers.get('content-type'), 'text/javascript; charset=utf-8');
  assert.match(await script.text(), /getElementById\('form-post'\)\.submit\(\)/);
});

test('a page that is not bettered by a script runs none (design: everything works without)', async () => {
  const { browser } = scene();
  const policy = (await (await browser()).get('/sign-up')).headers.get('content-security-policy') ?? '';
  assert.doesNotMatch(policy, /script-src/);
});

test('a state full of markup arrives as it was sent (OAuth 2.0 Form Post Response Mode section 4)', async () => {
  const { app, browser } = scene();
  const state = `"><script>alert(1)</script>&amp;'`;
  const page = await open(await browser(), await app(), { ...FORM_POST, prompt: 'none', state });
  assert.equal(formOn(page).fields['state'], state);
  assert.doesNotMatch(page.html, /<script>alert/);
});

// Any link made our page post to a neighbour of ours, with the cookies that it keeps from other sites.
test('no script posts an error to a site of our own domain before the user has answered (OAuth 2.0 Form Post Response Mode section 4)', async () => {
  const { app, browser } = secured();
  const none = { ...FORM_POST, prompt: 'none' };
  const neighbour = { redirectUris: ['https://shop.platform.example/callback'] };
  const [next, far, trusted] = [await app(neighbour), await app(), await app({ ...neighbour, isTrusted: true })];
  const script = /<script/;

  const page = await open(await browser(), next, none);
  assert.equal(formOn(page).fields['error'], 'login_required');
  assert.doesNotMatch(page.html, script);
  assert.doesNotMatch(page.headers.get('content-security-policy') ?? '', /script-src/);
  assert.match(page.html, /You will be redirected to.*https:\/\/shop\.platform\.example/s);

  assert.match((await open(await browser(), far, none)).html, script);
  assert.match((await open(await browser(), trusted, none)).html, script);
  const alice = await browser('alice');
  assert.match((await allow(alice, await open(alice, next, FORM_POST))).html, script, 'she has allowed it');
  assert.match((await open(alice, next, none)).html, script);
});
