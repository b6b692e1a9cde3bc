import type { Generated } from 'kysely';

/** The tables of this subject; conventions are in database/README.md. */
export interface PlaygroundTables {
  playground_runs: PlaygroundRunsTable;
}

/** What a developer tries with an app of theirs (domain/playground/playground.ts). */
export interface PlaygroundRunsTable {
  id: Generated<number>;
  app_id: number;
  user_id: string;
  /** The session it was begun in, and lives in. */
  session_hash: string;
  /** Of the `state` that its authorization request carries. */
  state_hash: string;
  /** Sealed, since there are tokens in it. */
  content: string;
  /** Grows with each change, so that of two at once one is kept. */
  version: number;
  /** When its authorization request was answered; null until then. */
  answered_at: number | null;
  expires_at: number;
}
