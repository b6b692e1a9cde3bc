/** The engine's own tables. */
export interface EngineTables {
  attempt_counts: AttemptCountsTable;
  job_leases: JobLeasesTable;
  reference_time: ReferenceTimeTable;
}

/** PostgreSQL only (postgres/limiter.ts). */
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

/** One row: what is known of the time, for all processes and across restarts (database/clock). */
export interface ReferenceTimeTable {
  id: number;
  /** The latest reference time that is trusted; 0 before the first. */
  mark: number;
  /** How often an operator accepted the clock. */
  accepted: number;
  /** Since when the reference has been more than a day ahead of the mark, in true time; null if it is not. */
  jumped_at: number | null;
  /** The true time when a process last looked. */
  seen_at: number;
  /** How long the clock has run without another jump since then, in milliseconds. */
  steady_for: number;
}
