import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { DAY, MINUTE } from '#server/kernel/clock.js';
import { PASSWORD } from '../support/installation.js';
import {
  allow,
  callWith,
  CALLBACK,
  form,
  grantCode,
  grantTokens,
  openRequest,
  received,
  requestOf,
} from '../support/oauth-app.js';
import { createVisitor } from '../support/page-visitor.js';
import { setScene } from './scene.js';

const scene = setScene();

const silently = { auto_authorize: 'true' };

describe('auto_authorize', () => {
  test('A19: without an earlier authorization there is a page, with one explicit button', async () => {
    const app = await scene().app();
    const page = await openRequest(await scene().browser('alice'), app.authorizePath(silently));
    assert.equal(page.status, 200);
    assert.match(page.html, /value="allow">\s*Continue as alice/);
    assert.match(page.html, /Inkwell/);
    assert.equal([...page.html.matchAll(/value="allow"/g)].length, 1);
  });

  test('A19: for a stranger, signing in grants what its page named, and nothing else follows', async () => {
    const app = await scene().app();
    const stranger = await scene().browser();
    const page = await openRequest(stranger, app.authorizePath(silently));
    const signIn = await stranger.follow(page);
    assert.match(signIn.html, /Inkwell/);
    const signedIn = await stranger.post('/sign-in', {
      request: requestOf(signIn),
      username: 'alice',
      password: PASSWORD,
    });
    assert.ok(received(await stranger.follow(signedIn)).get('code'));
  });

  test('A20: a larger scope than was allowed asks for consent, and says what is new', async () => {
    const app = await scene().app();
    const alice = await scene().browser('alice');
    await grantCode(alice, app, { scope: 'profile' });
    assert.ok(received(await alice.get(app.authorizePath({ ...silently, scope: 'profile' }))).get('code'));
    const page = await openRequest(alice, app.authorizePath({ scope: 'profile balance' }));
    assert.equal(page.status, 200);
    assert.equal([...page.html.matchAll(/class="badge"/g)].length, 1);
    assert.equal((await openRequest(alice, app.authorizePath({ ...silently, scope: 'profile balance' }))).status, 200);
  });

  for (const uri of ['http://127.0.0.1:9000/callback', 'com.example.app:/callback']) {
    test(`A21: a public app at ${uri} is never answered without a page, authorized or trusted as it may be (RFC 6749 section 10.2, RFC 8252 section 8.6)`, async () => {
      for (const trusted of [false, true]) {
        const app = await scene().app({ isPublic: true, isTrusted: trusted, redirectUris: [uri] });
        const alice = await scene().browser('alice');
        const challenge = { code_challenge: 'c'.repeat(43), code_challenge_method: 'S256' };
        const first = await openRequest(alice, app.authorizePath({ ...challenge, ...silently }));
        assert.equal(first.status, 200);
        await allow(alice, first);
        assert.equal((await openRequest(alice, app.authorizePath({ ...challenge, ...silently }))).status, 200);
        const unseen = await alice.get(app.authorizePath({ ...challenge, prompt: 'none' }));
        assert.equal(received(unseen).get('error'), 'interaction_required');
      }
    });
  }

  test('A22: silence is for the same app, redirect URI and scope, or for trusted apps', async () => {
    const app = await scene().app();
    const alice = await scene().browser('alice');
    await grantCode(alice, app);
    assert.ok(received(await alice.get(app.authorizePath(silently))).get('code'));
    assert.equal((await openRequest(alice, (await scene().app()).authorizePath(silently))).status, 200);
    const trusted = await scene().app({ isTrusted: true });
    assert.ok(received(await alice.get(trusted.authorizePath(silently))).get('code'));
  });

  test('A23: no field of the management API or of the console makes an app trusted', async () => {
    const { installation, ids } = scene();
    const token = await installation.services.developers.createToken(ids.dev, 'ci', null);
    assert.equal(token.outcome, 'done');
    if (token.outcome !== 'done') return;
    const headers = { authorization: `Bearer ${token.value.token.reveal()}`, 'content-type': 'application/json' };
    const app = await scene().app();
    for (const name of ['trusted', 'is_trusted', 'isTrusted']) {
      const body = JSON.stringify({ name: 'Sly', redirect_uri: CALLBACK, [name]: true });
      const created = await installation.request('/api/oauth_apps', { method: 'POST', body, headers });
      assert.equal(created.status, 400, name);
      const change = { method: 'PATCH', body: JSON.stringify({ [name]: true }), headers };
      assert.equal((await installation.request(`/api/oauth_apps/${app.id}`, change)).status, 400);
    }
    const dev = await scene().browser('dev');
    await dev.get(`/console/apps/${app.id}`);
    const fields = { name: 'Sly', redirect_uris: CALLBACK, trusted: 'true', is_trusted: '1' };
    assert.equal((await dev.post(`/console/apps/${app.id}`, fields)).status, 303);
    assert.equal((await openRequest(await scene().browser('bob'), app.authorizePath(silently))).status, 200);
  });

  test('A24: after the user ended the authorization, auto_authorize asks again', async () => {
    const { installation, ids } = scene();
    const app = await scene().app();
    const alice = await scene().browser('alice');
    const { access } = await grantTokens(alice, app);
    const line = (await installation.services.authorizations.list(ids.alice, 50)).find(({ appId }) => appId === app.id);
    await alice.get('/account/authorizations');
    assert.equal((await alice.post('/account/authorizations/end', { authorization: String(line?.id) })).status, 200);
    assert.equal((await openRequest(alice, app.authorizePath(silently))).status, 200);
    assert.equal((await callWith(installation, access)).status, 401);
  });

  test('A25: an app that has another name since asks again', async () => {
    const { installation, ids } = scene();
    const app = await scene().app({ name: 'Before' });
    const alice = await scene().browser('alice');
    await grantCode(alice, app);
    await installation.services.apps.update(app.id, ids.dev, { name: 'After' });
    assert.match((await openRequest(alice, app.authorizePath(silently))).html, /After/);
  });

  test('A25: a redirect URI that was added after the consent asks again, the old one does not', async () => {
    const { installation, ids } = scene();
    const app = await scene().app();
    const alice = await scene().browser('alice');
    await grantCode(alice, app);
    installation.letTimePass(MINUTE);
    const added = 'https://app.example/added';
    await installation.services.apps.update(app.id, ids.dev, { redirectUris: [CALLBACK, added] });
    assert.ok(received(await alice.get(app.authorizePath(silently))).get('code'));
    assert.equal((await openRequest(alice, app.authorizePath({ ...silently, redirect_uri: added }))).status, 200);
  });

  test('A31: prompt=none wins: login_required or consent_required, and never a page (OpenID Connect Core sections 3.1.2.1 and 3.1.2.6)', async () => {
    const app = await scene().app();
    const none = { ...silently, prompt: 'none' };
    assert.equal(received(await (await scene().browser()).get(app.authorizePath(none))).get('error'), 'login_required');
    const alice = await scene().browser('alice');
    assert.equal(received(await alice.get(app.authorizePath(none))).get('error'), 'consent_required');
    await grantCode(alice, app);
    assert.ok(received(await alice.get(app.authorizePath(none))).get('code'));
  });

  test('A32: max_age and prompt=login win: the user signs in again, authorized or not (OpenID Connect Core section 3.1.2.1)', async () => {
    const { installation } = scene();
    const app = await scene().app();
    const alice = await scene().browser('alice');
    await grantCode(alice, app);
    installation.letTimePass(10 * MINUTE);
    assert.ok(received(await alice.get(app.authorizePath({ ...silently, max_age: '601' }))).get('code'));
    for (const changes of [{ max_age: '599' }, { max_age: '0' }, { prompt: 'login' }]) {
      const page = await openRequest(alice, app.authorizePath({ ...silently, ...changes }));
      assert.match(page.location, /^\/sign-in\?request=/, JSON.stringify(changes));
    }
    const none = await alice.get(app.authorizePath({ prompt: 'none', max_age: '599' }));
    assert.equal(received(none).get('error'), 'login_required');
  });
});

