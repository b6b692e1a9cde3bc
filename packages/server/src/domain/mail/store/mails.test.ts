import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Store } from '#test/support/store.js';
import { DAY, MINUTE } from '#server/kernel/clock.js';
import { forEachDatabase } from '#test/support/databases.js';
import { inParallel } from '#test/support/parallel.js';
import { ALICE, BOB, NOW } from '#test/support/fixtures.js';

const addLink = (store: Store, hash: string, changes: { userId?: string } = {}) =>
  store.mailLinks.replace({
    hash,
    purpose: 'reset_password',
    userId: ALICE,
    email: 'alice@example.com',
    expiresAt: NOW + MINUTE,
    now: NOW,
    ...changes,
  });

forEachDatabase('mails', ({ open }) => {
  test('each try is one process’s, and the others leave the mail to it', async () => {
    const { store } = await open();
    await store.mails.insert({ userId: ALICE, content: 'sealed', now: NOW });
    const [mail] = await store.mails.listDue(NOW, 10);
    assert.ok(mail);

    const claims = await inParallel(20, () => store.mails.claim(mail, NOW + MINUTE));

    assert.equal(claims.filter((claimed) => claimed).length, 1);
    assert.deepEqual(await store.mails.listDue(NOW, 10), [], 'nobody else finds it due');
    const [again] = await store.mails.listDue(NOW + MINUTE, 10);
    assert.equal(again?.attempts, 1, 'a process that died leaves it to the next try');
  });

  // It waited until the clock came to the time that it had been put off to: 400 days.
  test('a mail that was put off while the clock was far ahead is due when the clock is set back', async () => {
    const { store } = await open();
    await store.mails.insert({ userId: ALICE, content: 'sealed', isLink: false, now: NOW + 400 * DAY });
    assert.equal((await store.mails.listDue(NOW, 10)).length, 1);
  });

  // One developer's 3,000 notices went before everybody's links to set a password.
  test('those with a link go first, and those to users whose turn is over wait', async () => {
    const { store } = await open();
    const add = (userId: string, content: string, isLink: boolean) =>
      store.mails.insert({ userId, content, isLink, now: NOW });
    for (let index = 0; index < 3; index += 1) await add(BOB, `notice ${index}`, false);
    await add(ALICE, 'notice', false);
    await add(ALICE, 'link', true);

    const due = await store.mails.listDue(NOW, 3);

    assert.deepEqual(
      due.map(({ content }) => content),
      ['link', 'notice 0', 'notice 1'],
    );
    const others = await store.mails.listDue(NOW, 3, due.slice(1));
    assert.deepEqual(
      others.map(({ content }) => content),
      ['link', 'notice'],
    );
  });

  test('a sent mail is deleted, and so in the end is an undeliverable one', async () => {
    const { store } = await open();
    for (const content of ['sent', 'stuck']) await store.mails.insert({ userId: ALICE, content, now: NOW });
    const [sent] = await store.mails.listDue(NOW, 1);
    assert.ok(sent);
    await store.mails.delete(sent.id);
    assert.deepEqual(
      (await store.mails.listDue(NOW, 10)).map(({ content }) => content),
      ['stuck'],
    );
    await store.mails.deleteOld(NOW);
    assert.deepEqual(await store.mails.listDue(NOW, 10), []);
  });

  test('of 50 concurrent uses of a link one succeeds', async () => {
    const { store } = await open();
    await addLink(store, 'h1');
    const taken = await inParallel(50, () => store.mailLinks.take('h1', 'reset_password', NOW));
    assert.equal(taken.filter((link) => link !== undefined).length, 1);
  });

  test('a link is good in its time, for its purpose, and until the next one is sent', async () => {
    const { store } = await open();
    await addLink(store, 'h1');
    await addLink(store, 'of bob', { userId: BOB });
    assert.equal(await store.mailLinks.findLive('h1', 'verify_email', NOW), undefined);
    assert.equal(await store.mailLinks.take('h1', 'change_email', NOW), undefined);
    assert.equal(await store.mailLinks.take('h1', 'reset_password', NOW + MINUTE), undefined);
    assert.equal((await store.mailLinks.findLive('h1', 'reset_password', NOW))?.userId, ALICE);

    await addLink(store, 'h2');
    assert.equal(await store.mailLinks.take('h1', 'reset_password', NOW), undefined, 'a newer one was sent');
    await store.mailLinks.deleteByUser(ALICE);
    assert.equal(await store.mailLinks.take('h2', 'reset_password', NOW), undefined);
    assert.equal((await store.mailLinks.take('of bob', 'reset_password', NOW))?.userId, BOB);
  });
});
