import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { HOUR } from '#server/kernel/clock.js';
import { Secret } from '#server/kernel/secret.js';
import { openInstallation, PASSWORD, type Installation } from '#test/support/installation.js';
import { createVisitor, type Visitor } from '#test/support/page-visitor.js';
import { inParallel, tally } from '#test/support/parallel.js';
import { linkTo, mailsOf, tokenOf } from '#test/support/scenes/recovery.js';
import { storeOf } from '#test/support/store.js';

/** A page without the parts that always differ. */
const withoutTokens = (html: string): string => html.replaceAll(/name="csrf" value="[^"]+"/g, '');

const NEXT = 'a new sentence, long enough';

describe('a forgotten password', () => {
  let installation: Installation;
  let alice: Visitor;
  beforeEach(async () => {
    installation = await openInstallation({ OCTROI_MAIL_URL: 'mailbox' });
    await installation.addUser('alice');
    alice = createVisitor(installation);
    await alice.get('/sign-in');
  });
  afterEach(() => installation.close());

  const ask = (username: string, visitor = alice) => visitor.post('/forgot-password', { username });
  const linkFor = async (username: string): Promise<string> => {
    assert.equal((await ask(username)).status, 200);
    return linkTo(installation, '/reset-password', 'alice@example.com');
  };
  const reset = async (): Promise<void> => {
    const token = tokenOf(await linkFor('alice'));
    assert.equal((await alice.post('/reset-password', { token, new_password: NEXT })).status, 200);
  };
  const signsIn = async (password: string): Promise<number> => {
    const visitor = createVisitor(installation);
    await visitor.get('/sign-in');
    return (await visitor.post('/sign-in', { username: 'alice', password })).status;
  };

  test('is reset with the link in a mail, which signs out everything that knew the old one', async () => {
    const elsewhere = createVisitor(installation);
    await elsewhere.signIn('alice');

    const link = await linkFor('alice@example.com');
    const page = await alice.get(link);
    assert.match(page.html, /For the account alice/);
    const done = await alice.post('/reset-password', { token: tokenOf(link), new_password: NEXT });

    assert.match(done.html, /Your password has been reset/);
    assert.equal((await elsewhere.get('/account')).status, 303, 'that browser is signed out');
    assert.equal((await alice.get('/account')).status, 303, 'and this one is not signed in by it');
    assert.equal(await signsIn(PASSWORD), 401);
    assert.equal(await signsIn(NEXT), 303);
  });

  // The browser of whoever the reset locked out kept a count of guesses of its own.
  test('the reset forgets the browsers that signed in with the old password', async () => {
    const { sessions, accounts } = installation.services;
    const elsewhere = createVisitor(installation);
    await elsewhere.signIn('alice');
    const { id = '' } = (await accounts.findByLogin('alice')) ?? {};
    const [{ browserHash = '' } = {}] = await sessions.list(id);
    const isKnown = () => storeOf(installation.services).sessions.isKnownBrowser(id, browserHash);
    assert.equal(await isKnown(), true);
    await reset();
    assert.equal(await isKnown(), false);
  });

  // Whoever asked twenty times kept everybody else at the address from asking.
  test('is asked for in a browser that the account knows, however often others at its address have asked', async () => {
    await alice.signIn('alice');
    await alice.get('/account');
    await alice.post('/sign-out');
    await alice.get('/forgot-password');
    const stranger = createVisitor(installation);
    await stranger.get('/forgot-password');
    const answers = await inParallel(21, (count) => ask(`nobody-${count}`, stranger));
    assert.deepEqual(tally(answers.map(({ status }) => String(status))), { 200: 20, 429: 1 });
    assert.equal((await ask('alice', stranger)).status, 429);
    assert.equal((await ask('alice')).status, 200);
    await linkTo(installation, '/reset-password', 'alice@example.com');
  });

  // Guesses locked the owner out for an hour, with the right new password, also where they had just set it.
  test('the browser of the reset signs in, however much strangers have guessed', async () => {
    const { signIn } = installation.services;
    const guess = async (address: string): Promise<string> => {
      const attempt = { login: 'alice', password: new Secret('wrong'), address, browserId: '', session: null };
      return (await signIn.checkPassword(attempt)).outcome;
    };
    const guesses: string[] = [];
    for (let count = 0; count < 51; count += 1) guesses.push(await guess(`198.51.100.${count % 6}`));
    assert.deepEqual(tally(guesses), { wrong: 50, limited: 1 });
    await reset();
    assert.equal(await signsIn(NEXT), 429, 'in a browser that nobody knows');
    assert.equal((await alice.post('/sign-in', { username: 'alice', password: NEXT })).status, 303);
  });

  test('opening the link confirms the address, which is then notified of the change', async () => {
    const link = await linkFor('alice');
    await alice.post('/reset-password', { token: tokenOf(link), new_password: NEXT });
    const account = await installation.services.accounts.findByLogin('alice');
    assert.equal(account?.emailVerified, true);
    assert.equal((await mailsOf(installation))[0]?.subject, 'Your password was changed');
  });

  // Whoever had created an account with another person's address kept a developer token when that person took it over.
  test('of an account with an unconfirmed address also revokes developer tokens and passkeys, which may be a stranger’s', async () => {
    const { accounts, developers } = installation.services;
    const store = storeOf(installation.services);
    const tokenFor = async (username: string): Promise<string> => {
      const { id } = (await accounts.findByLogin(username)) ?? { id: '' };
      await developers.grantRole(id, 'developer');
      const made = await developers.createToken(id, 'ci', null);
      assert.ok(made.outcome === 'done');
      return made.value.token.reveal();
    };
    const statusOf = async (token: string): Promise<number> =>
      (await installation.request('/api/oauth_apps', { headers: { authorization: `Bearer ${token}` } })).status;
    const strangers = await tokenFor('alice');
    const { id } = (await accounts.findByLogin('alice')) ?? { id: '' };
    await store.passkeys.insert({
      userId: id,
      credentialId: 'c1',
      publicKey: 'k1',
      signCount: 0,
      transports: [],
      isBackedUp: false,
      name: 'A stranger’s',
      createdAt: installation.now(),
    });
    assert.equal(await statusOf(strangers), 200);
    await reset();
    assert.equal(await statusOf(strangers), 401);
    assert.deepEqual(await store.passkeys.listByUser(id), []);

    const own = await tokenFor('alice');
    await reset();
    assert.equal(await statusOf(own), 401, 'a recovery revokes developer tokens, whoever created them');
  });

  test('opening the link changes nothing, and a password that will not do leaves it good', async () => {
    const link = await linkFor('alice');
    for (let time = 0; time < 3; time += 1) assert.equal((await alice.get(link)).status, 200);
    const short = await alice.post('/reset-password', { token: tokenOf(link), new_password: 'short' });
    assert.equal(short.status, 400);
    assert.match(short.html, /at least 8 characters/);
    assert.equal((await alice.post('/reset-password', { token: tokenOf(link), new_password: NEXT })).status, 200);
  });

  test('a link is good once, also when many use it at the same moment', async () => {
    const token = tokenOf(await linkFor('alice'));
    await alice.get(`/reset-password?token=${token}`);
    const answers = await inParallel(8, (turn) =>
      alice.post('/reset-password', { token, new_password: `${NEXT} ${turn}` }),
    );
    assert.equal(answers.filter(({ status }) => status === 200).length, 1);
    assert.equal((await alice.get(`/reset-password?token=${token}`)).status, 400);
  });

  test('a link ends after an hour, with the next one, and with the account', async () => {
    const first = await linkFor('alice');
    const second = await linkFor('alice');
    assert.equal((await alice.get(first)).status, 400);
    assert.equal((await alice.get(second)).status, 200);
    const account = await installation.services.accounts.findByLogin('alice');
    await installation.setStatus(account?.id ?? '', 'disabled');
    assert.equal((await alice.get(second)).status, 400, 'a disabled account gets no new password');
    await installation.setStatus(account?.id ?? '', 'enabled');
    installation.letTimePass(HOUR);
    assert.equal((await alice.get(second)).status, 400);
  });

  // An earlier link stayed valid for the rest of its hour.
  test('a link ends when the user changes the password themselves', async () => {
    const link = await linkFor('alice');
    const elsewhere = createVisitor(installation);
    await elsewhere.signIn('alice');
    await elsewhere.get('/account/security');
    const fields = { current_password: PASSWORD, new_password: NEXT };
    assert.equal((await elsewhere.post('/account/security/password', fields)).status, 200);
    assert.equal((await alice.get(link)).status, 400);
    await alice.get('/sign-in');
    const late = await alice.post('/reset-password', { token: tokenOf(link), new_password: `${NEXT}, again` });
    assert.equal(late.status, 400);
    assert.equal(await signsIn(NEXT), 303);
  });

  // A link requested while the address changed was created after all links had been ended.
  test('a link is good only while the account has the address it was sent to', async () => {
    const { accounts, database } = installation.services;
    const token = tokenOf(await linkFor('alice'));
    const { id } = (await accounts.findByLogin('alice')) ?? { id: '' };
    await database.write((transaction) => accounts.setEmail(transaction, id, 'new@example.com', { isVerified: true }));
    assert.equal((await alice.get(`/reset-password?token=${token}`)).status, 400);
    assert.equal((await alice.post('/reset-password', { token, new_password: NEXT })).status, 400);
    assert.equal(await signsIn(PASSWORD), 303, 'the old password is still the one');
  });

  test('a link ends with an account that is disabled at the moment the form is sent', async () => {
    const { accounts, passwordReset } = installation.services;
    const token = tokenOf(await linkFor('alice'));
    const { id } = (await accounts.findByLogin('alice')) ?? { id: '' };
    await installation.setStatus(id, 'disabled');
    assert.equal(
      await passwordReset.reset(token, { password: new Secret(NEXT), locale: 'en', address: '192.0.2.1' }),
      false,
    );
    await installation.setStatus(id, 'enabled');
    assert.equal(await signsIn(PASSWORD), 303);
  });

  test('answers do not reveal who has an account (A82)', async () => {
    const [known, unknown] = [await ask('alice'), await ask('nobody')];
    assert.equal(known.status, unknown.status);
    assert.equal(withoutTokens(known.html), withoutTokens(unknown.html));
    assert.equal((await mailsOf(installation)).length, 1);
  });

  test('mailboxes are not flooded: five mails an hour per account, and clients that keep asking are blocked', async () => {
    for (let count = 0; count < 20; count += 1) assert.equal((await ask('alice')).status, 200);
    assert.equal((await mailsOf(installation)).length, 5);
    const stopped = await ask('alice');
    assert.equal(stopped.status, 429);
    assert.ok(Number(stopped.headers.get('retry-after')) > 0);
  });

  test('where there is no mail, the sign-in page offers none of it, and an operator’s link works', async () => {
    const silent = await openInstallation();
    try {
      await silent.addUser('alice');
      const visitor = createVisitor(silent);
      assert.doesNotMatch((await visitor.get('/sign-in')).html, /forgot-password/);
      assert.equal((await visitor.get('/forgot-password')).status, 404);
      const account = await silent.services.accounts.findByLogin('alice');
      assert.ok(account);
      const link = (await silent.services.passwordReset.createLink(account)).slice(silent.issuer.length);
      await visitor.get(link);
      assert.equal((await visitor.post('/reset-password', { token: tokenOf(link), new_password: NEXT })).status, 200);
      assert.equal((await silent.services.accounts.findByLogin('alice'))?.emailVerified, false, 'no mail was read');
    } finally {
      await silent.close();
    }
  });

  test('no link is in the database as it is in the mail (A53)', async () => {
    const token = tokenOf(await linkFor('alice'));
    assert.ok(!(await installation.dump()).includes(token));
  });
});