describe('the pages of a sign-in', () => {
  test('A26: nobody may put them into a frame (RFC 6749 section 10.13, RFC 9700 section 4.16)', async () => {
    const app = await scene().app();
    const stranger = await scene().browser();
    const alice = await scene().browser('alice');
    const pages = [
      await stranger.follow(await openRequest(stranger, app.authorizePath())),
      await openRequest(alice, app.authorizePath()),
      await alice.get('/authorize?request=unknown'),
    ];
    for (const { headers } of pages) {
      assert.match(headers.get('content-security-policy') ?? '', /frame-ancestors 'none'/);
      assert.equal(headers.get('x-frame-options'), 'DENY');
    }
  });

  test('A27: a decision without its token, with a wrong one, or with one of another session is refused (RFC 6749 section 10.12)', async () => {
    const app = await scene().app();
    const alice = await scene().browser('alice');
    const bob = await scene().browser('bob');
    const request = requestOf(await openRequest(alice, app.authorizePath()));
    for (const csrf of ['', 'x', bob.csrfToken()]) {
      const answer = await alice.post('/authorize', { request, decision: 'allow', csrf });
      assert.equal(answer.status, 403);
      assert.equal(answer.location, '');
    }
    assert.equal((await alice.post('/authorize', { request, decision: 'allow' })).status, 303);
  });

  test('A27: a decision that the browser says comes from another site is refused, token or not (RFC 6749 section 10.12)', async () => {
    const app = await scene().app();
    const alice = await scene().browser('alice');
    const request = requestOf(await openRequest(alice, app.authorizePath()));
    for (const site of ['cross-site', 'same-site']) {
      const headers = { 'sec-fetch-site': site };
      assert.equal((await alice.post('/authorize', { request, decision: 'allow' }, headers)).status, 403);
    }
  });

  test('A27: a decision as GET decides nothing', async () => {
    const app = await scene().app();
    const alice = await scene().browser('alice');
    const request = requestOf(await openRequest(alice, app.authorizePath()));
    const page = await alice.get(`/authorize?request=${request}&decision=allow&csrf=${alice.csrfToken()}`);
    assert.equal(page.status, 200);
    assert.equal(page.location, '');
  });

  test('A28: a request that leaked is worth nothing in another browser, signed in or not', async () => {
    const app = await scene().app();
    const alice = await scene().browser('alice');
    const request = requestOf(await openRequest(alice, app.authorizePath()));
    for (const thief of [await scene().browser('bob'), await scene().browser('alice'), await scene().browser()]) {
      assert.equal((await thief.get(`/authorize?request=${request}`)).status, 400);
      assert.equal((await thief.get(`/authorize/cancel?request=${request}`)).status, 400);
      assert.equal((await thief.get(`/sign-in?request=${request}`)).status, 400);
      for (const path of ['/authorize', '/authorize/switch-account']) {
        const answer = await thief.post(path, { request, decision: 'allow' });
        assert.equal(answer.status, 400);
        assert.equal(answer.location, '');
      }
    }
    assert.equal((await alice.post('/authorize', { request, decision: 'allow' })).status, 303);
  });

  test('A29: a request that one browser answered cannot be completed by another, nor a minute later', async () => {
    const app = await scene().app();
    const attacker = await scene().browser('bob');
    const request = requestOf(await openRequest(attacker, app.authorizePath()));
    assert.equal((await attacker.post('/authorize', { request, decision: 'allow' })).status, 303);
    const victim = await scene().browser('alice');
    assert.equal((await victim.get(`/authorize?request=${request}`)).status, 400);
    scene().installation.letTimePass(MINUTE);
    assert.equal((await attacker.post('/authorize', { request, decision: 'allow' })).status, 400);
  });

  test('A29: a request posted from another site belongs to the first browser that continues it', async () => {
    const app = await scene().app();
    const posted = new URL(app.authorizePath(), 'http://localhost').search.slice(1);
    const { installation } = scene();
    const stored = (await installation.request('/api/oauth2/authorize', form(posted))).headers.get('location') ?? '';
    assert.equal((await (await scene().browser('alice')).get(stored)).status, 200);
    assert.equal((await (await scene().browser('bob')).get(stored)).status, 400);
  });

  test('A29: a grant by sign-in counts for the user who signed in there, and for no other', async () => {
    const app = await scene().app();
    const stranger = await scene().browser();
    const request = requestOf(await stranger.follow(await openRequest(stranger, app.authorizePath(silently))));
    await stranger.post('/sign-in', { request, username: 'alice', password: PASSWORD });
    await stranger.get('/account');
    await stranger.post('/sign-out');
    await stranger.signIn('bob');
    const page = await stranger.get(`/authorize?request=${request}`);
    assert.equal(page.status, 200);
    assert.match(page.html, /Continue as bob/);
  });

  test('A30: nobody is signed in by a form of another site: without the browser’s own token it is refused (OpenID Connect Core section 3.1.2.3)', async () => {
    const victim = createVisitor(scene().installation);
    const fields = { username: 'bob', password: PASSWORD, csrf: 'forged' };
    const answer = await victim.post('/sign-in', fields);
    assert.equal(answer.status, 403);
    assert.equal(victim.cookies.has('octroi_session'), false);
    const attacker = await scene().browser();
    await attacker.get('/sign-in');
    const withTheirToken = await victim.post('/sign-in', { ...fields, csrf: attacker.csrfToken() });
    assert.equal(withTheirToken.status, 403);
  });

  test('A30: a form of another site does not replace the browser’s cookies either', async () => {
    // Such a POST carries no cookies, so the answer set a new browser cookie in place of the old one, which broke every
    // open form and request in that browser.
    const { installation } = scene();
    for (const path of ['/sign-in', '/authorize', '/api/oauth2/authorize', '/nowhere']) {
      const response = await installation.request(path, form('client_id=unknown', { 'sec-fetch-site': 'cross-site' }));
      assert.ok(response.status >= 400);
      assert.deepEqual(response.headers.getSetCookie(), [], path);
    }
  });

  test('A30: the consent page names the account', async () => {
    const app = await scene().app();
    const page = await openRequest(await scene().browser('bob'), app.authorizePath());
    assert.match(page.html, /<bdi>bob<\/bdi>/);
  });

  test('a request waits an hour, and a session two weeks', async () => {
    const { installation } = scene();
    const app = await scene().app();
    const alice = await scene().browser('alice');
    const request = requestOf(await openRequest(alice, app.authorizePath()));
    installation.letTimePass(60 * MINUTE);
    assert.equal((await alice.post('/authorize', { request, decision: 'allow' })).status, 400);
    assert.equal((await alice.get('/account')).status, 200);
    installation.letTimePass(14 * DAY);
    assert.match((await alice.get('/account')).location, /^\/sign-in/);
  });
});
