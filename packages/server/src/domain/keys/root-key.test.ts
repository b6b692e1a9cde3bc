import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { DAY } from '#server/kernel/clock.js';
import { createLog } from '#server/kernel/log.js';
import { createAudit } from '#server/domain/audit/audit.js';
import { loadKeys } from '#server/domain/keys/keys.js';
import {
  adviceOnSecretKey,
  createSecretKeys,
  hasSecretKey,
  openRootKey,
  OtherSecretKeyError,
} from '#server/domain/keys/root-key.js';
import { rootKeyCopiesStore, signingKeysStore } from '#server/domain/keys/store.js';
import { describeOn, forEachDatabase, type Databases } from '#test/support/databases.js';
import { inParallel } from '#test/support/parallel.js';
import { deleteOld } from '#test/support/store.js';

const FIRST = Buffer.alloc(32, 1);
const SECOND = Buffer.alloc(32, 2);
const THIRD = Buffer.alloc(32, 3);

const setStage = async (open: Databases['open']) => {
  const { store, url, connect } = await open();
  const { database } = store;
  let now = Date.UTC(2026, 0, 15);
  const clock = { now: () => now };
  const audit = createAudit({ store: store.auditEvents, clock, log: createLog('silent') });
  return {
    database,
    url,
    connect,
    openWith: (secretKey: Uint8Array, on = database) => openRootKey({ database: on, clock }, secretKey),
    /** The database, where `meanwhile` happens between the first query and the second. */
    interrupted: (meanwhile: () => Promise<void>): typeof database => {
      let isFirst = true;
      const query = database.read.query.withPlugin({
        transformQuery: ({ node }) => node,
        transformResult: async ({ result }) => {
          if (isFirst) {
            isFirst = false;
            await meanwhile();
          }
          return result;
        },
      });
      return { ...database, read: { ...database.read, query } };
    },
    replace: (rootKey: Uint8Array) => createSecretKeys({ database, clock, audit, rootKey, ownKey: FIRST }),
    adviceOn: async (secretKey: Uint8Array): Promise<string | null> => {
      const advice = await adviceOnSecretKey(database, secretKey);
      return advice && `${advice.message} ${advice.remedy}`;
    },
    /** Makes signing keys under it. A version without root keys did so with the secret key. */
    makeSigningKeys: (rootKey: Uint8Array) =>
      loadKeys({ store: signingKeysStore(database), database, clock, audit, rootKey }),
    passDays: async (days: number): Promise<void> => {
      now += days * DAY;
      await deleteOld(store, now);
    },
  };
};

type Stage = Awaited<ReturnType<typeof setStage>>;

