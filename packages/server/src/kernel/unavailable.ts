/**
 * Something this installation depends on (its database, its account source) cannot be reached or cannot write. Answered
 * as 503 with Retry-After, never as a 401: an app that is told its token is bad drops it.
 */
export class UnavailableError extends Error {
  override readonly name = 'UnavailableError';
  readonly retryAfterSeconds: number;

  constructor(what: string, options: { cause?: unknown; retryAfterSeconds?: number } = {}) {
    super(what, { cause: options.cause });
    this.retryAfterSeconds = options.retryAfterSeconds ?? 5;
  }
}
