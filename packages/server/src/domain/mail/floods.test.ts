import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Notification } from '#server/domain/mail/notifications.js';
import { messagesFor } from '#server/i18n/index.js';
import { HOUR, MINUTE } from '#server/kernel/clock.js';
import { inParallel } from '#test/support/parallel.js';
import { onEachDatabase, type Scene } from '#test/support/scenes/account.js';

const confirmed = async (scene: Scene, name: string): Promise<string> => {
  const id = await scene.person(name);
  assert.ok(await scene.installation.confirmEmail(id, `${name}@example.com`));
  return id;
};

const tell = async ({ installation: { services } }: Scene, id: string, notification: Notification): Promise<void> => {
  const tellIn = await services.notifications.to(id);
  await services.database.write((transaction) => tellIn(transaction, notification));
};

const reused = (app: number): Notification => ({
  notice: 'token_reused',
  app: { id: app, name: `App ${app}` },
  locale: 'en',
});

const mailsTo = async ({ installation: { services } }: Scene, name: string) => {
  await services.mails.deliver();
  return (services.mailbox?.list() ?? []).filter(({ to }) => to.startsWith(name)).toReversed();
};

const ANNOUNCED = messagesFor('en').mails.withheld.announced;

onEachDatabase(
  'notices',
  (scene) => {
    // One developer made and revoked 2,954 tokens in 15 seconds, and everybody's mail waited behind the notices of it.
    test('of one kind to one user are ten an hour, the last one says so, and the others come together', async () => {
      const { installation } = scene();
      const [dora, emma] = [await confirmed(scene(), 'dora'), await confirmed(scene(), 'emma')];
      const made: Notification = { notice: 'developer_token_created', about: 'x', locale: 'en' };

      await inParallel(30, () => tell(scene(), dora, made));
      await tell(scene(), dora, { notice: 'passkey_added', about: 'x', locale: 'en' });
      await tell(scene(), emma, made);

      const mails = await mailsTo(scene(), 'dora');
      assert.equal(mails.length, 11, 'ten of one kind, and one of another');
      assert.equal(mails.filter(({ text }) => text.includes(ANNOUNCED)).length, 1);
      assert.equal((await mailsTo(scene(), 'emma')).length, 1);

      await installation.services.withheldNotices.deliver();
      assert.equal((await mailsTo(scene(), 'dora')).length, 11, 'they wait for others');
      installation.letTimePass(10 * MINUTE);
      await inParallel(4, () => installation.services.withheldNotices.deliver());
      const [summary, ...more] = (await mailsTo(scene(), 'dora')).slice(11);
      assert.deepEqual(more, []);
      assert.match(summary?.text ?? '', /A developer token was created \(20 times\)/);
      assert.match(summary?.text ?? '', /http:\/\/localhost:3000\/console\n/);
      assert.equal((await mailsTo(scene(), 'emma')).length, 1);

      installation.letTimePass(HOUR);
      await tell(scene(), dora, made);
      await installation.services.withheldNotices.deliver();
      assert.equal((await mailsTo(scene(), 'dora')).length, 13);
    });

    // An app that reused its own tokens ten times could have another one's reused unnoticed for an hour.
    test('about one app leave room for those about others', async () => {
      const fred = await confirmed(scene(), 'fred');
      await inParallel(40, () => tell(scene(), fred, reused(1)));
      await tell(scene(), fred, reused(2));
      const subjects = (await mailsTo(scene(), 'fred')).map(({ subject }) => subject);
      assert.equal(subjects.length, 6);
      assert.equal(subjects.at(-1), 'We signed you out of App 2');
    });

    test('about more apps than are mailed one by one are all named within ten minutes, the rare ones first', async () => {
      const { installation } = scene();
      const gina = await confirmed(scene(), 'gina');
      for (let app = 1; app <= 50; app += 1) await inParallel(3, () => tell(scene(), gina, reused(app)));
      await tell(scene(), gina, reused(99));
      const before = await mailsTo(scene(), 'gina');
      assert.equal(before.length, 30);
      assert.match(before.at(-1)?.text ?? '', new RegExp(ANNOUNCED));

      installation.letTimePass(10 * MINUTE);
      await installation.services.withheldNotices.deliver();
      const [summary, ...more] = (await mailsTo(scene(), 'gina')).slice(30);
      assert.deepEqual(more, []);
      const lines = summary?.text.split('\n\n') ?? [];
      assert.equal(lines[2], 'We signed you out of App 99');
      assert.equal(lines.filter((line) => line.endsWith('(3 times)')).length, 40);
      assert.match(summary?.text ?? '', /http:\/\/localhost:3000\/account\/authorizations\n/);
    });

    test('about more than one mail names are named in the next', async () => {
      const { installation } = scene();
      const ida = await confirmed(scene(), 'ida');
      for (let app = 1; app <= 150; app += 1) await tell(scene(), ida, reused(app));
      installation.letTimePass(10 * MINUTE);
      for (let runs = 0; runs < 3; runs += 1) await installation.services.withheldNotices.deliver();
      const named = (await mailsTo(scene(), 'ida')).map(({ text }) => [...text.matchAll(/signed you out of/g)].length);
      assert.deepEqual(named.slice(30), [100, 20]);
    });

    test('that were withheld do not go to an address that is not the user’s any more', async () => {
      const { installation } = scene();
      const hugo = await confirmed(scene(), 'hugo');
      await inParallel(6, () => tell(scene(), hugo, reused(1)));
      await installation.services.database.write(({ query }) =>
        query.updateTable('users').set({ email_verified: 0 }).where('id', '=', Number(hugo)).execute(),
      );
      installation.letTimePass(10 * MINUTE);
      for (let runs = 0; runs < 2; runs += 1) await installation.services.withheldNotices.deliver();
      assert.equal((await mailsTo(scene(), 'hugo')).length, 5);
    });
  },
  { OCTROI_MAIL_URL: 'mailbox' },
);
