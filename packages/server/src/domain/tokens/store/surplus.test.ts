import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Database } from '#server/database/database.js';
import { inChunks } from '#server/database/batches.js';
import { deleteSurplus, MAX_FAMILIES, MOST_FAMILIES } from '#server/domain/tokens/store/surplus.js';
import { DAY, MINUTE } from '#server/kernel/clock.js';
import { forEachDatabase } from '#test/support/databases.js';
import { addCode, connectApp, NOW, redeem } from '#test/support/fixtures.js';
import type { Schema } from '#server/wiring/schema.js';

/** More families of the authorization of one, as many as `changes`. Resolves to their ids. */
const insertLike = async (
  database: Database<Schema>,
  familyId: number,
  changes: readonly { refresh_expires_at?: number; revoked_at?: number }[],
): Promise<number[]> => {
  const { id: _, ...columns } = await database.read.query
    .selectFrom('token_families')
    .where('id', '=', familyId)
    .selectAll()
    .executeTakeFirstOrThrow();
  const ids: number[] = [];
  await database.write(({ query }) =>
    inChunks(changes, async (chunk) => {
      const values = chunk.map((each) => ({ ...columns, ...each }));
      const rows = await query.insertInto('token_families').values(values).returning('id').execute();
      ids.push(...rows.map(({ id }) => id));
    }),
  );
  return ids;
};

const countOf = async (database: Database<Schema>): Promise<number> =>
  (await database.read.query.selectFrom('token_families').select('id').execute()).length;

// An app that signed its user in without a page again and again left a family each time, for two months: without end.
forEachDatabase('the families of one authorization', ({ open }) => {
  test('are at most so many, whatever an app does, and its newest sign-in always works', async () => {
    const { store, database } = await open();
    const { authorization, familyId } = await connectApp(store);
    await insertLike(
      database,
      familyId,
      Array.from({ length: MAX_FAMILIES }, () => ({})),
    );
    let newest = familyId;
    for (let round = 0; round < 2 * (MOST_FAMILIES - MAX_FAMILIES); round += 1) {
      newest = await redeem(store, await addCode(store, authorization));
      assert.ok((await countOf(database)) <= MOST_FAMILIES + 1);
    }
    assert.notEqual(await store.tokenFamilies.findLive(newest), null);
  });

  test('are kept as long as they are used: what is over goes first, then what was refreshed longest ago', async () => {
    const { store, database } = await open();
    const { app, authorization, familyId: phone } = await connectApp(store);
    const revoked = await insertLike(database, phone, [{ revoked_at: NOW }, { revoked_at: NOW }]);
    await insertLike(
      database,
      phone,
      Array.from({ length: MAX_FAMILIES + 100 }, (_, index) => ({ refresh_expires_at: NOW + 30 * DAY + index })),
    );
    const now = NOW + DAY;
    const request = { id: phone, appId: app.id, presentedHash: 'token 0', nextHash: 'token 1', credential: null };
    const spans = { refreshLifetime: 30 * DAY, replayWindow: MINUTE };
    assert.equal((await store.tokenFamilies.rotate({ ...request, ...spans, now })).outcome, 'rotated');

    for (let round = 0; round < MOST_FAMILIES - MAX_FAMILIES; round += 1) {
      await redeem(store, await addCode(store, authorization));
    }

    assert.notEqual(await store.tokenFamilies.findLive(phone), null, 'the first to sign in, and in use');
    for (const id of revoked) assert.equal(await store.tokenFamilies.find(id), null);
    assert.ok((await countOf(database)) <= MOST_FAMILIES);
  });

  test('that are too many since before the limit are deleted in batches, and other authorizations keep theirs', async () => {
    const { store, database } = await open();
    const { familyId } = await connectApp(store);
    const other = await connectApp(store);
    await insertLike(
      database,
      familyId,
      Array.from({ length: 3 * MAX_FAMILIES }, (_, index) => ({ refresh_expires_at: NOW + index })),
    );
    const full = await insertLike(
      database,
      other.familyId,
      Array.from({ length: MAX_FAMILIES - 1 }, () => ({})),
    );

    await deleteSurplus(database);

    assert.equal(await countOf(database), 2 * MAX_FAMILIES);
    assert.notEqual(await store.tokenFamilies.findLive(familyId), null, 'it expires last');
    assert.notEqual(await store.tokenFamilies.findLive(full[0] ?? 0), null);
  });
});
