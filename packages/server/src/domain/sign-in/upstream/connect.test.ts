import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { MINUTE } from '#server/kernel/clock.js';
import { linkTo, mailsOf, tokenOf } from '#test/support/scenes/recovery.js';
import { addPasskey, turnOn } from '#test/support/scenes/sign-in.js';
import { PASSWORD, type Installation } from '#test/support/installation.js';
import { createVisitor, type VisitedPage, type Visitor } from '#test/support/page-visitor.js';
import { inParallel } from '#test/support/parallel.js';
import { startOpenIdPeer } from '#test/support/peers/openid.js';
import { atSignIn, callbackOf, goBy, isSignedInAs, openWithUpstream, signUpBy } from '#test/support/scenes/upstream.js';

const peer = await startOpenIdPeer({ redirectUri: callbackOf('example') });
const other = await startOpenIdPeer({ redirectUri: callbackOf('other') });
for (const subject of ['s1', 's2'])
  peer.people.set(subject, { email: `${subject}@peer.example`, email_verified: true });
other.people.set('o1', { email: 'hana@other.example', email_verified: true });

const CONNECT = '/account/security/upstream/connect/example';
const PROOF = { current_password: PASSWORD };
const HANA = { username: 'hana', email: 's1@peer.example' };

const connect = async (visitor: Visitor, proof = PROOF): Promise<VisitedPage> => {
  const sent = await visitor.post(CONNECT, proof);
  assert.equal(sent.status, 303);
  return visitor.get(await peer.visit(sent.location));
};

/** The path of the page that removes the user's only identity; '' if there is none. */
const removal = async (visitor: Visitor): Promise<string> => {
  const { html } = await visitor.get('/account/security');
  return /\/account\/security\/upstream\/remove\/\d+/.exec(html)?.[0] ?? '';
};

