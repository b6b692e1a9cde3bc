import type { Selectable } from 'kysely';
import { changes } from '../../database/changes.js';
import type { Database } from '../../database/database.js';
import { deleteUpTo } from '../../database/delete-in-batches.js';
import { PLAYGROUND_RUN_COLUMNS, type PlaygroundRunsTable, type PlaygroundTables } from './tables.js';

export interface StoredRun {
  id: number;
  appId: number;
  userId: string;
  /** The session it was begun in, and lives in. */
  sessionHash: string;
  /** Sealed. */
  content: string;
  /** Grows with each change. */
  version: number;
  /** When its authorization request was answered; null until then. */
  answeredAt: number | null;
}

const toRun = (row: Selectable<PlaygroundRunsTable>): StoredRun => ({
  id: row.id,
  appId: row.app_id,
  userId: row.user_id,
  sessionHash: row.session_hash,
  content: row.content,
  version: row.version,
  answeredAt: row.answered_at,
});

export interface NewPlaygroundRun extends Omit<StoredRun, 'id' | 'version' | 'answeredAt'> {
  stateHash: string;
  expiresAt: number;
}

const liveRuns = (database: Database<PlaygroundTables>, now: number) =>
  database.read.query.selectFrom('playground_runs').where('expires_at', '>', now).select(PLAYGROUND_RUN_COLUMNS);

/** Playground runs, at most one per developer. */
export const playgroundRunsStore = (database: Database<PlaygroundTables>) => ({
  /** Replaces the developer's earlier run; resolves to the new one's id. */
  replace: (run: NewPlaygroundRun): Promise<number> =>
    database.write(async (transaction) => {
      await transaction.query.deleteFrom('playground_runs').where('user_id', '=', run.userId).execute();
      const { id } = await transaction.query
        .insertInto('playground_runs')
        .values({
          app_id: run.appId,
          user_id: run.userId,
          session_hash: run.sessionHash,
          state_hash: run.stateHash,
          content: run.content,
          version: 0,
          answered_at: null,
          expires_at: run.expiresAt,
        })
        .returning('id')
        .executeTakeFirstOrThrow();
      return id;
    }),

  /** The live run of this session, if any. */
  findBySession: async (sessionHash: string, now: number): Promise<StoredRun | undefined> => {
    const runs = liveRuns(database, now).where('session_hash', '=', sessionHash);
    const row = await runs.orderBy('id', 'desc').executeTakeFirst();
    return row && toRun(row);
  },

  findByState: async (stateHash: string, now: number): Promise<StoredRun | undefined> => {
    const row = await liveRuns(database, now).where('state_hash', '=', stateHash).executeTakeFirst();
    return row && toRun(row);
  },

  /** Changes a run unless it has changed since it was read; false if it has. */
  update: (
    { id, version }: Pick<StoredRun, 'id' | 'version'>,
    changed: { content: string; answeredAt: number | null },
  ): Promise<boolean> =>
    changes(database, (query) =>
      query
        .updateTable('playground_runs')
        .set({ content: changed.content, answered_at: changed.answeredAt, version: version + 1 })
        .where('id', '=', id)
        .where('version', '=', version),
    ),

  deleteExpired: (now: number): Promise<void> => deleteUpTo(database, 'playground_runs', 'expires_at', now),
});

export type PlaygroundRunsStore = ReturnType<typeof playgroundRunsStore>;
