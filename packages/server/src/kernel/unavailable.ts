/**
 * A dependency (the database, the account source) cannot be reached or cannot write. Answered as 503 with Retry-After,
 * never as 401, because apps drop a token that gets a 401.
 */
export class UnavailableError extends Error {
  override readonly name = 'UnavailableError';
  readonly retryAfterSeconds: number;

  constructor(what: string, options: { cause?: unknown; retryAfterSeconds?: number } = {}) {
    super(what, { cause: options.cause });
    this.retryAfterSeconds = options.retryAfterSeconds ?? 5;
  }
}
