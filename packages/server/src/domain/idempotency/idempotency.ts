import { hash as digest } from 'node:crypto';
import type { Queryable } from '../../database/database.js';
import type { Shared } from '../../database/shared.js';
import { DAY, SECOND } from '../../kernel/clock.js';
import { deriveKey, sealJson, unsealJson } from '../../kernel/keys.js';
import { randomSecret } from '../../kernel/secret.js';
import { UnavailableError } from '../../kernel/unavailable.js';
import { unlessJudged, type Limited } from '../../database/limiter.js';
import type { IdempotentRequestsStore } from './store.js';
import type { IdempotencyTables } from './tables.js';

const ANSWER_MEMORY = DAY;
/** How long a process that dies keeps others from running its request. Longer than creating anything takes. */
const CLAIM = 10 * SECOND;
/** Answers that a developer may have kept at a time: far more than a developer can have apps and secrets. */
const ANSWERS = 1000;

export interface RepeatableRequest {
  /** Whose request it is, to bound what they have kept. */
  userId: string;
  /** The caller's credential, spelt in one way. */
  credential: string;
  method: string;
  path: string;
  /** The value of Idempotency-Key. */
  key: string;
  body: Uint8Array;
}

export interface KeptAnswer {
  status: number;
  /** Where what was created is. */
  location: string | null;
  /** JSON. */
  body: string;
}

/** Keeps an answer in the transaction of the effect that it reports, so that there is neither without the other. */
export type KeepAnswer = (transaction: Queryable<IdempotencyTables>, answer: KeptAnswer) => Promise<void>;

/** What a subject runs in the transaction that creates a T, to have its answer kept. */
export type WhenCreated<T> = (transaction: Queryable<IdempotencyTables>, created: T) => Promise<void> | undefined;

/** The right to run a request. */
export interface Turn {
  /** @throws {UnavailableError} if the request took so long that another attempt has taken over; undoes the transaction */
  keep: KeepAnswer;
  /** Lets the next attempt run at once, unless an answer was kept. */
  release(): Promise<void>;
}

export type Begun =
  | { outcome: 'first'; turn: Turn }
  | { outcome: 'answered'; answer: KeptAnswer }
  | { outcome: 'running' }
  | ({ outcome: 'limited' } & Pick<Limited, 'retryAfterSeconds'>)
  | { outcome: 'other_body' };

type Parts = Pick<Shared<IdempotencyTables>, 'clock' | 'limits' | 'rootKey'> & { store: IdempotentRequestsStore };

/** Requests that create something, each run once however often it is sent. */
export const createIdempotency = ({ store, clock, limits, rootKey }: Parts) => {
  const perUser = limits.createForgiving({
    name: 'kept answers',
    points: ANSWERS,
    durationSeconds: ANSWER_MEMORY / SECOND,
  });

  return {
    begin: async ({ userId, credential, method, path, key, body }: RepeatableRequest): Promise<Begun> => {
      const identity = JSON.stringify([credential, method, path, key]);
      const bodyHash = digest('sha256', body, 'base64url');
      const held = { hash: digest('sha256', identity, 'base64url'), claim: randomSecret().reveal() };
      // Without the credential, the database and the installation's key together do not open an answer.
      const sealing = deriveKey(rootKey, `idempotent answer ${digest('sha256', identity + bodyHash, 'hex')}`);

      const now = clock.now();
      const earlier = await store.claim({ ...held, bodyHash, expiresAt: now + CLAIM, now });
      if (earlier !== null) {
        if (earlier.bodyHash !== bodyHash) return { outcome: 'other_body' };
        if (earlier.sealedAnswer === null) return { outcome: 'running' };
        return { outcome: 'answered', answer: unsealJson<KeptAnswer>(sealing, earlier.sealedAnswer) };
      }
      const stop = await unlessJudged(
        () => perUser.consume(userId),
        () => store.release(held),
      );
      if (stop !== null) {
        await store.release(held);
        return { outcome: 'limited', retryAfterSeconds: stop.retryAfterSeconds };
      }
      const turn: Turn = {
        keep: async (transaction, answer) => {
          const sealed = sealJson(sealing, answer);
          if (await store.answer(transaction, held, sealed, clock.now() + ANSWER_MEMORY)) return;
          throw new UnavailableError('another attempt at this request has taken over', { retryAfterSeconds: 1 });
        },
        release: async () => {
          if (await store.release(held)) await perUser.reward(userId);
        },
      };
      return { outcome: 'first', turn };
    },
  };
};

export type Idempotency = ReturnType<typeof createIdempotency>;
