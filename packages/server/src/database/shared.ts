import type { Clock } from '../kernel/clock.js';
import type { Log } from '../kernel/log.js';
import type { Database } from './database.js';
import type { Limits } from './limits.js';

/** What nearly every service needs, built once in wiring. */
export interface Common {
  readonly clock: Clock;
  readonly log: Log;
  /** The configured issuer; all links start with it. */
  readonly issuer: string;
  /** The root key, from which the keys are derived that seal stored values and sign what only we verify. */
  readonly secretKey: Uint8Array;
  readonly limits: Limits;
}

/** What nearly every subject needs. `S` is the subject's tables. */
export interface Shared<S> extends Common {
  readonly database: Database<S>;
}
