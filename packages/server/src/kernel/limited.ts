/** Somebody has done too much of something, though each time they were entitled to. Answered as 429 with Retry-After. */
export class LimitedError extends Error {
  override readonly name = 'LimitedError';
  readonly retryAfterSeconds: number;

  constructor(what: string, { retryAfterSeconds }: { retryAfterSeconds: number }) {
    super(what);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
