export interface IdempotencyTables {
  idempotent_requests: IdempotentRequestsTable;
}

/** One creating request and its repeats. */
export interface IdempotentRequestsTable {
  /** Of credential, method, path and key. */
  hash: string;
  body_hash: string;
  /** Whose turn it is: another attempt at the request has another claim. */
  claim: string;
  /** Null while the request runs. */
  sealed_answer: string | null;
  /** When the claim ends; for an answered request, when the answer is forgotten. */
  expires_at: number;
}
