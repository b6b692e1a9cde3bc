import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HOUR } from '#server/kernel/clock.js';
import { inParallel } from '#test/support/parallel.js';
import { onEachDatabase } from '#test/support/scenes/account.js';

onEachDatabase(
  'notices',
  (scene) => {
    // One developer made and revoked 2,954 tokens in 15 seconds, and everybody's mail waited behind the notices of it.
    test('of one kind to one user are ten an hour, and the last one says so', async () => {
      const { installation } = scene();
      const { services } = installation;
      const { mailbox, mails } = services;
      const confirmed = async (name: string): Promise<string> => {
        const id = await scene().person(name);
        assert.ok(await installation.confirmEmail(id, `${name}@example.com`));
        return id;
      };
      const tellOf = async (id: string, notice: 'developer_token_created' | 'passkey_added') => {
        const tell = await services.notifications.to(id);
        await services.database.write((transaction) => tell(transaction, { notice, about: 'x', locale: 'en' }));
      };
      const textsTo = async (name: string): Promise<string[]> => {
        await mails.deliver();
        const list = mailbox?.list() ?? [];
        return list.filter(({ to }) => to.startsWith(name)).map(({ text }) => text);
      };
      const [dora, emma] = [await confirmed('dora'), await confirmed('emma')];

      await inParallel(30, () => tellOf(dora, 'developer_token_created'));
      await tellOf(dora, 'passkey_added');
      await tellOf(emma, 'developer_token_created');

      const texts = await textsTo('dora');
      assert.equal(texts.length, 11, 'ten of one kind, and one of another');
      assert.equal(texts.filter((text) => text.includes('Further ones are not sent for an hour')).length, 1);
      assert.equal((await textsTo('emma')).length, 1);

      installation.letTimePass(HOUR);
      await tellOf(dora, 'developer_token_created');
      assert.equal((await textsTo('dora')).length, 12);
    });
  },
  { OCTROI_MAIL_URL: 'mailbox' },
);
