import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { MINUTE } from '#server/kernel/clock.js';
import { createAuthenticator, optionsOn, WITH_CERTIFICATE, type Falsified } from '#test/support/authenticator.js';
import { openInstallation, PASSWORD, type Installation } from '#test/support/installation.js';
import { received, registerApp } from '#test/support/oauth-app.js';
import { createVisitor, type VisitedPage, type Visitor } from '#test/support/page-visitor.js';
import { inParallel, tally } from '#test/support/parallel.js';
import { mailsOf } from '#test/support/scenes/recovery.js';
import { addPasskey, turnOn } from '#test/support/scenes/sign-in.js';

const signInPage = async (visitor: Visitor): Promise<VisitedPage> => visitor.get('/sign-in');
const send = (visitor: Visitor, credential: string): Promise<VisitedPage> =>
  visitor.post('/sign-in/passkey', { credential });
const isSignedIn = async (visitor: Visitor): Promise<boolean> => (await visitor.get('/account')).status === 200;

/** Nobody is signed in, and the page shows the same as for everybody. */
const assertRefused = async (visitor: Visitor, answer: VisitedPage): Promise<void> => {
  assert.equal(answer.status, 401);
  assert.match(answer.html, /We couldn’t sign you in with this passkey/);
  assert.equal(await isSignedIn(visitor), false);
};

const eventsOf = async ({ services }: Installation): Promise<string[]> => {
  const rows = await services.database.read.query.selectFrom('audit_events').orderBy('id').select('type').execute();
  return rows.map(({ type }) => type);
};

