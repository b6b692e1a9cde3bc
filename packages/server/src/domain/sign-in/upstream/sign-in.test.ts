import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { decodeJwt } from 'jose';
import { MINUTE } from '#server/kernel/clock.js';
import { START, type Installation } from '#test/support/installation.js';
import type { VisitedPage, Visitor } from '#test/support/page-visitor.js';
import { signInTo } from '#test/oidc/actors.js';
import { turnOn } from '#test/support/scenes/sign-in.js';
import { openRequest, received, registerApp, requestOf, textOf } from '#test/support/oauth-app.js';
import { inParallel } from '#test/support/parallel.js';
import { startOpenIdPeer } from '#test/support/peers/openid.js';
import {
  arriveNew,
  atSignIn,
  callbackOf,
  goBy,
  isSignedInAs,
  leave,
  openWithUpstream,
  signUpBy,
  valueOf,
} from '#test/support/scenes/upstream.js';

const peer = await startOpenIdPeer({ redirectUri: callbackOf('example') });
peer.people.set('s1', { email: 'hana@peer.example', email_verified: true, preferred_username: 'hana' });
peer.people.set('s2', { email: 'ivo@peer.example', email_verified: false, preferred_username: 'ivo@peer.example' });

/** The sign-in page of a request. */
const openSignIn = async (visitor: Visitor, path: string): Promise<VisitedPage> =>
  visitor.follow(await openRequest(visitor, path));

