import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { MINUTE } from '#server/kernel/clock.js';
import { PASSWORD } from '../support/installation.js';
import {
  allow,
  assertOAuthError,
  CALLBACK,
  form,
  grantCode,
  openRequest,
  received,
  requestOf,
} from '../support/oauth-app.js';
import type { VisitedPage } from '../support/page-visitor.js';
import { createMigratedDatabase } from '../support/postgres.js';
import { DEVICES, questionOn, startDevice } from '../support/scenes/device.js';
import { setScene } from './scene.js';

const ELSEWHERE = 'https://elsewhere.example/callback';

const postgres = await createMigratedDatabase();
after(() => postgres.drop());

/** The form of a page, as a browser sends it: hidden fields, ticked boxes and a decision. */
const filledIn = (page: VisitedPage, decision: string): URLSearchParams => {
  const [, inside = ''] = /<form[^>]* action="\/authorize"[^>]*>(.*?)<\/form>/s.exec(page.html) ?? [];
  const inputs = [...inside.matchAll(/name="(request|app|scope)" value="([^"]*)"/g)];
  return new URLSearchParams([...inputs.map(([, name = '', value = '']) => [name, value]), ['decision', decision]]);
};

for (const [name, environment] of Object.entries({
  SQLite: {},
  PostgreSQL: { OCTROI_DATABASE_URL: postgres.url, OCTROI_SECRET_KEY: 'ab'.repeat(32) },
})) {
  describe(`answers to requests, on ${name}`, () => {
    const scene = setScene(environment);
    const update = (app: { id: number }, changes: { name?: string; redirectUris?: string[] }) =>
      scene().installation.services.apps.update(app.id, scene().ids.dev, changes);

    // The stored request was answered at the URI it had been checked with, up to an hour later.
    test('A25: a redirect URI that was removed receives no code and no error of a request stored before', async () => {
      const app = await scene().app({ redirectUris: [CALLBACK, ELSEWHERE] });
      const alice = await scene().browser('alice');
      const page = await openRequest(alice, app.authorizePath({ redirect_uri: ELSEWHERE }));
      await update(app, { redirectUris: [CALLBACK] });
      for (const decision of ['allow', 'cancel']) {
        const answer = await alice.post('/authorize', filledIn(page, decision));
        assert.equal(answer.status, 400);
        assert.equal(answer.location, '');
      }
      assert.equal((await alice.get(`/authorize?request=${requestOf(page)}`)).status, 400);
      const cancelled = await alice.get(`/authorize/cancel?request=${requestOf(page)}`);
      assert.equal(cancelled.location, '');
    });

    test('A10: a code for a redirect URI that was removed since is worth nothing', async () => {
      const app = await scene().app({ redirectUris: [CALLBACK, ELSEWHERE] });
      const alice = await scene().browser('alice');
      const code = await grantCode(alice, app, { redirect_uri: ELSEWHERE });
      await update(app, { redirectUris: [CALLBACK] });
      assertOAuthError(await app.exchange(code, { redirect_uri: ELSEWHERE }), 400, 'invalid_grant');
      const other = await grantCode(alice, app);
      assert.equal((await app.exchange(other)).status, 200);
    });

    // The consent recorded the app as it was at the click, so it covered what its user had never seen.
    for (const change of [{ name: 'Bank of Alice' }, { redirectUris: [CALLBACK, ELSEWHERE] }]) {
      test(`A25: what changed since the page was shown (${Object.keys(change).join()}) is shown before it is allowed`, async () => {
        const app = await scene().app({ name: 'Inkwell' });
        const alice = await scene().browser('alice');
        const page = await openRequest(alice, app.authorizePath());
        await update(app, change);
        const again = await alice.post('/authorize', filledIn(page, 'allow'));
        assert.match(again.location, /^\/authorize\?request=/);
        const shown = await alice.follow(again);
        assert.equal(shown.status, 200);
        assert.match(shown.html, new RegExp(change.name ?? 'Inkwell'));
        assert.ok(received(await alice.post('/authorize', filledIn(shown, 'allow'))).get('code'));
      });

      test(`A25: what changed since the sign-in page was shown (${Object.keys(change).join()}) is not allowed by signing in`, async () => {
        const app = await scene().app({ name: 'Inkwell' });
        const stranger = await scene().browser();
        const page = await stranger.follow(await openRequest(stranger, app.authorizePath({ auto_authorize: 'true' })));
        await update(app, change);
        const fields = { request: requestOf(page), username: 'alice', password: PASSWORD };
        const asked = await stranger.follow(await stranger.post('/sign-in', fields));
        assert.equal(asked.status, 200);
        assert.match(asked.html, /Continue as alice/);
      });

      test(`A25: what changed since a device’s page was shown (${Object.keys(change).join()}) is shown before it is allowed`, async () => {
        const app = await scene().app({ ...DEVICES, name: 'Inkwell' });
        const device = await startDevice(app);
        const alice = await scene().browser('alice');
        const question = questionOn(await alice.get(`/device?user_code=${device.userCode}`));
        await update(app, change);
        const again = await alice.post('/device/answer', { ...question, decision: 'allow' });
        assert.equal(again.status, 200);
        assert.match(again.html, new RegExp(change.name ?? 'Inkwell'));
        assertOAuthError(await device.poll(), 400, 'authorization_pending');
        const answer = await alice.post('/device/answer', { ...questionOn(again), decision: 'allow' });
        assert.equal(answer.location, '/device?done=allowed');
      });
    }

    test('A25: another developer than the page named is named before anything is allowed', async () => {
      const { installation, ids } = scene();
      const app = await scene().app();
      const alice = await scene().browser('alice');
      const page = await openRequest(alice, app.authorizePath());
      await installation.services.database.write(({ query }) =>
        query.updateTable('apps').set({ owner_id: ids.bob }).where('id', '=', app.id).execute(),
      );
      const shown = await alice.follow(await alice.post('/authorize', filledIn(page, 'allow')));
      assert.equal(shown.status, 200);
      assert.match(shown.html, /Published by bob/);
      assert.ok(received(await alice.post('/authorize', filledIn(shown, 'allow'))).get('code'));
    });

    test('A25: another name for a moment, while the sign-in page is shown, is not allowed by signing in either', async () => {
      const app = await scene().app({ name: 'Inkwell' });
      const stranger = await scene().browser();
      const sent = await openRequest(stranger, app.authorizePath({ auto_authorize: 'true' }));
      await update(app, { name: 'Bank of Alice' });
      const page = await stranger.follow(sent);
      assert.match(page.html, /Bank of Alice/);
      await update(app, { name: 'Inkwell' });
      const fields = { request: requestOf(page), username: 'alice', password: PASSWORD };
      assert.match((await stranger.follow(await stranger.post('/sign-in', fields))).html, /Continue as alice/);
    });

    // Each click within the window was answered as it asked.
    test('A28: the first answer to a request stands, whatever is clicked afterwards', async () => {
      const app = await scene().app();
      const alice = await scene().browser('alice');
      const refused = await openRequest(alice, app.authorizePath());
      for (const decision of ['cancel', 'allow', 'cancel']) {
        const answer = await alice.post('/authorize', filledIn(refused, decision));
        assert.equal(received(answer).get('error'), 'access_denied', decision);
      }

      const allowed = await openRequest(alice, app.authorizePath({ scope: 'profile balance', prompt: 'consent' }));
      const all = filledIn(allowed, 'allow');
      assert.ok(received(await alice.post('/authorize', all)).get('code'));
      const cancelled = await alice.post('/authorize', filledIn(allowed, 'cancel'));
      assert.equal(cancelled.location, '', 'neither an error nor a code');
      all.delete('scope');
      const again = received(await alice.post('/authorize', all)).get('code') ?? '';
      assert.equal((await app.exchange(again)).json['scope'], 'profile balance');
      scene().installation.letTimePass(MINUTE);
      assert.equal((await alice.post('/authorize', all)).status, 400);
    });

    test('A29: a request that one user answered is not answered again by another', async () => {
      const app = await scene().app();
      const browser = await scene().browser('alice');
      const page = await openRequest(browser, app.authorizePath());
      assert.ok(received(await allow(browser, page)).get('code'));
      await browser.get('/account');
      await browser.post('/sign-out');
      await browser.signIn('bob');
      const asked = await browser.get(`/authorize?request=${requestOf(page)}`);
      assert.equal(asked.status, 200);
      const answer = await browser.post('/authorize', filledIn(asked, 'allow'));
      assert.doesNotMatch(answer.location, /code=/);
    });
  });
}

