import type { Generated } from 'kysely';
import { columnsOf } from '../../database/columns.js';

export interface PlaygroundTables {
  playground_runs: PlaygroundRunsTable;
}

/** A developer's run with one of their apps (domain/playground/playground.ts). */
export interface PlaygroundRunsTable {
  id: Generated<number>;
  app_id: number;
  user_id: string;
  /** The session it belongs to. */
  session_hash: string;
  /** Hash of the `state` in its authorization request. */
  state_hash: string;
  /** Sealed, because it contains tokens. */
  content: string;
  /** Grows with each change, so that of two concurrent ones only one is kept. */
  version: number;
  /** When its authorization request was answered, or null. */
  answered_at: number | null;
  expires_at: number;
}

export const PLAYGROUND_RUN_COLUMNS = columnsOf<PlaygroundRunsTable>()([
  'id',
  'app_id',
  'user_id',
  'session_hash',
  'state_hash',
  'content',
  'version',
  'answered_at',
  'expires_at',
]);
