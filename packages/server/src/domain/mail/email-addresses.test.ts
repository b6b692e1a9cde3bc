import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { DAY } from '#server/kernel/clock.js';
import { mailsFr } from '#server/i18n/fr/mails.js';
import { openInstallation, PASSWORD, type Installation } from '#test/support/installation.js';
import { createVisitor, type Visitor } from '#test/support/page-visitor.js';
import { linkTo, mailsOf, tokenOf } from '#test/support/scenes/recovery.js';

/** The page's status message. */
const told = (html: string): string => /role="status">([^<]+)/.exec(html)?.[1] ?? '';

describe('the address of an account', () => {
  let installation: Installation;
  let alice: Visitor;
  beforeEach(async () => {
    installation = await openInstallation({ OCTROI_MAIL_URL: 'mailbox' });
    alice = createVisitor(installation);
    await alice.get('/sign-up');
    const fields = { username: 'alice', email: 'alice@example.com', password: PASSWORD };
    assert.equal((await alice.post('/sign-up', fields)).status, 303);
    await alice.get('/account/security');
  });
  afterEach(() => installation.close());

  const account = async () => {
    const found = await installation.services.accounts.findByLogin('alice');
    assert.ok(found);
    return found;
  };
  const confirm = async (): Promise<void> => {
    const link = await linkTo(installation, '/verify-email', 'alice@example.com');
    assert.equal((await alice.post('/verify-email', { token: tokenOf(link) })).status, 200);
  };
  const change = (email: string, password = PASSWORD) =>
    alice.post('/account/security/email', { new_email: email, email_password: password });

  test('is confirmed by the link that a sign-up sends, which takes a press of a button', async () => {
    const link = await linkTo(installation, '/verify-email', 'alice@example.com');
    const page = await createVisitor(installation).get(link);
    assert.match(page.html, /Is alice@example.com your email address\?/);
    // Somebody may have created an account with another person's address, who confirmed it without knowing whose
    // account it was.
    assert.match(page.html, /the confirmed address of the account alice\./);
    assert.equal((await account()).emailVerified, false, 'opening the link is not enough');
    await confirm();
    assert.equal((await account()).emailVerified, true);
    assert.equal((await alice.get(link)).status, 400, 'once');
    assert.match((await alice.get('/account/security')).html, /Confirmed/);
  });

  // Names have had no @ for long, but a database may be older, or filled by an import.
  test('that is another user’s name and a third one’s address is taken, and the page says as much as ever', async () => {
    await installation.addUser('bob');
    await installation.addUser('carol');
    await installation.services.database.write(({ query }) =>
      query.updateTable('users').set({ username_key: 'bob@example.com' }).where('username', '=', 'carol').execute(),
    );
    const before = (await mailsOf(installation)).length;
    assert.equal((await change('bob@example.com')).status, 200);
    assert.equal((await mailsOf(installation)).length, before, 'nobody is told what is not certain');
  });

  test('can be asked to be confirmed again, a few times an hour', async () => {
    installation.letTimePass(DAY);
    await alice.signIn('alice');
    await alice.get('/account/security');
    const answers = [];
    for (let count = 0; count < 6; count += 1) {
      answers.push((await alice.post('/account/security/email/verify')).status);
    }
    assert.deepEqual(answers.slice(0, 4), [200, 200, 200, 200]);
    assert.equal(answers.at(-1), 429);
    await confirm();
  });

  test('changes once the new one was confirmed, and the old one is told', async () => {
    await confirm();
    assert.match((await change('new@example.com')).html, /We sent a link to new@example.com/);
    assert.equal((await account()).email, 'alice@example.com');

    const link = await linkTo(installation, '/change-email', 'new@example.com');
    assert.equal((await alice.post('/change-email', { token: tokenOf(link) })).status, 200);

    const changed = await account();
    assert.deepEqual([changed.email, changed.emailVerified], ['new@example.com', true]);
    const [notice] = await mailsOf(installation);
    assert.deepEqual([notice?.to, notice?.subject], ['alice@example.com', 'Your email address was changed']);
    assert.equal(await installation.services.accounts.findByLogin('alice@example.com'), null);
  });

  test('a confirmation of the old address confirms nothing any more, nor does it reset the password', async () => {
    const old = await linkTo(installation, '/verify-email', 'alice@example.com');
    await alice.post('/forgot-password', { username: 'alice' });
    const reset = await linkTo(installation, '/reset-password', 'alice@example.com');
    await change('new@example.com');
    const link = await linkTo(installation, '/change-email', 'new@example.com');
    await alice.post('/change-email', { token: tokenOf(link) });

    assert.equal((await alice.post('/verify-email', { token: tokenOf(old) })).status, 400);
    assert.equal((await alice.get(reset)).status, 400);
  });

  // Whoever had access to the account for a moment kept a way back in for an hour.
  test('does not change by a link that was asked for before the password was changed', async () => {
    await change('thief@example.com');
    const link = await linkTo(installation, '/change-email', 'thief@example.com');
    const fields = { current_password: PASSWORD, new_password: 'a new sentence, long enough' };
    assert.equal((await alice.post('/account/security/password', fields)).status, 200);
    assert.equal((await alice.post('/change-email', { token: tokenOf(link) })).status, 400);
    assert.equal((await account()).email, 'alice@example.com');
  });

  test('of a disabled account stays what it was', async () => {
    await change('new@example.com');
    const link = await linkTo(installation, '/change-email', 'new@example.com');
    const { id } = await account();
    await installation.setStatus(id, 'disabled');
    const visitor = createVisitor(installation);
    await visitor.get(link);
    assert.equal((await visitor.post('/change-email', { token: tokenOf(link) })).status, 400);
    assert.equal((await account()).email, 'alice@example.com');
  });

  test('takes the password, and guessing it there counts as guessing', async () => {
    const wrong = await change('new@example.com', 'not her password');
    assert.equal(wrong.status, 400);
    assert.match(wrong.html, /Your current password is incorrect/);
    const answers = [];
    for (let count = 0; count < 12; count += 1) answers.push((await change('new@example.com', 'a guess')).status);
    assert.equal(answers.at(-1), 429);
    assert.equal((await account()).email, 'alice@example.com');
  });

  test('that is somebody else’s is refused in a way that only they see', async () => {
    await installation.addUser('bob');
    const mine = await change('bob@example.com');
    const free = await change('free@example.com');
    assert.equal(told(mine.html).replace('bob@', 'free@'), told(free.html));
    const toBob = (await mailsOf(installation)).find(({ to }) => to === 'bob@example.com');
    assert.equal(toBob?.subject, 'You already have an account');
    assert.doesNotMatch(toBob?.text ?? '', /alice/, 'nor is bob told who it was');
  });

  // The language was the requester's.
  test('that is somebody else’s: they are told in their own language', async () => {
    const bob = await installation.addUser('bob');
    await installation.services.accounts.setLocale(bob, 'fr');
    await change('bob@example.com');
    const toBob = (await mailsOf(installation)).find(({ to }) => to === 'bob@example.com');
    assert.equal(toBob?.subject, mailsFr.mails.addressTaken.subject);
  });

  // By creating an account with somebody else's address, anyone could have the server send them any text.
  test('that is unconfirmed gets no text chosen by the requester, and only a few mails an hour', async () => {
    const bait = 'evil.example';
    const spammers = [];
    for (let count = 0; count < 3; count += 1) {
      const spammer = createVisitor(installation);
      await installation.addUser(`${bait}-${count}`);
      await spammer.signIn(`${bait}-${count}`);
      await spammer.get('/account/security');
      spammers.push(spammer);
    }
    const answers = [];
    for (const spammer of spammers) {
      for (let count = 0; count < 4; count += 1) {
        const fields = { new_email: 'Victim@example.com', email_password: PASSWORD };
        answers.push((await spammer.post('/account/security/email', fields)).status);
      }
    }
    const mails = (await mailsOf(installation)).filter(({ to }) => to === 'Victim@example.com');
    assert.equal(mails.length, 5);
    assert.deepEqual([answers.at(0), answers.at(-1)], [200, 429]);
    for (const { text, html, subject } of mails) assert.ok(!`${text}${html}${subject}`.includes('evil'));
  });

  // Five requests an hour for an address that was nobody's yet, and whoever then signed up with it got no mail.
  test('that others have asked for is confirmed by who signs up with it all the same', async () => {
    const mallory = createVisitor(installation);
    await installation.addUser('mallory');
    await mallory.signIn('mallory');
    await mallory.get('/account/security');
    const asked = { new_email: 'carol@example.com', email_password: PASSWORD };
    for (const status of [200, 200, 200, 200, 200, 429]) {
      assert.equal((await mallory.post('/account/security/email', asked)).status, status);
    }
    const carol = createVisitor(installation);
    await carol.get('/sign-up');
    const fields = { username: 'carol', email: 'carol@example.com', password: PASSWORD };
    assert.equal((await carol.post('/sign-up', fields)).status, 303);
    await carol.get('/account');
    const token = tokenOf(await linkTo(installation, '/verify-email', 'carol@example.com'));
    assert.equal((await carol.post('/verify-email', { token })).status, 200);
  });

  test('gets a limited number of mails, however often accounts are made for it', async () => {
    const { accounts, emailAddresses } = installation.services;
    for (let count = 0; count < 25; count += 1) {
      if (count % 5 === 0) await installation.addUser(`victor-${count}`);
      const found = await accounts.findByLogin(`victor-${count - (count % 5)}`);
      assert.ok(found);
      await emailAddresses.requestVerification({ ...found, email: 'victor@example.com' }, 'en');
    }
    const mails = (await mailsOf(installation)).filter(({ to }) => to === 'victor@example.com');
    assert.equal(mails.length, 20);
  });

  test('that becomes somebody else’s before the link is opened stays theirs', async () => {
    await change('bob@example.com');
    const link = await linkTo(installation, '/change-email', 'bob@example.com');
    await installation.addUser('bob');
    assert.equal((await alice.post('/change-email', { token: tokenOf(link) })).status, 400);
    assert.equal((await account()).email, 'alice@example.com');
  });

  test('that could be none is told at once', async () => {
    for (const email of ['', 'alice', 'a@b@c', 'Alice <a@example.com>', 'a@example.com, b@example.com']) {
      assert.equal((await change(email)).status, 400, email);
    }
  });

  test('changes at once where there is no mail, and is not confirmed by that', async () => {
    const silent = await openInstallation();
    try {
      await silent.addUser('alice');
      await silent.addUser('bob');
      const visitor = createVisitor(silent);
      await visitor.signIn('alice');
      await visitor.get('/account/security');
      const post = (new_email: string) =>
        visitor.post('/account/security/email', { new_email, email_password: PASSWORD });
      assert.equal((await post('bob@example.com')).status, 400);
      assert.equal((await post('new@example.com')).status, 200);
      // Whoever tried one address after the other could look up any number of users.
      const answers = [];
      for (let count = 0; count < 4; count += 1) answers.push((await post('bob@example.com')).status);
      assert.deepEqual(answers, [400, 400, 400, 429]);
      const found = await silent.services.accounts.findByLogin('new@example.com');
      assert.deepEqual([found?.username, found?.emailVerified], ['alice', false]);
    } finally {
      await silent.close();
    }
  });
});
