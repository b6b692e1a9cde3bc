import assert from 'node:assert/strict';
import { test } from 'node:test';
import { userDeletionStore } from '#server/domain/account-data/store.js';
import { onEachDatabase } from '#test/support/scenes/account.js';
import { mailsOf } from '#test/support/scenes/recovery.js';

onEachDatabase(
  'deleting an account',
  (scene) => {
    // Whoever had the password signed in and deleted the account, and the notice of the sign-in went with it.
    test('is mailed to its confirmed address, which gets nothing else any more', async () => {
      const { installation } = scene();
      const { accountDeletion, database } = installation.services;
      const id = await scene().person('ann');
      await installation.confirmEmail(id, 'ann@example.com');
      await scene().browser('ann');

      assert.equal((await accountDeletion.delete(id, 'user')).outcome, 'deleted');
      // The clean-up job may run before the mail is sent.
      await userDeletionStore(database).sweep(0, installation.now());

      const mails = (await mailsOf(installation)).filter(({ to }) => to === 'ann@example.com');
      assert.deepEqual(
        mails.map(({ subject }) => subject),
        ['Your account was deleted'],
      );
      assert.match(mails[0]?.text ?? '', /Hello ann,[^]*contact the operator of this site/);
    });

    test('is mailed to no address that nobody has confirmed', async () => {
      const { installation } = scene();
      const id = await scene().person('bea');
      await installation.services.accountDeletion.delete(id, 'operator');
      assert.deepEqual(
        (await mailsOf(installation)).filter(({ to }) => to === 'bea@example.com'),
        [],
      );
    });
  },
  { OCTROI_MAIL_URL: 'mailbox' },
);
