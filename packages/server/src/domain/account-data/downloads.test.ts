import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createDownloads, type Download } from '#server/domain/account-data/downloads.js';
import { MINUTE } from '#server/kernel/clock.js';
import { inParallel, tally } from '#test/support/parallel.js';
import { onEachDatabase } from '#test/support/scenes/account.js';
import { storeOf } from '#test/support/store.js';

async function* some(): AsyncGenerator<string> {
  yield 'one';
  yield 'two';
}

const begin = () => Promise.resolve(some());

const piecesOf = (download: Download): AsyncIterable<string> => {
  assert.ok(download.outcome === 'started', download.outcome);
  return download.pieces;
};

// 40 downloads at once of one user with many orders kept everybody else waiting for seconds.
onEachDatabase('downloads', (scene) => {
  test('of one user run one at a time, and of others beside it', async () => {
    const downloads = createDownloads(storeOf(scene().installation.services));

    const outcomes = await inParallel(5, () => downloads.start('ann', begin));

    assert.deepEqual(tally(outcomes.map(({ outcome }) => outcome)), { started: 1, running: 4 });
    assert.equal((await downloads.start('ben', begin)).outcome, 'started');
    const [first] = outcomes;
    assert.ok(first);
    for await (const piece of piecesOf(first)) assert.ok(piece);
    assert.equal((await downloads.start('ann', begin)).outcome, 'started', 'the first has ended');
  });

  test('one that its reader gives up, before the first piece too, or that fails, makes way for the next', async () => {
    const downloads = createDownloads(storeOf(scene().installation.services));
    const unread = piecesOf(await downloads.start('cleo', begin));
    await unread[Symbol.asyncIterator]().return?.();
    for await (const piece of piecesOf(await downloads.start('cleo', begin))) {
      assert.equal(piece, 'one');
      break;
    }
    await assert.rejects(downloads.start('cleo', () => Promise.reject(new Error('broken'))));
    assert.equal((await downloads.start('cleo', begin)).outcome, 'started');
  });

  test('one that nobody reads makes way after ten minutes', async (t) => {
    const downloads = createDownloads(storeOf(scene().installation.services));
    t.mock.timers.enable({ apis: ['setTimeout'] });
    assert.equal((await downloads.start('fay', begin)).outcome, 'started');
    t.mock.timers.tick(10 * MINUTE - 1);
    assert.equal((await downloads.start('fay', begin)).outcome, 'running');
    t.mock.timers.tick(1);
    assert.equal((await downloads.start('fay', begin)).outcome, 'started');
  });

  test('read one batch in a pass of the event loop, all together', async () => {
    const downloads = createDownloads(storeOf(scene().installation.services));
    let read = 0;
    let [passes, most, running] = [0, 0, true];
    const watch = (): void => {
      passes += 1;
      most = Math.max(most, read);
      read = 0;
      if (running) setImmediate(watch);
    };
    setImmediate(watch);

    await inParallel(40, (index) =>
      downloads.turnOf(`user ${index}`)(() => {
        read += 1;
        return Promise.resolve([]);
      }),
    );

    running = false;
    assert.equal(most, 1);
    assert.ok(passes >= 40);
  });

  test('are 20 an hour, as all data and as a table; the 21st says when to try again', async () => {
    await scene().person('dina');
    const dina = await scene().browser('dina');
    await dina.get('/account/data');
    for (let index = 0; index < 10; index += 1) {
      assert.equal((await dina.post('/account/data/download')).status, 200);
      assert.equal((await dina.get('/account/activity.csv')).status, 200);
    }

    for (const refused of [await dina.post('/account/data/download'), await dina.get('/account/activity.csv')]) {
      assert.equal(refused.status, 429);
      assert.match(refused.html, /You downloaded your data too often\. Try again in \d+ minutes\./);
      assert.ok(Number(refused.headers.get('retry-after')) > 0);
    }
  });

  test('while one is being read, another is refused in words', async () => {
    const { services } = scene().installation;
    const id = await scene().person('emil');
    const emil = await scene().browser('emil');
    await emil.get('/account/data');
    const held = piecesOf(await services.downloads.start(id, begin));

    const refused = await emil.post('/account/data/download');

    assert.equal(refused.status, 409);
    assert.match(refused.html, /A download of your data is still running/);
    await held[Symbol.asyncIterator]().return?.();
    assert.equal((await emil.post('/account/data/download')).status, 200);
  });
});
