import type { ExpressionBuilder } from 'kysely';
import type { Database, Queryable } from '../../../database/database.js';
import { BATCH, inChunks } from '../../../database/batches.js';
import { eachInTurn } from '../../../kernel/jobs.js';
import { withRests } from '../../../kernel/rests.js';
import type { TokensTables } from '../tables.js';

// What ends access changes the authorization's row and nothing else, because under it there may be any number of codes,
// families and devices. Each of them says in which epoch it was issued, and is compared with that row wherever it is used.

/** Ends whatever was issued under an authorization so far. */
const nextEpoch = (set: ExpressionBuilder<TokensTables, 'authorizations'>, reason: string) => ({
  epoch: set('epoch', '+', 1),
  live_from_epoch: set('epoch', '+', 1),
  ending: reason,
});

const ended = (set: ExpressionBuilder<TokensTables, 'authorizations'>, now: number) => ({
  ended_at: now,
  ...nextEpoch(set, 'authorization_ended'),
});

/** Ends authorizations of this user, with everything issued under them. Resolves to those that were live. */
export const endAuthorizations = async (
  { query }: Queryable<TokensTables>,
  { ids, userId }: { ids: readonly number[]; userId: string },
  now: number,
): Promise<number[]> => {
  const all: number[] = [];
  await inChunks(ids, async (chunk) => {
    const rows = await query
      .updateTable('authorizations')
      .set((set) => ended(set, now))
      .where('id', 'in', chunk)
      .where('user_id', '=', userId)
      .where('ended_at', 'is', null)
      .returning('id')
      .execute();
    all.push(...rows.map(({ id }) => id));
  });
  return all;
};

/** Ends all of a user's authorizations, with everything issued under them. Resolves to how many were live. */
export const endAuthorizationsOf = async (
  { query }: Queryable<TokensTables>,
  userId: string,
  now: number,
): Promise<number> => {
  const rows = await query
    .updateTable('authorizations')
    .set((set) => ended(set, now))
    .where('user_id', '=', userId)
    .where('ended_at', 'is', null)
    .returning('id')
    .execute();
  return rows.length;
};

/** Ends everything issued under a user's authorizations, but not those. */
export const revokeTokensOfUser = async (
  { query }: Queryable<TokensTables>,
  userId: string,
  reason: string,
): Promise<void> => {
  await query
    .updateTable('authorizations')
    .set((set) => nextEpoch(set, reason))
    .where('user_id', '=', userId)
    .where('ended_at', 'is', null)
    .execute();
};

interface Ending {
  id: number;
  reason: string;
  liveFrom: number;
}

const endingOnes = async ({ query }: Queryable<TokensTables>, after: number): Promise<Ending[]> => {
  const rows = await query
    .selectFrom('authorizations')
    .where('ending', 'is not', null)
    .where('id', '>', after)
    .orderBy('id')
    .limit(BATCH)
    .select((column) => ['id', column.ref('ending').$notNull().as('reason'), 'live_from_epoch as liveFrom'])
    .execute();
  return rows;
};

const nextFamilies = async (
  { query }: Queryable<TokensTables>,
  authorizationId: number,
  after: number,
): Promise<number[]> => {
  const rows = await query
    .selectFrom('token_families')
    .where('authorization_id', '=', authorizationId)
    .where('id', '>', after)
    .orderBy('id')
    .limit(BATCH)
    .select('id')
    .execute();
  return rows.map(({ id }) => id);
};

const revokeFamilies = async (
  { query }: Queryable<TokensTables>,
  chunk: readonly number[],
  { reason, liveFrom }: Ending,
  now: number,
): Promise<void> => {
  if (chunk.length === 0) return;
  await query
    .updateTable('token_families')
    .set({ revoked_at: now, revoke_reason: reason })
    .where('id', 'in', chunk)
    .where('epoch', '<', liveFrom)
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
};

/** What was ended again meanwhile comes up in the next run. */
const markDone = async ({ query }: Queryable<TokensTables>, { id, liveFrom }: Ending): Promise<void> => {
  await query
    .updateTable('authorizations')
    .set({ ending: null })
    .where('id', '=', id)
    .where('live_from_epoch', '=', liveFrom)
    .executeTakeFirst();
};

/**
 * Revokes the families that ended with an epoch, in batches. They give no access any more: this records when and why, so
 * that they are deleted in time, and processes of the version before epochs see it too.
 */
export const revokeEnded = async (database: Database<TokensTables>, now: number): Promise<void> => {
  const follow = async (ending: Ending): Promise<void> => {
    let after = 0;
    await withRests(async () => {
      const batch = await nextFamilies(database.read, ending.id, after);
      after = batch.at(-1) ?? after;
      const isDone = batch.length < BATCH;
      await database.write(async (transaction) => {
        // The authorization before its families, as everywhere.
        if (isDone) await markDone(transaction, ending);
        await revokeFamilies(transaction, batch, ending, now);
      });
      return !isDone;
    });
  };
  let after = 0;
  await withRests(async () => {
    const batch = await endingOnes(database.read, after);
    after = batch.at(-1)?.id ?? after;
    await eachInTurn(batch, follow);
    return batch.length === BATCH;
  });
};
