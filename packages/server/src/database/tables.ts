/** The engine's own table. */
export interface EngineTables {
  attempt_counts: AttemptCountsTable;
}

/** On PostgreSQL only, in the form of the library that counts (database/limiter.ts). */
export interface AttemptCountsTable {
  key: string;
  points: number;
  /** When its window ends. */
  expire: number;
}
