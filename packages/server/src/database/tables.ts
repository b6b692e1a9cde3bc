/** The engine's own tables. */
export interface EngineTables {
  attempt_counts: AttemptCountsTable;
  job_leases: JobLeasesTable;
}

/** PostgreSQL only, in the format of the rate-limiting library (database/limiter.ts). */
export interface AttemptCountsTable {
  key: string;
  points: number;
  /** When the window ends. */
  expire: number;
}

/** Which process runs a background job, and until when nobody else may. */
export interface JobLeasesTable {
  job: string;
  holder: string;
  expires_at: number;
}