describe('signing in by an OpenID provider', () => {
  let installation: Installation;
  beforeEach(async () => {
    installation = await openWithUpstream([peer.entry()]);
    peer.signsIn('s1');
  });
  afterEach(() => installation.close());

  const accountOf = (username: string) => installation.services.accounts.findByLogin(username);
  const HANA = { username: 'hana', email: 'hana@peer.example' };

  test('a new user creates an account from the provider’s profile, and signs in to it from then on', async () => {
    const hana = await atSignIn(installation);
    const { form, pending } = await arriveNew(hana, await goBy(hana, peer));
    assert.deepEqual([valueOf(form, 'username'), valueOf(form, 'email')], ['hana', 'hana@peer.example']);
    assert.doesNotMatch(form.html, /type="password"/);
    const done = await hana.post('/sign-up/upstream/example', { pending, ...HANA });
    assert.deepEqual([done.status, done.location], [303, '/account']);
    await isSignedInAs(hana, 'hana');
    const account = await accountOf('hana');
    assert.equal(account?.emailVerified, true, 'the provider has verified it');

    const again = await atSignIn(installation);
    const back = await goBy(again, peer, 'example', { return_to: '/account/security' });
    assert.deepEqual([back.status, back.location], [303, '/account/security']);
    await isSignedInAs(again, 'hana');
  });

  test('nobody signs in by password to an account that has none', async () => {
    await signUpBy(installation, peer, HANA);
    const thief = await atSignIn(installation);
    for (const password of ['none', '', 'a sentence long enough']) {
      const answer = await thief.post('/sign-in', { username: 'hana', password });
      assert.notEqual(answer.status, 303);
    }
  });

  test('an address that was changed, or that the provider does not vouch for, is not confirmed', async () => {
    await signUpBy(installation, peer, { username: 'hana', email: 'other@peer.example' });
    assert.equal((await accountOf('hana'))?.emailVerified, false);
    peer.signsIn('s2');
    const ivo = await atSignIn(installation);
    const { form, pending } = await arriveNew(ivo, await goBy(ivo, peer));
    assert.equal(valueOf(form, 'username'), '', 'an address is no name');
    assert.equal(valueOf(form, 'email'), 'ivo@peer.example');
    await ivo.post('/sign-up/upstream/example', { pending, username: 'ivo', email: 'ivo@peer.example' });
    assert.equal((await accountOf('ivo'))?.emailVerified, false);
  });

  test('a name that is taken is not suggested and not accepted, and the form can be sent again', async () => {
    await installation.addUser('hana');
    const hana = await atSignIn(installation);
    const { form, pending } = await arriveNew(hana, await goBy(hana, peer));
    assert.equal(valueOf(form, 'username'), '');
    const refused = await hana.post('/sign-up/upstream/example', { pending, ...HANA });
    assert.equal(refused.status, 400);
    assert.match(refused.html, /This username is taken/);
    const done = await hana.post('/sign-up/upstream/example', { pending, ...HANA, username: 'hana2' });
    assert.equal(done.status, 303);
  });

  test('of many concurrent submissions of the form one creates the only account', async () => {
    const hana = await atSignIn(installation);
    const { pending } = await arriveNew(hana, await goBy(hana, peer));
    const csrf = hana.csrfToken();
    const answers = await inParallel(8, (turn) =>
      hana.post('/sign-up/upstream/example', {
        pending,
        csrf,
        username: `hana${turn}`,
        email: `h${turn}@peer.example`,
      }),
    );
    assert.equal(answers.filter(({ status }) => status === 303).length, 1);
    const accounts = await Promise.all(answers.map((_answer, turn) => accountOf(`hana${turn}`)));
    assert.equal(accounts.filter((account) => account !== null).length, 1);
  });

  test('the form is good for the browser that came back, for half an hour', async () => {
    const hana = await atSignIn(installation);
    const { pending } = await arriveNew(hana, await goBy(hana, peer));
    const thief = await atSignIn(installation);
    assert.equal((await thief.get(`/sign-up/upstream/example?pending=${pending}`)).status, 400);
    assert.equal((await thief.post('/sign-up/upstream/example', { pending, ...HANA })).status, 400);
    installation.letTimePass(30 * MINUTE);
    assert.equal((await hana.post('/sign-up/upstream/example', { pending, ...HANA })).status, 400);
    assert.equal(await accountOf('hana'), null);
  });

  // An identity with somebody's address must not open that person's account.
  test('an account is never matched by its address: its user signs in to it and connects the identity', async () => {
    await installation.addUser('hana');
    peer.people.set('s3', { email: 'hana@example.com', email_verified: true });
    peer.people.set('s4', { email: 'hana@example.com', email_verified: false, preferred_username: 'mallory' });
    peer.signsIn('s3');
    const visitor = await atSignIn(installation);
    const told = await goBy(visitor, peer);
    assert.equal(told.status, 409);
    assert.match(told.html, /You already have an account here/);
    assert.match(told.html, /return_to=%2Faccount%2Fsecurity/);
    assert.equal((await visitor.get('/account')).status, 303, 'nobody is signed in');

    peer.signsIn('s4');
    const { pending } = await arriveNew(visitor, await goBy(visitor, peer));
    const refused = await visitor.post('/sign-up/upstream/example', {
      pending,
      username: 'mallory',
      email: 'hana@example.com',
    });
    assert.equal(refused.status, 400);
    assert.match(refused.html, /An account with this email address already exists/);
  });

  test('a user who was disabled is told, and not signed in', async () => {
    await signUpBy(installation, peer, HANA);
    const account = await accountOf('hana');
    await installation.setStatus(account?.id ?? '', 'disabled');
    const hana = await atSignIn(installation);
    const told = await goBy(hana, peer);
    assert.equal(told.status, 403);
    assert.match(told.html, /This account is disabled/);
    assert.equal((await hana.get('/account')).status, 303);
  });

  test('where sign-up is not open no account is created, unless the provider allows it', async () => {
    for (const [changes, opens] of [
      [{}, false],
      [{ sign_up: true }, true],
    ] as const) {
      const closed = await openWithUpstream([peer.entry(changes)], { OCTROI_SIGN_UP: 'invite' });
      try {
        const hana = await atSignIn(closed);
        const back = await goBy(hana, peer);
        assert.equal(back.status, opens ? 303 : 403);
        if (!opens) assert.match(back.html, /sign-up isn’t open to everyone/);
      } finally {
        await closed.close();
      }
    }
  });

  test('a user who cancels there sees a message, and can try again or sign in another way', async () => {
    peer.signsIn(null);
    const hana = await atSignIn(installation);
    const told = await goBy(hana, peer);
    assert.equal(told.status, 400);
    assert.match(told.html, /You declined at Example/);
    assert.ok(told.actions.includes('/sign-in/upstream/example'));
  });

  test('an app’s one-click request goes through without a page of ours after the sign-in page', async () => {
    await signUpBy(installation, peer, HANA);
    const app = await registerApp(installation, { owner: await installation.addUser('dora') });
    const hana = await atSignIn(installation);
    const page = await openSignIn(hana, app.authorizePath({ auto_authorize: 'true' }));
    assert.match(page.html, /By signing in, you allow/);
    const back = await goBy(hana, peer, 'example', { request: requestOf(page) });
    const answer = await hana.follow(back);
    assert.ok(received(answer).get('code'));
    assert.equal((await app.exchange(received(answer).get('code') ?? '')).status, 200);
  });

  test('apps are told of no way and of no class: what the user did there we did not see', async () => {
    const hana = await signUpBy(installation, peer, HANA);
    const app = await registerApp(installation, { owner: await installation.addUser('dora') });
    const opened = await signInTo(installation, hana, app);
    const again = await atSignIn(installation);
    await goBy(again, peer);
    const signedIn = await signInTo(installation, again, app);
    const refreshed = textOf(await app.refresh(signedIn.refreshToken), 'id_token');
    for (const claims of [opened.claims, signedIn.claims, decodeJwt(refreshed)]) {
      assert.equal(typeof claims['auth_time'], 'number');
      assert.ok(!('amr' in claims) && !('acr' in claims));
    }
  });

  test('of a code after it apps are told, but not of two factors', async () => {
    // A phone on the installation's clock.
    const synchronous = { ...installation, now: () => Date.now() + installation.now() - START };
    const { phone } = await turnOn(synchronous, await signUpBy(installation, peer, HANA));
    const app = await registerApp(installation, { owner: await installation.addUser('dora') });
    const hana = await atSignIn(installation);
    await hana.follow(await goBy(hana, peer));
    assert.equal((await hana.post('/sign-in/second-step', { code: phone.code() })).status, 303);
    const { claims } = await signInTo(installation, hana, app);
    assert.deepEqual(claims['amr'], ['otp']);
    assert.ok(!('acr' in claims));
  });

  test('an app that wants a new sign-in has the provider asked for one', async () => {
    await signUpBy(installation, peer, HANA);
    const app = await registerApp(installation, { owner: await installation.addUser('dora') });
    const hana = await atSignIn(installation);
    const page = await openSignIn(hana, app.authorizePath({ prompt: 'login' }));
    const url = await leave(hana, 'example', { request: requestOf(page) });
    assert.equal(url.searchParams.get('prompt'), 'login');
    const back = await hana.follow(await hana.get(await peer.visit(url.href)));
    assert.match(back.location + back.html, /consent|Allow/);
  });

  test('a user who must confirm that it is still them is asked to sign in again at the provider', async () => {
    const hana = await signUpBy(installation, peer, HANA);
    await hana.get('/sign-in?again=1&return_to=%2Faccount%2Fsecurity');
    const url = await leave(hana, 'example', { return_to: '/account/security' });
    assert.equal(url.searchParams.get('prompt'), 'login', 'whoever finds the browser open may be signed in there, too');
    assert.equal((await hana.get(await peer.visit(url.href))).location, '/account/security');
    assert.equal((await leave(await atSignIn(installation))).searchParams.get('prompt'), null);
  });

  test('the form of another session, or another site, sends nobody to a provider (A27, A30)', async () => {
    const hana = await atSignIn(installation);
    const forged = [
      await hana.post('/sign-in/upstream/example', { csrf: 'wrong' }),
      await hana.post('/sign-in/upstream/example', {}, { 'sec-fetch-site': 'cross-site' }),
    ];
    assert.deepEqual(
      forged.map(({ status }) => status),
      [403, 403],
    );
    assert.equal((await hana.get('/sign-in/upstream/example')).status, 405);
    assert.equal((await hana.post('/sign-in/upstream/unknown')).status, 404);
    assert.equal((await hana.get('/sign-in/upstream/unknown/callback?code=1&state=2')).status, 404);
  });

  test('a path that leads elsewhere is not where the browser goes in the end', async () => {
    await signUpBy(installation, peer, HANA);
    const hana = await atSignIn(installation);
    const back = await goBy(hana, peer, 'example', { return_to: '//evil.example/' });
    assert.equal(back.location, '/account');
  });

  test('nothing of the way there and back is in the database as it is in the browser (A53)', async () => {
    const hana = await atSignIn(installation);
    const url = await leave(hana);
    const callback = await peer.visit(url.href);
    const { pending } = await arriveNew(hana, await hana.get(callback));
    const dump = await installation.dump();
    const code = new URL(callback, 'http://localhost').searchParams.get('code') ?? '';
    for (const secret of [
      url.searchParams.get('state'),
      url.searchParams.get('nonce'),
      code,
      pending,
      'hana@peer.example',
    ]) {
      assert.ok(secret);
      assert.ok(!dump.includes(secret));
    }
  });

  test('a provider that takes the secret in the form, and puts all claims into the id_token, works as well', async () => {
    const other = await startOpenIdPeer({
      redirectUri: callbackOf('other'),
      tokenEndpointAuthMethod: 'client_secret_post',
      claimsInIdToken: true,
    });
    other.people.set('o1', { email: 'olga@peer.example', email_verified: true, preferred_username: 'olga' });
    other.signsIn('o1');
    const both = await openWithUpstream([peer.entry(), other.entry({ name: 'other', label: 'Other' })]);
    try {
      const olga = await signUpBy(both, other, { username: 'olga', email: 'olga@peer.example' }, 'other');
      await isSignedInAs(olga, 'olga');
      assert.equal((await both.services.accounts.findByLogin('olga'))?.emailVerified, true);
    } finally {
      await both.close();
    }
  });
});