describe('links that start with this server’s name', () => {
  const scene = setScene();
  const faults = [
    { scope: 'nonsense' },
    { response_type: 'token' },
    { request: 'x.y.z' },
    { claims: '{"id_token":{"sub":{"value":"1"}},"userinfo":{"sub":{"value":"2"}}}' },
  ];

  /** How the visitor gets to the app, if they want to: by a link, or by a button where the app is answered in a form. */
  const WAYS: [Record<string, string>, RegExp][] = [
    [{}, /href="https:\/\/app\.example\/callback[^"]*"/],
    [{ response_mode: 'form_post' }, /action="https:\/\/app\.example\/callback"/],
  ];

  // A developer of any kind could send strangers anywhere, by a link that anybody trusts.
  test('A9: lead no stranger to an untrusted app, whatever fault its author puts into them (RFC 9700 section 4.11.2)', async () => {
    const [app, trusted] = [await scene().app(), await scene().app({ isTrusted: true })];
    for (const fault of faults) {
      for (const [mode, way] of WAYS) {
        const page = await (await scene().browser()).get(app.authorizePath({ ...fault, ...mode }));
        assert.equal(page.status, 400, JSON.stringify(fault));
        assert.equal(page.location, '');
        assert.match(page.html, /(<a|<button)[^>]*>Return to https:\/\/app\.example</);
        assert.match(page.html, way);
        assert.equal(page.html.match(/(href|action)="https:/g)?.length, 1, 'there is no other way to the app');
        assert.doesNotMatch(page.html, /<script/, 'nothing leads there but a click');
      }
      const [endpoint = '', body = ''] = app.authorizePath(fault).split('?');
      assert.equal((await scene().installation.request(endpoint, form(body))).status, 400);
      const stranger = await scene().browser();
      assert.ok(received(await stranger.get(trusted.authorizePath(fault))).get('error'), 'trusted');
      const silent = { ...fault, prompt: 'none' };
      assert.ok(received(await stranger.get(app.authorizePath(silent))).get('error'), 'prompt=none');
      const alice = await scene().browser('alice');
      assert.ok(received(await alice.get(app.authorizePath(fault))).get('error'), 'signed in');
    }
  });

  test('A9: valid requests are answered by a redirect, refused or not', async () => {
    const app = await scene().app();
    const stranger = await scene().browser();
    assert.equal(received(await stranger.get(app.authorizePath({ prompt: 'none' }))).get('error'), 'login_required');
    const page = await stranger.follow(await openRequest(stranger, app.authorizePath()));
    const cancelled = await stranger.get(`/authorize/cancel?request=${requestOf(page)}`);
    assert.equal(received(cancelled).get('error'), 'access_denied');
  });

  test('A9: nor to the address after signing out, unless the id_token is of somebody who signed in here', async () => {
    const leaving = 'https://app.example/bye';
    const app = await scene().app({ postLogoutRedirectUris: [leaving] });
    const trusted = await scene().app({ postLogoutRedirectUris: [leaving], isTrusted: true });
    const path = (changes: Record<string, string>) =>
      `/api/oauth2/logout?${new URLSearchParams({ post_logout_redirect_uri: leaving, state: 's', ...changes })}`;
    const alice = await scene().browser('alice');
    const code = await grantCode(alice, app, { scope: 'openid profile' });
    const { id_token: hint } = (await app.exchange(code)).json;
    for (const link of [{ client_id: app.clientId }, { id_token_hint: String(hint) }]) {
      const page = await (await scene().browser()).get(path(link));
      assert.equal(page.status, 200);
      assert.equal(page.location, '');
      assert.match(page.html, /href="https:\/\/app\.example\/bye\?state=s"[^>]*>Return to https:\/\/app\.example</);
    }
    assert.equal(
      (await (await scene().browser()).get(path({ client_id: trusted.clientId }))).location,
      `${leaving}?state=s`,
    );
    await alice.get('/account');
    await alice.post('/sign-out');
    assert.equal((await alice.get(path({ id_token_hint: String(hint) }))).location, `${leaving}?state=s`);
  });
});

describe('two tabs', () => {
  const scene = setScene();

  /** A stranger’s browser with a request’s sign-in page in each of two tabs. */
  const twoTabs = async (first: Record<string, string> = {}, second: Record<string, string> = {}) => {
    const [app, other] = [await scene().app(), await scene().app()];
    const browser = await scene().browser();
    const open = async (path: string) => {
      const page = await browser.follow(await openRequest(browser, path));
      return { request: requestOf(page), csrf: browser.csrfToken() };
    };
    const tabs = [await open(app.authorizePath(first)), await open(other.authorizePath(second))] as const;
    return {
      browser,
      tabs,
      alice: { username: 'alice', password: PASSWORD },
      bob: { username: 'bob', password: PASSWORD },
    };
  };

  // The second form ended at 403.
  test('A30: a sign-in form from before the sign-in changes nothing and leads on', async () => {
    const { browser, tabs, alice, bob } = await twoTabs();
    await browser.post('/sign-in', { ...tabs[0], ...alice });
    for (const who of [alice, bob, { ...alice, password: 'wrong' }]) {
      const session = browser.cookies.get('octroi_session');
      const answer = await browser.post('/sign-in', { ...tabs[1], ...who });
      assert.match(answer.location, new RegExp(`^/authorize\\?request=${tabs[1].request}`));
      assert.equal(browser.cookies.get('octroi_session'), session);
      const page = await browser.follow(answer);
      assert.equal(page.status, 200);
      assert.match(page.html, /<bdi>alice<\/bdi>/);
    }
    const plain = await browser.post('/sign-in?return_to=%2Faccount%2Forders', { ...alice, csrf: tabs[1].csrf });
    assert.equal(plain.location, '/account/orders');
    const crossSite = await browser.post('/sign-in', { ...tabs[1], ...alice }, { 'sec-fetch-site': 'cross-site' });
    assert.equal(crossSite.status, 403);
  });

  test('A29: going back and signing in as somebody else gives no code without a page that asks', async () => {
    const silently = { auto_authorize: 'true' };
    const { browser, tabs, alice, bob } = await twoTabs(silently, silently);
    const done = await browser.follow(await browser.post('/sign-in', { ...tabs[0], ...alice }));
    assert.ok(received(done).get('code'));
    const same = await browser.follow(await browser.post('/sign-in', { ...tabs[0], ...alice }));
    assert.ok(received(same).get('code'), 'a second click is answered like the first');
    const asked = await browser.follow(await browser.post('/sign-in', { ...tabs[0], ...bob }));
    assert.equal(asked.status, 200);
    assert.match(asked.html, /Continue as alice/);
  });

  test('A32: a sign-in made for another request is not the one that prompt=login asks for (OpenID Connect Core section 3.1.2.1)', async () => {
    const { browser, tabs, alice } = await twoTabs({}, { prompt: 'login' });
    scene().installation.letTimePass(1000);
    await browser.post('/sign-in', { ...tabs[0], ...alice });
    const led = await browser.follow(await browser.post('/sign-in', { ...tabs[1], ...alice }));
    assert.match(led.location, /^\/sign-in\?request=/);
    const page = await browser.follow(led);
    const answer = await browser.follow(await browser.post('/sign-in', { request: requestOf(page), ...alice }));
    assert.equal(answer.status, 200);
    assert.match(answer.html, /value="allow"/);
  });
});
