/** The engine's own table. */
export interface EngineTables {
  attempt_counts: AttemptCountsTable;
}

/** PostgreSQL only, in the format of the rate-limiting library (database/limiter.ts). */
export interface AttemptCountsTable {
  key: string;
  points: number;
  /** When the window ends. */
  expire: number;
}