forEachDatabase('the root key', ({ open }) => {
  test('is made once, whoever starts, and is not the secret key', async () => {
    const { database, openWith } = await setStage(open);
    assert.equal(await hasSecretKey(database), false);

    const [first, ...others] = await inParallel(5, () => openWith(FIRST));

    assert.ok(first !== undefined && first.length === 32);
    assert.notDeepEqual(first, FIRST);
    for (const other of [...others, await openWith(FIRST)]) assert.deepEqual(other, first);
    assert.equal(await hasSecretKey(database), true);
  });

  // A process that had seen no root key, and then the signing keys of the one that made it, took its secret key for another.
  test('is found by who starts while another makes it and the first signing keys', async () => {
    const { openWith, makeSigningKeys, interrupted } = await setStage(open);
    let made: Uint8Array | undefined;
    const found = await openWith(
      FIRST,
      interrupted(async () => {
        made = await openWith(FIRST);
        await makeSigningKeys(made);
      }),
    );
    assert.deepEqual(found, made);
  });

  test('is refused to another secret key', async () => {
    const { openWith } = await setStage(open);
    await openWith(FIRST);
    await assert.rejects(openWith(SECOND), OtherSecretKeyError);
  });

  test('is the secret key where everything was derived from that before', async () => {
    const { makeSigningKeys, openWith } = await setStage(open);
    await makeSigningKeys(FIRST);
    await assert.rejects(openWith(SECOND), OtherSecretKeyError);
    assert.deepEqual(await openWith(FIRST), FIRST);
    assert.deepEqual(await openWith(FIRST), FIRST);
  });

  test('stays when the secret key is replaced', async () => {
    const { openWith, replace } = await setStage(open);
    const rootKey = await openWith(FIRST);
    await replace(rootKey).add(SECOND);
    await replace(rootKey).forgetOlder(SECOND);
    assert.deepEqual(await openWith(SECOND), rootKey);
    await assert.rejects(openWith(FIRST), OtherSecretKeyError);
  });

  test('opens with the old secret key until a day after the new one was first used', async () => {
    const { openWith, replace, passDays } = await setStage(open);
    const rootKey = await openWith(FIRST);
    await passDays(1);
    await replace(rootKey).add(SECOND);
    await passDays(1);
    await replace(rootKey).add(THIRD);
    await passDays(20);
    assert.deepEqual(await openWith(FIRST), rootKey, 'nobody has set the new one yet');

    assert.deepEqual(await openWith(THIRD), rootKey);
    assert.deepEqual(await openWith(FIRST), rootKey, 'a process that has not been told');
    await passDays(2);

    await assert.rejects(openWith(FIRST), OtherSecretKeyError);
    await assert.rejects(openWith(SECOND), OtherSecretKeyError);
    assert.deepEqual(await openWith(THIRD), rootKey);
  });

  // The old key retired the new one, and a day later nothing opened the database.
  test('stays with the newer secret key, though the clock was ahead when the older one was first used', async () => {
    const { openWith, replace, passDays } = await setStage(open);
    await passDays(3);
    const rootKey = await openWith(FIRST);
    await passDays(-3);
    await replace(rootKey).add(SECOND);
    assert.deepEqual(await openWith(SECOND), rootKey);
    assert.deepEqual(await openWith(FIRST), rootKey);

    await passDays(2);

    assert.deepEqual(await openWith(SECOND), rootKey);
    await assert.rejects(openWith(FIRST), OtherSecretKeyError);
  });

  // A key that was printed and thrown away opened the database for ever.
  test('opens no longer with a new secret key that nobody has used for thirty days', async () => {
    const { openWith, replace, passDays } = await setStage(open);
    const rootKey = await openWith(FIRST);
    await replace(rootKey).add(SECOND);
    await passDays(29);
    await replace(rootKey).add(THIRD);
    assert.deepEqual(await openWith(FIRST), rootKey);
    await passDays(2);
    await assert.rejects(openWith(SECOND), OtherSecretKeyError);
    assert.deepEqual(await openWith(THIRD), rootKey, 'it is not as old');
    await passDays(365);
    assert.deepEqual(await openWith(THIRD), rootKey, 'it is in use');
  });

  test('opens no longer with a new secret key that is taken back, unless it was used', async () => {
    const { openWith, replace } = await setStage(open);
    const rootKey = await openWith(FIRST);
    await replace(rootKey).add(SECOND);
    await replace(rootKey).remove(SECOND);
    await assert.rejects(openWith(SECOND), OtherSecretKeyError);
    await replace(rootKey).add(THIRD);
    await openWith(THIRD);
    await replace(rootKey).remove(THIRD);
    assert.deepEqual(await openWith(THIRD), rootKey);
  });

  test('is used with a secret key that was replaced, or waits for a new one, and says so', async () => {
    const { openWith, replace, passDays, adviceOn } = await setStage(open);
    const rootKey = await openWith(FIRST);
    assert.equal(await adviceOn(FIRST), null);
    await replace(rootKey).add(SECOND);
    assert.match(
      (await adviceOn(FIRST)) ?? '',
      /new secret key was created at 2026-01-15.*no process .*Set OCTROI_SECRET_KEY.*stops working at 2026-02-14/,
    );
    assert.equal(await adviceOn(SECOND), null);
    await openWith(SECOND);
    assert.match((await adviceOn(FIRST)) ?? '', /was replaced.* until 2026-01-16.*Set OCTROI_SECRET_KEY/);
    assert.equal(await adviceOn(SECOND), null);
    await passDays(2);
    assert.match((await adviceOn(FIRST)) ?? '', /no process can start with it any more.*Set OCTROI_SECRET_KEY/);
  });

  test('is kept by whichever of two replacements at once is the newer', async () => {
    const { openWith, replace } = await setStage(open);
    const rootKey = await openWith(FIRST);
    const keys = replace(rootKey);
    await keys.add(SECOND);
    await keys.add(THIRD);
    await keys.forgetOlder(SECOND);
    assert.deepEqual(await openWith(THIRD), rootKey);
    await keys.forgetOlder(THIRD);
    assert.deepEqual(await openWith(THIRD), rootKey);
  });
});

describeOn('sqlite', 'a copy of the root key', ({ open }) => {
  // It stayed in the pages and in the log, for whoever had the old key and the file.
  for (const [how, forget] of Object.entries({
    'when the file is replaced': (stage: Stage, rootKey: Uint8Array) => stage.replace(rootKey).forgetOlder(SECOND),
    'a day after the new key was first used': async (stage: Stage) => {
      await stage.openWith(SECOND);
      await stage.passDays(2);
    },
  })) {
    test(`is in neither of the files ${how}, also while others have the database open`, async () => {
      const stage = await setStage(open);
      await stage.connect();
      const rootKey = await stage.openWith(FIRST);
      const [old] = await rootKeyCopiesStore(stage.database).list();
      assert.ok(old);
      const files = async (): Promise<string> => {
        const file = stage.url.slice('file:'.length);
        return (await Promise.all([file, `${file}-wal`].map((each) => readFile(each, 'latin1')))).join('');
      };
      assert.ok((await files()).includes(old.sealedKey));
      await stage.replace(rootKey).add(SECOND);
      await forget(stage, rootKey);
      assert.ok(!(await files()).includes(old.sealedKey));
      assert.deepEqual(await stage.openWith(SECOND), rootKey);
    });
  }
});
