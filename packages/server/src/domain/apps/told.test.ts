import assert from 'node:assert/strict';
import { test } from 'node:test';
import { forEachDatabase } from '#test/support/databases.js';
import { openInstallation } from '#test/support/installation.js';
import { mailsOf } from '#test/support/scenes/recovery.js';

const CALLBACK = 'https://app.example/cb';

// A redirect URI receives the codes of an app's users, and its owner was told of none.
forEachDatabase('the owner of an app', ({ create }) => {
  test('is told of each change to what guards it and of its deletion, and not of its looks', async () => {
    const installation = await openInstallation({
      OCTROI_DATABASE_URL: (await create()).url,
      OCTROI_SECRET_KEY: 'ab'.repeat(32),
      OCTROI_MAIL_URL: 'mailbox',
    });
    try {
      const { apps } = installation.services;
      const id = await installation.addUser('alice');
      await installation.confirmEmail(id, 'alice@example.com');
      const made = await apps.create(id, { name: 'Mine', redirectUris: [CALLBACK] });
      assert.ok(made.outcome === 'done');
      const { app } = made.value;
      const toldOf = async (change: () => Promise<unknown>): Promise<string[]> => {
        const before = (await mailsOf(installation)).length;
        await change();
        const now = await mailsOf(installation);
        return now.slice(0, now.length - before).map(({ subject }) => subject);
      };
      const update = (changes: Parameters<typeof apps.update>[2]) => () => apps.update(app.id, id, changes);

      assert.deepEqual(await toldOf(update({ description: 'New words' })), []);
      assert.deepEqual(await toldOf(update({ redirectUris: [CALLBACK] })), []);
      const told = ['Settings of Mine were changed'];
      assert.deepEqual(await toldOf(update({ redirectUris: [CALLBACK, 'https://evil.example/cb'] })), told);
      assert.deepEqual(await toldOf(update({ requirePkce: true })), told);
      assert.deepEqual(await toldOf(update({ requirePkce: false })), told);
      assert.deepEqual(await toldOf(update({ postLogoutRedirectUris: ['https://evil.example/bye'] })), told);
      assert.deepEqual(await toldOf(() => apps.delete(app.id, id)), ['The app Mine was deleted']);
    } finally {
      await installation.close();
    }
  });
});
