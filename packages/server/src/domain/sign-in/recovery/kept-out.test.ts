// What a stolen session can do to keep the owner out.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MINUTE } from '#server/kernel/clock.js';
import { PASSWORD } from '#test/support/installation.js';
import type { VisitedPage, Visitor } from '#test/support/page-visitor.js';
import { onEachDatabase } from '#test/support/scenes/account.js';
import { linkTo, tokenOf } from '#test/support/scenes/recovery.js';

const signOutElsewhere = async (browser: Visitor): Promise<VisitedPage> => {
  await browser.get('/account/security');
  return browser.post('/account/security/sessions/end-others');
};

onEachDatabase(
  'a thief of a session who signs out everywhere else all the time',
  (scene) => {
    // Each time it voided the sign-ins under way. Ten times a second kept the owner out for as long as the thief liked.
    test('does not keep the owner from signing in', async () => {
      await scene().person('alice');
      const [thief, alice] = [await scene().browser('alice'), await scene().browser()];
      await alice.get('/sign-in');
      const answers: number[] = [];
      for (let tries = 0; tries < 11; tries += 1) answers.push((await signOutElsewhere(thief)).status);
      assert.deepEqual(answers, [...Array.from({ length: 10 }, () => 303), 429]);
      const refused = await thief.post('/account/security/sessions/end-others');
      assert.ok(Number(refused.headers.get('retry-after')) > 3000);

      const signedIn = await alice.post('/sign-in', { username: 'alice', password: PASSWORD });
      assert.equal(signedIn.location, '/account');
      assert.equal((await signOutElsewhere(alice)).status, 303, 'the owner’s session has not used any');
      assert.equal((await thief.get('/account')).location.startsWith('/sign-in'), true);
    });

    // One at a time they were not counted.
    test('nor one who ends each new session by itself', async () => {
      const { installation } = scene();
      const id = await scene().person('carol');
      const thief = await scene().browser('carol');
      const { sessions } = installation.services;
      const [stolen] = await sessions.list(id);
      const statuses: number[] = [];
      for (let tries = 0; tries < 21; tries += 1) {
        await scene().browser('carol');
        const owners = (await sessions.list(id)).find((session) => session.id !== stolen?.id);
        await thief.get('/account/security');
        statuses.push((await thief.post('/account/security/sessions/end', { session: String(owners?.id) })).status);
      }
      assert.deepEqual(statuses, [...Array.from({ length: 20 }, () => 303), 429]);
      assert.equal((await sessions.list(id)).length, 2);
      const again = await thief.post('/account/security/sessions/end-others');
      assert.equal(again.status, 303, 'all at once is counted apart');
    });

    // The link was said to be no longer valid, although it was, whenever that happened while the password was hashed.
    test('does not keep the owner from setting a new password', async () => {
      const { installation } = scene();
      const { accounts } = installation.services;
      const id = await scene().person('bob');
      await installation.confirmEmail(id, 'bob@example.com');
      const [thief, bob] = [await scene().browser('bob'), await scene().browser()];
      await bob.get('/forgot-password');
      await bob.post('/forgot-password', { username: 'bob' });
      const link = await linkTo(installation, '/reset-password', 'bob@example.com');
      await bob.get(link);
      const { newPassword } = accounts;
      const meanwhile: number[] = [];
      Object.assign(accounts, {
        newPassword: async (...given: Parameters<typeof newPassword>) => {
          const set = await newPassword(...given);
          meanwhile.push((await signOutElsewhere(thief)).status);
          return set;
        },
      });
      const fields = { token: tokenOf(link), new_password: 'a new sentence, long enough' };
      const answer = await bob.post('/reset-password', fields);
      Object.assign(accounts, { newPassword });
      assert.deepEqual([answer.status, meanwhile], [200, [303]]);
      assert.equal((await thief.get('/account')).location.startsWith('/sign-in'), true);
    });

    // Whoever had no address could then not sign in, nor ask for a link, and somebody else took the name.
    test('cannot take the name that the owner signs in with', async () => {
      const { installation } = scene();
      const id = await scene().person('dave');
      const thief = await scene().browser('dave');
      installation.letTimePass(10 * MINUTE);
      const page = await thief.get('/account/profile');
      assert.match(page.html, /Confirm it’s you to change your username/);
      const renamed = await thief.post('/account/profile/username', { username: 'mallory' });
      assert.equal(renamed.location, '/sign-in?again=1&return_to=%2Faccount%2Fprofile');
      assert.equal((await installation.services.accounts.getById(id))?.username, 'dave');
    });
  },
  { OCTROI_MAIL_URL: 'mailbox' },
);