describe('accounts elsewhere', () => {
  let installation: Installation;
  let alice: Visitor;
  beforeEach(async () => {
    peer.signsIn('s1');
    other.signsIn('o1');
    installation = await openWithUpstream([peer.entry(), other.entry({ name: 'other', label: 'Other' })], {
      OCTROI_MAIL_URL: 'mailbox',
    });
    await installation.addUser('alice');
    alice = createVisitor(installation);
    await alice.signIn('alice');
  });
  afterEach(() => installation.close());

  const verify = async (username: string): Promise<void> => {
    const account = await installation.services.accounts.findByLogin(username);
    await installation.confirmEmail(account?.id ?? '', account?.email ?? '');
  };

  test('a user connects one with their password, signs in by it, and removes it again; mails tell of both', async () => {
    await verify('alice');
    const back = await connect(alice);
    assert.deepEqual([back.status, back.location], [303, '/account/security']);
    const page = await alice.get('/account/security');
    assert.match(page.html, /Example · <bdi>s1@peer\.example<\/bdi>/);
    assert.match(page.html, /Connect Other/);
    assert.doesNotMatch(page.html, /Connect Example/);
    assert.equal((await mailsOf(installation))[0]?.subject, 'Sign-in with Example is on');

    const elsewhere = await atSignIn(installation);
    assert.equal((await goBy(elsewhere, peer)).location, '/account');
    await isSignedInAs(elsewhere, 'alice');

    const path = await removal(alice);
    assert.equal((await alice.post(path, { current_password: 'wrong' })).status, 400);
    assert.equal((await alice.post(path, PROOF)).status, 303);
    assert.equal(await removal(alice), '');
    assert.equal((await mailsOf(installation))[0]?.subject, 'Sign-in with Example is off');
    const stranger = await atSignIn(installation);
    assert.match((await goBy(stranger, peer)).location, /^\/sign-up\/upstream/);
  });

  // The code was accepted for ten minutes after the identity was gone and its user had signed out everywhere else.
  test('a sign-in begun by one that is removed before the second step goes no further', async () => {
    await connect(alice);
    // On the system's clock, like the provider.
    const phoneAt = { ...installation, now: () => Date.now(), letTimePass: () => {} };
    const { recoveryCodes } = await turnOn(phoneAt, alice);
    const intruder = await atSignIn(installation);
    assert.match((await goBy(intruder, peer)).location, /^\/sign-in\/second-step/);
    assert.equal((await alice.post(await removal(alice), PROOF)).status, 303);
    const late = await intruder.post('/sign-in/second-step', { code: recoveryCodes[0] ?? '', return_to: '/account' });
    assert.equal(late.status, 401);
    assert.equal((await intruder.get('/account')).status, 303, 'nobody is signed in');
    assert.equal((await alice.get('/account')).status, 200);
  });

  test('a session that was stolen connects nothing and removes nothing: both ask for the password', async () => {
    for (const proof of [{}, { current_password: '' }, { current_password: 'a guess' }]) {
      const refused = await alice.post(CONNECT, proof);
      assert.equal(refused.status, 400);
    }
    for (let guess = 0; guess < 12; guess += 1) await alice.post(CONNECT, { current_password: 'a guess' });
    assert.equal((await alice.post(CONNECT, PROOF)).status, 429, 'guesses count as at the sign-in');
  });

  test('what one user began another does not finish, nor the same one in another session', async () => {
    await installation.addUser('bob');
    const sent = await alice.post(CONNECT, PROOF);
    const callback = await peer.visit(sent.location);
    await alice.post('/sign-out');
    await alice.signIn('bob');
    const refused = await alice.get(callback);
    assert.equal(refused.status, 403);
    assert.match(refused.html, /Someone else has signed in here/);
    assert.equal(await removal(alice), '', 'bob has nothing');
    assert.equal((await alice.get(callback)).status, 400, 'and the way is used up');

    await alice.post('/sign-out');
    await alice.signIn('alice');
    const again = await alice.post(CONNECT, PROOF);
    const late = await peer.visit(again.location);
    await alice.post('/sign-out');
    assert.equal((await alice.get(late)).status, 403, 'nobody is signed in');
  });

  test('an account elsewhere is one user’s, and a user has one of each provider', async () => {
    await signUpBy(installation, peer, HANA);
    const taken = await connect(alice);
    assert.equal(taken.status, 409);
    assert.match(taken.html, /connected to a different account here/);
    peer.signsIn('s2');
    assert.equal((await connect(alice)).status, 303);
    assert.equal((await connect(alice)).status, 303, 'the same once more changes nothing');
    peer.signsIn('s1');
    assert.equal((await connect(alice)).status, 409);
  });

  test('another user’s identity cannot be removed (A92)', async () => {
    await connect(alice);
    const path = await removal(alice);
    await installation.addUser('bob');
    const bob = createVisitor(installation);
    await bob.signIn('bob');
    assert.equal((await bob.get(path)).status, 404);
    assert.equal((await bob.post(path, PROOF)).status, 404);
    assert.equal(await removal(alice), path);
    for (const id of ['0', 'x', '1e3', '9'.repeat(30)]) {
      assert.equal((await alice.post(`/account/security/upstream/remove/${id}`, PROOF)).status, 404);
    }
  });

  test('a user without a password shows who they are by having just signed in', async () => {
    const hana = await signUpBy(installation, peer, HANA);
    const page = await hana.get('/account/security/upstream/connect/other');
    assert.doesNotMatch(page.html, /type="password"/);
    const sent = await hana.post('/account/security/upstream/connect/other');
    assert.equal((await hana.get(await other.visit(sent.location))).location, '/account/security');
    installation.letTimePass(11 * MINUTE);
    const path = await removal(hana);
    const late = await hana.post(path);
    assert.equal(late.status, 400);
    assert.match(late.html, /You signed in a while ago/);
  });

  test('a user without a password deletes the account by having just signed in', async () => {
    const hana = await signUpBy(installation, peer, HANA);
    assert.doesNotMatch((await hana.get('/account/delete')).html, /type="password"/);
    installation.letTimePass(11 * MINUTE);
    const late = await hana.post('/account/delete', { username: 'hana' });
    assert.equal(late.status, 400);
    assert.match(late.html, /You signed in a while ago/);
    await hana.get('/sign-in?again=1');
    await goBy(hana, peer);
    await hana.get('/account/delete');
    const deleted = await hana.post('/account/delete', { username: 'hana' });
    assert.match(deleted.html, /Your account has been deleted/);
    assert.equal(await installation.services.accounts.findByLogin('hana'), null);
  });

  test('the last way into an account stays, also when two are removed at once; a reset link makes another', async () => {
    const hana = await signUpBy(installation, peer, HANA);
    const only = await removal(hana);
    const refused = await hana.post(only);
    assert.equal(refused.status, 409);
    assert.match(refused.html, /only way to sign in to your account/);

    const sent = await hana.post('/account/security/upstream/connect/other');
    await hana.get(await other.visit(sent.location));
    const { html } = await hana.get('/account/security');
    const paths = [...html.matchAll(/\/account\/security\/upstream\/remove\/\d+/g)].map(([path]) => path);
    const csrf = hana.csrfToken();
    const statuses = (await inParallel(2, (turn) => hana.post(paths[turn] ?? '', { csrf }))).map(
      ({ status }) => status,
    );
    assert.deepEqual(statuses.toSorted(), [303, 409]);

    await hana.get('/forgot-password');
    await hana.post('/forgot-password', { username: 'hana' });
    const link = await linkTo(installation, '/reset-password', HANA.email);
    await hana.get(link);
    await hana.post('/reset-password', { token: tokenOf(link), new_password: PASSWORD });
    await hana.signIn('hana');
    assert.equal((await hana.post(await removal(hana), PROOF)).status, 303);
  });

  test('a passkey stays too where it is the last way in, and goes once there is another', async () => {
    const hana = await signUpBy(installation, peer, HANA);
    await addPasskey(installation, hana);
    const account = await installation.services.accounts.findByLogin('hana');
    const [passkey] = await installation.services.passkeys.list(account?.id ?? '');
    assert.equal((await hana.post(await removal(hana))).status, 303, 'the passkey is another way in');
    await hana.get('/account/security');
    const refused = await hana.post('/account/security/passkeys/remove', { passkey: String(passkey?.id) });
    assert.equal(refused.status, 409);
    assert.match(refused.html, /only way to sign in to your account/);

    const sent = await hana.post('/account/security/upstream/connect/other');
    await hana.get(await other.visit(sent.location));
    await hana.get('/account/security');
    const removed = await hana.post('/account/security/passkeys/remove', { passkey: String(passkey?.id) });
    assert.match(removed.html, /can no longer/);
  });

  // Somebody creates an account with another person's address and waits until its owner takes it over with a reset link.
  test('a stranger who created an account with the owner’s address keeps no way in once the owner has confirmed it', async () => {
    peer.people.set('evil', { preferred_username: 'mallory' });
    peer.signsIn('evil');
    const mallory = await signUpBy(installation, peer, { username: 'mallory', email: 'victim@example.com' });
    const victim = await atSignIn(installation);
    await victim.get('/forgot-password');
    await victim.post('/forgot-password', { username: 'victim@example.com' });
    const link = await linkTo(installation, '/reset-password', 'victim@example.com');
    await victim.get(link);
    await victim.post('/reset-password', { token: tokenOf(link), new_password: PASSWORD });

    assert.equal((await mallory.get('/account')).status, 303, 'signed out');
    const again = await goBy(await atSignIn(installation), peer);
    assert.match(again.location, /^\/sign-up\/upstream/, 'and no longer known');
  });

  test('a reset of an address that was confirmed before leaves what is connected', async () => {
    await verify('alice');
    await connect(alice);
    await alice.get('/forgot-password');
    await alice.post('/forgot-password', { username: 'alice' });
    const link = await linkTo(installation, '/reset-password', 'alice@example.com');
    await alice.get(link);
    await alice.post('/reset-password', { token: tokenOf(link), new_password: PASSWORD });
    assert.equal((await goBy(await atSignIn(installation), peer)).location, '/account');
  });
});

test('a removed provider, or one whose name went to another issuer, signs nobody in', async () => {
  const first = await openWithUpstream([peer.entry()]);
  try {
    peer.signsIn('s1');
    await signUpBy(first, peer, HANA);
    const { identities } = first.services.upstream;
    const account = await first.services.accounts.findByLogin('hana');
    const [identity] = await identities.list(account?.id ?? '');
    assert.equal(identity?.issuer, peer.issuer);
    // The same name and subject, from an issuer that the operator has replaced.
    const impostor = { name: 'example', label: 'Example', issuer: 'https://new.example', signUp: false };
    const provider = { ...impostor, authorizationUrl: () => Promise.reject(), identify: () => Promise.reject() };
    assert.equal((await identities.signIn(provider, 's1')).outcome, 'unknown');
  } finally {
    await first.close();
  }
});