describe('passkeys', () => {
  let installation: Installation;
  let alice: Visitor;
  let ids: { alice: string; bob: string };
  const authenticator = createAuthenticator('http://localhost:3000');

  beforeEach(async () => {
    installation = await openInstallation({ OCTROI_MAIL_URL: 'mailbox' });
    ids = { alice: await installation.addUser('alice'), bob: await installation.addUser('bob') };
    alice = createVisitor(installation);
    await alice.signIn('alice');
  });
  afterEach(() => installation.close());

  test('signs its holder in without a name, and without a code', async () => {
    const passkey = await addPasskey(installation, alice);
    await turnOn(installation, alice);
    const elsewhere = createVisitor(installation);
    const answer = await send(elsewhere, authenticator.use(await signInPage(elsewhere), passkey));
    assert.equal(answer.location, '/account');
    assert.match((await elsewhere.follow(answer)).html, /alice/);
  });

  test('is added with a name, renamed, and removed, and its user is told', async () => {
    await installation.confirmEmail(ids.alice, 'alice@example.com');
    await addPasskey(installation, alice, 'Kitchen');
    const [passkey] = await installation.services.passkeys.list(ids.alice);
    const id = String(passkey?.id);
    await alice.post('/account/security/passkeys/rename', { passkey: id, [`passkey_${id}`]: 'Study' });
    assert.match((await alice.get('/account/security')).html, /<bdi>Study<\/bdi>/);
    const hidden = await alice.post('/account/security/passkeys/rename', { passkey: id, [`passkey_${id}`]: '\u202e' });
    assert.equal(hidden.status, 400);
    assert.match(
      (await alice.post('/account/security/passkeys/remove', { passkey: id })).html,
      /“Study” can no longer/,
    );
    assert.deepEqual(await installation.services.passkeys.list(ids.alice), []);
    const subjects = (await mailsOf(installation)).map(({ subject }) => subject);
    assert.deepEqual(subjects.slice(0, 2), ['A passkey was removed', 'A passkey was added']);
  });

  test('names its account by the id, and the browser knows which it has already', async () => {
    await addPasskey(installation, alice);
    const page = await alice.get('/account/security');
    const { user, excludeCredentials } = optionsOn(page);
    assert.deepEqual(user, {
      id: Buffer.from(ids.alice).toString('base64url'),
      name: 'alice',
      displayName: 'alice',
    });
    assert.ok(Array.isArray(excludeCredentials) && excludeCredentials.length === 1);
  });

  test('a challenge is good once, for five minutes, in the browser it was made for', async () => {
    const passkey = await addPasskey(installation, alice);
    const eve = createVisitor(installation);
    const page = await signInPage(eve);
    const credential = authenticator.use(page, passkey);
    const thief = createVisitor(installation);
    await signInPage(thief);
    await assertRefused(thief, await send(thief, credential));
    assert.equal((await send(eve, credential)).status, 303);
    await eve.get('/account');
    await eve.post('/sign-out');
    await signInPage(eve);
    await assertRefused(eve, await send(eve, authenticator.use(page, passkey)));

    const late = await signInPage(eve);
    installation.letTimePass(5 * MINUTE);
    await assertRefused(eve, await send(eve, authenticator.use(late, passkey)));
  });

  test('of many answers to one challenge at once, one signs in', async () => {
    const passkey = await addPasskey(installation, alice);
    const eve = createVisitor(installation);
    const page = await signInPage(eve);
    const answers = await inParallel(20, () => send(eve, authenticator.use(page, passkey)));
    assert.deepEqual(tally(answers.map(({ status }) => String(status))), { 303: 1, 401: 19 });
  });

  const FALSE: readonly (readonly [string, Falsified])[] = [
    ['of another origin', { origin: 'http://localhost:4000' }],
    ['of a look-alike origin', { origin: 'http://localhost:3000.evil.example' }],
    ['for another RP ID', { rpId: 'evil.example' }],
    ['to a challenge of somebody’s own', { challenge: Buffer.alloc(32, 7).toString('base64url') }],
    ['that is a registration', { type: 'webauthn.create' }],
    ['of a user who was not verified', { isVerified: false }],
    ['for another account', { userHandle: Buffer.from('2').toString('base64url') }],
  ];
  for (const [what, falsified] of FALSE) {
    test(`an answer ${what} signs nobody in (WebAuthn Level 3 section 7.2)`, async () => {
      const passkey = await addPasskey(installation, alice);
      const eve = createVisitor(installation);
      await assertRefused(eve, await send(eve, authenticator.use(await signInPage(eve), passkey, falsified)));
      assert.equal((await send(eve, authenticator.use(await signInPage(eve), passkey))).status, 303);
    });
  }

  // Without end, and each left a line in the audit log.
  test('refused answers are limited by address, and do not lock its owner’s browser or other addresses out', async () => {
    const passkey = await addPasskey(installation, alice);
    const strangers = createVisitor(installation);
    const falsified = { userHandle: Buffer.from('2').toString('base64url') };
    const credential = authenticator.use(await signInPage(strangers), passkey, falsified);
    for (let refused = 0; refused < 60; refused += 1) assert.equal((await send(strangers, credential)).status, 401);
    const limited = await inParallel(5, () => send(strangers, credential));
    assert.deepEqual(tally(limited.map(({ status }) => String(status))), { 429: 5 });
    assert.match(limited[0]?.headers.get('retry-after') ?? '', /^\d+$/);
    assert.deepEqual(tally((await eventsOf(installation)).filter((type) => /passkey_refused|limited/.test(type))), {
      passkey_refused: 60,
      sign_in_limited: 1,
    });

    const elsewhere = createVisitor(installation, { address: '198.51.100.7' });
    assert.equal((await send(elsewhere, authenticator.use(await signInPage(elsewhere), passkey))).status, 303);
    await alice.get('/account');
    await alice.post('/sign-out');
    assert.equal((await send(alice, authenticator.use(await signInPage(alice), passkey))).status, 303);
  });

  test('right answers do not count, and a new passkey that is refused too often is no more recorded', async () => {
    const passkey = await addPasskey(installation, alice);
    for (let done = 0; done < 61; done += 1) {
      const eve = createVisitor(installation);
      assert.equal((await send(eve, authenticator.use(await signInPage(eve), passkey))).status, 303);
    }
    for (let refused = 0; refused < 70; refused += 1) {
      await alice.post('/account/security/passkeys', { passkey_name: 'x', credential: '{}' });
    }
    assert.equal((await eventsOf(installation)).filter((type) => type === 'passkey_refused').length, 60);
  });

  test('a counter that does not go up is a copy, and refused (WebAuthn Level 3 section 6.1.1)', async () => {
    const passkey = await addPasskey(installation, alice);
    const eve = createVisitor(installation);
    assert.equal((await send(eve, authenticator.use(await signInPage(eve), passkey, { signCount: 7 }))).status, 303);
    for (const signCount of [7, 6, 0]) {
      const copy = createVisitor(installation);
      await assertRefused(copy, await send(copy, authenticator.use(await signInPage(copy), passkey, { signCount })));
    }
  });

  test('an authenticator that does not count may be used again and again', async () => {
    const passkey = await addPasskey(installation, alice);
    for (const time of [1, 2]) {
      const visitor = createVisitor(installation);
      const answer = await send(visitor, authenticator.use(await signInPage(visitor), passkey, { signCount: 0 }));
      assert.equal(answer.status, 303, `time ${time}`);
    }
  });

  test('the key of another passkey signs nobody in', async () => {
    const passkey = await addPasskey(installation, alice);
    const bob = createVisitor(installation);
    await bob.signIn('bob');
    const own = await addPasskey(installation, bob);
    const eve = createVisitor(installation);
    const forged = { ...own, id: passkey.id, userHandle: passkey.userHandle };
    await assertRefused(eve, await send(eve, authenticator.use(await signInPage(eve), forged)));
  });

  test('nothing reveals who has a passkey: unknown, removed and wrong ones have the same answer (A82)', async () => {
    const passkey = await addPasskey(installation, alice);
    const removed = await addPasskey(installation, alice, 'Old');
    const id = String((await installation.services.passkeys.list(ids.alice)).at(-1)?.id);
    await alice.post('/account/security/passkeys/remove', { passkey: id });
    const eve = createVisitor(installation);
    const answers: string[] = [];
    for (const [kept, falsified] of [
      [passkey, { origin: 'https://evil.example' }],
      [removed, {}],
      [{ ...passkey, id: Buffer.alloc(32) }, {}],
    ] as const) {
      const { html, status } = await send(eve, authenticator.use(await signInPage(eve), kept, falsified));
      answers.push(`${status} ${html.replaceAll(/challenge&quot;:&quot;[\w-]+/g, '')}`);
    }
    assert.equal(new Set(answers).size, 1);
    const options = optionsOn(await signInPage(eve));
    assert.deepEqual(options['allowCredentials'], []);
    assert.equal(new Set(Object.keys(options)).has('user'), false);
  });

  test('a disabled account is told, and not signed in', async () => {
    const passkey = await addPasskey(installation, alice);
    await installation.setStatus(ids.alice, 'disabled');
    const eve = createVisitor(installation);
    const answer = await send(eve, authenticator.use(await signInPage(eve), passkey));
    assert.equal(answer.status, 403);
    assert.match(answer.html, /This account is disabled/);
  });

  test('whatever is no answer at all is refused, and no failure of ours', async () => {
    const eve = createVisitor(installation);
    await signInPage(eve);
    for (const credential of ['', '{', 'null', '[]', '{"id":"x"}', `{"id":"${'a'.repeat(3000)}"}`]) {
      await assertRefused(eve, await send(eve, credential));
    }
  });

  test('a form of another site adds and uses none (A27, A74)', async () => {
    const passkey = await addPasskey(installation, alice);
    const { credential } = authenticator.make(await alice.get('/account/security'));
    const forged = { passkey_name: 'x', credential, csrf: 'x' };
    assert.equal((await alice.post('/account/security/passkeys', forged)).status, 403);
    const crossSite = { 'sec-fetch-site': 'cross-site' };
    assert.equal(
      (await alice.post('/account/security/passkeys', { passkey_name: 'x', credential }, crossSite)).status,
      403,
    );
    const eve = createVisitor(installation);
    const own = authenticator.use(await signInPage(eve), passkey);
    assert.equal((await eve.post('/sign-in/passkey', { credential: own }, crossSite)).status, 403);
  });

  test('is added to the account the options were made for, once, and by their browser', async () => {
    const page = await alice.get('/account/security');
    const { credential } = authenticator.make(page);
    const bob = createVisitor(installation);
    await bob.signIn('bob');
    await bob.get('/account/security');
    const fields = { passkey_name: 'Mine', credential };
    assert.equal((await bob.post('/account/security/passkeys', fields)).status, 400);
    assert.match((await alice.post('/account/security/passkeys', fields)).html, /You can now sign in with the passkey/);
    assert.equal((await alice.post('/account/security/passkeys', fields)).status, 400);
    assert.deepEqual(await installation.services.passkeys.list(ids.bob), []);
    assert.equal((await installation.services.passkeys.list(ids.alice)).length, 1);
  });

  const FALSE_NEW: readonly (readonly [string, Falsified])[] = [
    ['of another origin', { origin: 'https://evil.example' }],
    ['for another RP ID', { rpId: 'evil.example' }],
    ['of a user who was not verified', { isVerified: false }],
    [
      'with certificates, which would have to be looked up',
      { attestation: { format: 'packed', statement: WITH_CERTIFICATE } },
    ],
    ['of a format nobody asked for', { attestation: { format: 'android-key', statement: WITH_CERTIFICATE } }],
  ];
  for (const [what, falsified] of FALSE_NEW) {
    test(`a new credential ${what} is not added (WebAuthn Level 3 section 7.1)`, async () => {
      const { credential } = authenticator.make(await alice.get('/account/security'), falsified);
      const answer = await alice.post('/account/security/passkeys', { passkey_name: 'x', credential });
      assert.equal(answer.status, 400);
      assert.match(answer.html, /No passkey was added/);
      assert.deepEqual(await installation.services.passkeys.list(ids.alice), []);
    });
  }

  test('somebody else’s passkey is neither renamed nor removed (A57)', async () => {
    await addPasskey(installation, alice, 'Hers');
    const id = String((await installation.services.passkeys.list(ids.alice))[0]?.id);
    const bob = createVisitor(installation);
    await bob.signIn('bob');
    await bob.get('/account/security');
    await bob.post('/account/security/passkeys/rename', { passkey: id, [`passkey_${id}`]: 'His' });
    await bob.post('/account/security/passkeys/remove', { passkey: id });
    assert.equal((await installation.services.passkeys.list(ids.alice))[0]?.name, 'Hers');
  });

  test('a session of more than ten minutes ago adds and removes none until its user signs in again', async () => {
    await addPasskey(installation, alice);
    const id = String((await installation.services.passkeys.list(ids.alice))[0]?.id);
    const { credential } = authenticator.make(await alice.get('/account/security'));
    installation.letTimePass(10 * MINUTE);
    assert.doesNotMatch((await alice.get('/account/security')).html, /data-passkey/);
    for (const [path, fields] of [
      ['/account/security/passkeys', { passkey_name: 'x', credential }],
      ['/account/security/passkeys/remove', { passkey: id }],
    ] as const) {
      const answer = await alice.post(path, fields);
      assert.equal(answer.location, '/sign-in?again=1&return_to=%2Faccount%2Fsecurity');
    }
    const again = await alice.get('/sign-in?again=1&return_to=%2Faccount%2Fsecurity');
    assert.match(again.html, /Sign in again so that we know/);
    const back = await alice.post('/sign-in?return_to=%2Faccount%2Fsecurity', {
      username: 'alice',
      password: PASSWORD,
    });
    assert.match((await alice.follow(back)).html, /data-passkey/);
    await alice.post('/account/security/passkeys/remove', { passkey: id });
    assert.deepEqual(await installation.services.passkeys.list(ids.alice), []);
  });

  test('of another user signs in that user, and does not count as the first user’s new sign-in', async () => {
    const passkey = await addPasskey(installation, alice);
    const bob = createVisitor(installation);
    await bob.signIn('bob');
    const before = new Map(bob.cookies);
    installation.letTimePass(10 * MINUTE);
    const credential = authenticator.use(await bob.get('/sign-in?again=1&return_to=%2Faccount%2Fsecurity'), passkey);
    const back = await bob.post('/sign-in/passkey?return_to=%2Faccount%2Fsecurity', { credential });
    const { html } = await bob.follow(back);
    assert.match(html, /alice/);
    assert.doesNotMatch(html, /bob/);

    const kept = createVisitor(installation);
    for (const [name, value] of before) kept.cookies.set(name, value);
    assert.equal(await isSignedIn(kept), false, 'the session of before is over');
    assert.equal((await installation.services.sessions.list(ids.bob)).length, 0);
  });

  test('of another user cannot answer a request that names its user, not even by one click', async () => {
    const passkey = await addPasskey(installation, alice);
    const app = await registerApp(installation, { owner: ids.bob });
    const claims = JSON.stringify({ id_token: { sub: { value: ids.bob } } });
    const visitor = createVisitor(installation);
    let page = await visitor.get(app.authorizePath({ scope: 'openid profile', auto_authorize: 'true', claims }));
    while (page.status === 303) page = await visitor.follow(page);
    const request = /name="request" value="([^"]+)"/.exec(page.html)?.[1] ?? '';
    const answer = await visitor.post('/sign-in/passkey', { credential: authenticator.use(page, passkey), request });
    const sent = await visitor.follow(answer);
    assert.equal(received(sent).get('error'), 'login_required');
    assert.equal(received(sent).get('code'), null);
  });

  test('are disabled if the issuer is an IP address, because browsers support none there', async () => {
    const other = await openInstallation({ OCTROI_ISSUER: 'http://127.0.0.1:3000' });
    const visitor = createVisitor(other);
    const page = await visitor.get('/sign-in');
    assert.doesNotMatch(page.html, /passkey/);
    assert.doesNotMatch(page.headers.get('content-security-policy') ?? '', /script-src/);
    assert.equal((await visitor.post('/sign-in/passkey', { credential: '{}' })).status, 401);
    await other.close();
  });
});
