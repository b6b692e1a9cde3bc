import type { Clock } from '../kernel/clock.js';
import type { Log } from '../kernel/log.js';
import type { Database } from './database.js';
import type { Limits } from './limits.js';

/** What nearly every service needs, built once in wiring. */
export interface Common {
  /** The reference time, for all that is stored and compared here (ADR 0046). */
  readonly clock: Clock;
  /** The true time, for what others see or send: tokens, proofs, codes of authenticator apps. */
  readonly worldClock: Clock;
  readonly log: Log;
  /** The configured issuer; all links start with it. */
  readonly issuer: string;
  /** The root key, from which the keys are derived that seal stored values and sign what only we verify. */
  readonly rootKey: Uint8Array;
  readonly limits: Limits;
}

/** What nearly every subject needs. `S` is the subject's tables. */
export interface Shared<S> extends Common {
  readonly database: Database<S>;
}
