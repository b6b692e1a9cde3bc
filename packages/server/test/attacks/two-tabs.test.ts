import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { PASSWORD, START, type Installation } from '../support/installation.js';
import { createAuthenticator, type StoredPasskey } from '../support/authenticator.js';
import {
  allow,
  grantCode,
  openRequest,
  received,
  registerApp,
  requestOf,
  type OAuthApp,
} from '../support/oauth-app.js';
import { createVisitor, type VisitedPage, type Visitor } from '../support/page-visitor.js';
import { startOpenIdPeer } from '../support/peers/openid.js';
import { rowsOf } from '../support/refusing.js';
import { addPasskey, turnOn, type Phone } from '../support/scenes/sign-in.js';
import { arriveNew, callbackOf, leave, openWithUpstream, signUpBy } from '../support/scenes/upstream.js';

const SILENTLY = { auto_authorize: 'true' };
const AFRESH = { prompt: 'login' };
/** As browsers send it. */
const HERE = { 'sec-fetch-site': 'same-origin' };
/** Whatever a form could change. */
const TABLES = [
  'users',
  'sessions',
  'known_browsers',
  'pending_sign_ins',
  'upstream_requests',
  'upstream_identities',
  'used_jtis',
  'authorizations',
  'authorization_requests',
  'codes',
  'mails',
] as const;

const peer = await startOpenIdPeer({ redirectUri: callbackOf('example') });

/** A form as a tab shows it. */
interface Form {
  path: string;
  fields: Record<string, string>;
}

/** The sign-in page of a new request. */
const signInPage = async (
  browser: Visitor,
  of: OAuthApp,
  asked: Record<string, string> = {},
): Promise<{ page: VisitedPage; request: string; csrf: string }> => {
  const page = await browser.follow(await openRequest(browser, of.authorizePath(asked)));
  return { page, request: requestOf(page), csrf: browser.csrfToken() };
};

/** The answer of the provider to the button of a request's sign-in page. */
const fromProvider = async (browser: Visitor, request: string, subject: string): Promise<VisitedPage> => {
  peer.people.set(subject, { email: `${subject}@peer.example`, preferred_username: subject });
  peer.signsIn(subject);
  return browser.get(await peer.visit((await leave(browser, 'example', { request })).href));
};

/** Sends the form, and comes back from the provider if it leads there. */
const signedInBy = async (browser: Visitor, { path, fields }: Form): Promise<VisitedPage> => {
  const answer = await browser.post(path, fields);
  assert.equal(answer.status, 303, answer.html);
  return answer.location.startsWith(peer.issuer) ? browser.get(await peer.visit(answer.location)) : answer;
};

const signInAs = async (browser: Visitor, username: string, request: string): Promise<VisitedPage> => {
  await browser.get(`/sign-in?request=${request}`);
  return browser.follow(await browser.post('/sign-in', { request, username, password: PASSWORD }));
};

