import type { Database, Queryable } from '../../../database/database.js';
import { BATCH } from '../../../database/batches.js';
import { eachInTurn } from '../../../kernel/jobs.js';
import { withRests } from '../../../kernel/rests.js';
import { deleteIdle, idleAppIds, type Idleness } from '../../apps/index.js';
import type { TokensSchema, TokensTables } from '../tables.js';

export interface IdleLimits {
  /** Idle if it got its last token by then. */
  usedBefore: number;
  /** If it never got a token: idle if it was created by then. */
  unusedBefore: number;
  now: number;
}

const allowedAndUsedSince = async (
  { query }: Queryable<TokensTables>,
  appIds: readonly number[],
  since: number,
): Promise<ReadonlySet<number>> => {
  if (appIds.length === 0) return new Set();
  const rows = await query
    .selectFrom('authorizations')
    .where('app_id', 'in', appIds)
    .where('ended_at', 'is', null)
    .where('last_used_at', '>', since)
    .select('app_id')
    .distinct()
    .execute();
  return new Set(rows.map((row) => row.app_id));
};

/** Deletes the unused apps without an owner. */
export const deleteIdleApps = async (database: Database<TokensSchema>, limits: IdleLimits): Promise<void> => {
  const deleteUnused = async (idleness: Idleness, since: number): Promise<void> => {
    let after = 0;
    await withRests(async () => {
      const from = after;
      const ids = await database.write(async (transaction) => {
        const idle = await idleAppIds(transaction, idleness, { after: from, limit: BATCH });
        const used = await allowedAndUsedSince(transaction, idle, since);
        await deleteIdle(
          transaction,
          idleness,
          idle.filter((id) => !used.has(id)),
          limits.now,
        );
        return idle;
      });
      after = ids.at(-1) ?? from;
      return ids.length === BATCH;
    });
  };
  await eachInTurn(
    [
      () => deleteUnused({ lastUsedBy: limits.usedBefore }, limits.usedBefore),
      () => deleteUnused({ neverUsedAndMadeBy: limits.unusedBefore }, limits.unusedBefore),
    ],
    (step) => step(),
  );
};
