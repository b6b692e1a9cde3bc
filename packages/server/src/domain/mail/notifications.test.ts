import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { decide, DEVICES, startDevice } from '#test/support/scenes/device.js';
import { openInstallation, type Installation } from '#test/support/installation.js';
import { registerApp, type AppTraits } from '#test/support/oauth-app.js';
import { createVisitor } from '#test/support/page-visitor.js';

const FIREFOX = { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' };

describe('what users are told of by mail', () => {
  let installation: Installation;
  beforeEach(async () => {
    installation = await openInstallation({ OCTROI_MAIL_URL: 'mailbox' });
  });
  afterEach(() => installation.close());

  const confirmedUser = async (username: string): Promise<string> => {
    const id = await installation.addUser(username);
    assert.ok(await installation.confirmEmail(id, `${username}@example.com`));
    return id;
  };
  const received = async () => {
    await installation.services.mails.deliver();
    return installation.services.mailbox?.list() ?? [];
  };

  test('a sign-in in a browser that is new to the account, in the language of the page, and not the next one in it', async () => {
    await confirmedUser('alice');
    const alice = createVisitor(installation);
    await alice.get('/sign-in', { 'accept-language': 'fr' });
    const password = 'a sentence long enough';
    const headers = { ...FIREFOX, 'accept-language': 'fr' };
    for (let time = 0; time < 2; time += 1) {
      const answer = await alice.post('/sign-in', { username: 'alice', password }, headers);
      assert.equal(answer.status, 303);
      await alice.get('/account');
      await alice.post('/sign-out');
      await alice.get('/sign-in');
    }
    const mails = await received();
    assert.equal(mails.length, 1);
    assert.equal(mails[0]?.subject, 'Nouvelle connexion\u00a0: Firefox sous Linux');
    assert.match(mails[0]?.text ?? '', /http:\/\/localhost:3000\/account\/security/);
  });

  test('nothing is sent to an unconfirmed address, which may be a stranger’s', async () => {
    await installation.addUser('bob');
    await createVisitor(installation).signIn('bob');
    assert.deepEqual(await received(), []);
  });

  const deviceApp = async (traits: Partial<AppTraits> = {}) => {
    const owner = await installation.addUser('dev');
    await installation.services.developers.grantRole(owner, 'developer');
    return registerApp(installation, { owner, name: 'Television', ...DEVICES, ...traits });
  };

  // A device was allowed without a notice.
  test('an app was let in by the code that a device shows, once for the app', async () => {
    await confirmedUser('alice');
    const app = await deviceApp();
    const alice = createVisitor(installation);
    await alice.signIn('alice');
    const before = (await received()).length;
    for (let time = 0; time < 2; time += 1) {
      const { userCode } = await startDevice(app);
      assert.equal((await decide(alice, userCode, 'allow')).location, '/device?done=allowed');
    }
    const { userCode } = await startDevice(app);
    await decide(alice, userCode, 'cancel');
    const mails = await received();
    assert.equal(mails.length, before + 1);
    assert.equal(mails[0]?.subject, 'Television now has access to your account');
    assert.match(mails[0]?.text ?? '', /http:\/\/localhost:3000\/account\/authorizations/);
  });

  // An app that had been allowed under another name counted as the same.
  test('an app was let in that has another name now', async () => {
    await confirmedUser('alice');
    const app = await deviceApp();
    const alice = createVisitor(installation);
    await alice.signIn('alice');
    await decide(alice, (await startDevice(app)).userCode, 'allow');
    await installation.services.database.write(({ query }) =>
      query.updateTable('apps').set({ name: 'Your bank' }).where('id', '=', app.id).execute(),
    );
    await decide(alice, (await startDevice(app)).userCode, 'allow');
    assert.equal((await received())[0]?.subject, 'Your bank now has access to your account');
  });

  test('the password was changed', async () => {
    await confirmedUser('alice');
    const alice = createVisitor(installation);
    await alice.signIn('alice');
    await alice.get('/account/security');
    await alice.post('/account/security/password', {
      current_password: 'a sentence long enough',
      new_password: 'another sentence, as long',
    });
    assert.equal((await received())[0]?.subject, 'Your password was changed');
  });
});