describe('two tabs, and every way to sign in', () => {
  let installation: Installation;
  let app: OAuthApp;
  let other: OAuthApp;
  let passkey: StoredPasskey;
  let phone: Phone;
  let newcomers = 0;

  before(async () => {
    installation = await openWithUpstream([peer.entry()]);
    const ids: Record<string, string> = {};
    for (const name of ['alice', 'bob', 'carol']) ids[name] = await installation.addUser(name);
    const owner = ids['alice'] ?? '';
    app = await registerApp(installation, { owner });
    other = await registerApp(installation, { owner, name: 'Outwell' });
    const [bob, carol] = [createVisitor(installation), createVisitor(installation)];
    await bob.signIn('bob');
    passkey = await addPasskey(installation, bob);
    await carol.signIn('carol');
    // Its clock is the system's, which the provider uses.
    const here = installation;
    ({ phone } = await turnOn({ ...here, now: () => Date.now() + here.now() - START }, carol));
    peer.people.set('dan', { email: 'dan@peer.example', preferred_username: 'dan' });
    peer.signsIn('dan');
    await signUpBy(installation, peer, { username: 'dan', email: 'dan@peer.example' });
  });
  after(() => installation.close());

  const newcomer = () => {
    newcomers += 1;
    return { username: `new${newcomers}`, email: `new${newcomers}@example.com` };
  };

  /** Every way to sign in: the last form before it, opened for a request, as somebody other than alice. */
  const WAYS: Record<string, (browser: Visitor, of: OAuthApp, asked: Record<string, string>) => Promise<Form>> = {
    'a password': async (browser, of, asked) => {
      const { request, csrf } = await signInPage(browser, of, asked);
      return { path: '/sign-in', fields: { request, csrf, username: 'bob', password: PASSWORD } };
    },
    'a passkey': async (browser, of, asked) => {
      const { page, request, csrf } = await signInPage(browser, of, asked);
      const credential = createAuthenticator(installation.issuer).use(page, passkey);
      return { path: '/sign-in/passkey', fields: { request, csrf, credential } };
    },
    'a second step': async (browser, of, asked) => {
      const { request } = await signInPage(browser, of, asked);
      await browser.follow(await browser.post('/sign-in', { request, username: 'carol', password: PASSWORD }));
      installation.letTimePass(30_000);
      return { path: '/sign-in/second-step', fields: { request, csrf: browser.csrfToken(), code: phone.code() } };
    },
    'a provider': async (browser, of, asked) => {
      const { request, csrf } = await signInPage(browser, of, asked);
      peer.signsIn('dan');
      return { path: '/sign-in/upstream/example', fields: { request, csrf } };
    },
    'a new account': async (browser, of, asked) => {
      const { request } = await signInPage(browser, of, asked);
      await browser.get(`/sign-up?request=${request}`);
      const fields = { request, csrf: browser.csrfToken(), password: PASSWORD };
      return { path: `/sign-up?request=${request}`, fields: { ...fields, ...newcomer() } };
    },
    'a new account by a provider': async (browser, of, asked) => {
      const { request } = await signInPage(browser, of, asked);
      const account = newcomer();
      const callback = await fromProvider(browser, request, account.username);
      const { form, pending } = await arriveNew(browser, callback);
      const fields = { request: requestOf(form), csrf: browser.csrfToken(), pending };
      return { path: '/sign-up/upstream/example', fields: { ...fields, ...account } };
    },
  };

  const allowedByAlice = async (): Promise<void> => {
    const alice = createVisitor(installation);
    await alice.signIn('alice');
    await grantCode(alice, other);
  };

  /** A stale form changes nothing; resolves to where it leads. */
  const staleForm = async (browser: Visitor, { path, fields }: Form): Promise<VisitedPage> => {
    const state = async () => [await rowsOf(installation.services.database, TABLES), new Map(browser.cookies)];
    const was = await state();
    const answer = await browser.post(path, fields, HERE);
    assert.deepEqual(await state(), was);
    assert.equal(answer.status, 303, answer.html);
    return answer;
  };

  for (const [way, open] of Object.entries(WAYS)) {
    // It ended at 403 for a new account, and lost the request for one by a provider.
    test(`A29, A30: ${way} in a form from before the sign-in of another tab changes nothing and leads to a page that asks`, async () => {
      await allowedByAlice();
      const browser = createVisitor(installation);
      const { request } = await signInPage(browser, app);
      const stale = await open(browser, other, SILENTLY);
      await signInAs(browser, 'alice', request);
      for (let sent = 0; sent < 2; sent += 1) {
        const answer = await staleForm(browser, stale);
        assert.equal(answer.location, `/authorize?request=${stale.fields['request']}&ask=1`);
        const asked = await browser.follow(answer);
        assert.equal(asked.status, 200);
        assert.match(asked.html, /Continue as alice/);
      }
      const page = await browser.get(`/authorize?request=${stale.fields['request']}&ask=1`);
      assert.ok(received(await browser.follow(await allow(browser, page))).get('code'), 'alice continues by a click');
    });

    test(`A32: ${way} for another request is not the sign-in that prompt=login asks for (OpenID Connect Core section 3.1.2.1)`, async () => {
      const browser = createVisitor(installation);
      const { request } = await signInPage(browser, app, AFRESH);
      const elsewhere = await open(browser, other, {});
      installation.letTimePass(1000);
      await signedInBy(browser, elsewhere);
      assert.equal((await browser.get('/account')).status, 200, 'somebody is signed in');
      const still = await browser.get(`/authorize?request=${request}`);
      assert.equal(still.location, `/sign-in?request=${request}`);
      await browser.get(still.location);
      await browser.post('/sign-out');
      const own = await signedInBy(browser, await open(browser, app, AFRESH));
      const asked = await browser.follow(own);
      assert.equal(asked.status, 200, asked.location);
      assert.match(asked.html, /value="allow"/);
    });
  }

  test('A32: a stale form leads to the sign-in that is due', async () => {
    const browser = createVisitor(installation);
    const { request } = await signInPage(browser, app);
    const stale = await WAYS['a new account']?.(browser, other, AFRESH);
    assert.ok(stale);
    await signInAs(browser, 'alice', request);
    const led = await browser.follow(await staleForm(browser, stale));
    assert.equal(led.location, `/sign-in?request=${stale.fields['request']}`);
  });

  test('a form that names whoever is signed in is answered like the first click', async () => {
    const account = newcomer();
    const browser = createVisitor(installation);
    const { request } = await signInPage(browser, other);
    await browser.get(`/sign-up?request=${request}`);
    const fields = { request, csrf: browser.csrfToken(), password: PASSWORD, ...account };
    const first = await browser.post('/sign-up', fields);
    assert.equal(first.location, `/authorize?request=${request}`);
    assert.equal((await staleForm(browser, { path: '/sign-up', fields })).location, first.location);
    // It led to /account, and the request was lost.
    assert.equal((await browser.get(`/sign-up?request=${request}`)).location, first.location);
  });

  test('an invitation to an operator is accepted by nobody but the user who was shown it', async () => {
    const { url } = await installation.services.invitations.create('operator');
    const link = url.slice(installation.issuer.length);
    const browser = createVisitor(installation);
    await browser.signIn('alice');
    const page = await browser.get(link);
    assert.match(page.html, /name="invitation"/);
    const stale = {
      path: '/sign-up',
      fields: { invitation: new URL(url).searchParams.get('invitation') ?? '', csrf: browser.csrfToken() },
    };
    await browser.get('/sign-in?again=1');
    await browser.post('/sign-in', { username: 'bob', password: PASSWORD });
    const answer = await staleForm(browser, stale);
    assert.equal(answer.location, link);
    assert.match((await browser.follow(answer)).html, /bob/);
    const bob = await installation.services.accounts.findByLogin('bob');
    assert.equal(await installation.services.developers.roleOf(bob?.id ?? ''), 'user');
  });

  for (const way of ['a password', 'a passkey', 'a provider'] as const) {
    test(`${way} in a form from before the sign-out of another tab leads to the sign-in page`, async () => {
      const browser = createVisitor(installation);
      await browser.signIn('alice');
      const stale = await WAYS[way]?.(browser, other, AFRESH);
      assert.ok(stale);
      await browser.get('/account');
      await browser.post('/sign-out');
      const answer = await staleForm(browser, stale);
      assert.equal(answer.location, `/sign-in?request=${stale.fields['request']}`);
      const unknown = await browser.post(stale.path, stale.fields);
      assert.equal(unknown.status, 403, 'a browser that does not say where the form is from');
    });
  }

  // The first tab's form said that the sign-in was over, and took the second tab's with it.
  test('two second steps at once: the first tab’s form is over, and the second tab’s goes on', async () => {
    const browser = createVisitor(installation);
    const first = await WAYS['a second step']?.(browser, app, {});
    const second = await WAYS['a second step']?.(browser, other, AFRESH);
    assert.ok(first && second);
    const over = await browser.post(first.path, first.fields);
    assert.equal(over.status, 401);
    assert.ok(over.html.includes(`href="/sign-in?request=${first.fields['request']}"`));
    const swapped = await browser.post(second.path, { ...second.fields, request: first.fields['request'] ?? '' });
    assert.equal(swapped.status, 401, 'the second tab’s sign-in is for its own request');
    const done = await browser.follow(await browser.post(second.path, second.fields));
    assert.match(done.html, /value="allow"/);
  });

  // It ended at 403.
  test('A30: an answer from before another user’s sign-in gives nothing, and the page asks again', async () => {
    const browser = createVisitor(installation);
    await browser.signIn('alice');
    const page = await openRequest(browser, other.authorizePath({ prompt: 'consent' }));
    const request = requestOf(page);
    for (const decision of ['allow', 'cancel']) {
      const fields = { request, csrf: browser.csrfToken(), decision };
      await signInAs(browser, 'bob', request);
      const answer = await staleForm(browser, { path: '/authorize', fields });
      assert.equal(answer.location, `/authorize?request=${request}&ask=1`);
      assert.match((await browser.follow(answer)).html, /<bdi>bob<\/bdi>/);
      await browser.get(`/sign-in?request=${request}`);
    }
  });
});
