/**
 * Proofs that what can write on a user's behalf has ended in this transaction. Verbs that take away what it may have written
 * ask for one, so they cannot come first: a request that is under way holds its session or token until it has written, so
 * ending these waits for the write, and what follows sees it (ADR 0036). Only the verbs that end make proofs.
 */

/** The user's sessions have ended, except one that makes this change itself. */
export class SessionsEnded {
  readonly #userId: string;

  constructor(userId: string) {
    this.#userId = userId;
  }

  get userId(): string {
    return this.#userId;
  }
}

/** And then the developer tokens, which sessions create. */
export class WritersEnded {
  readonly #sessions: SessionsEnded;

  constructor(sessions: SessionsEnded) {
    this.#sessions = sessions;
  }

  get userId(): string {
    return this.#sessions.userId;
  }
}
