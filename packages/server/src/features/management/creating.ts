import type { Context, ErrorHandler } from 'hono';
import type { Idempotency, KeptAnswer, Turn, WhenCreated } from '../../domain/idempotency/index.js';
import { bestEffort } from '../../kernel/best-effort.js';
import type { Log } from '../../kernel/log.js';
import { invalidRequest, OAuthError } from '../../protocol/errors.js';
import type { RequestEnv } from '../../web/http/env.js';
import type { Call, CallHandler } from './call.js';
import { sendKept } from './envelope.js';

export const IDEMPOTENCY_KEY = 'Idempotency-Key';
export const MAX_KEY = 255;

/** A call that creates something. */
export interface Creation extends Call {
  /** To pass to the verb that creates a T, with the answer that is sent then. Undefined for a call without a key. */
  keeping<T>(answerOf: (created: T) => KeptAnswer): WhenCreated<T> | undefined;
}

interface Needs {
  idempotency: Idempotency;
  log: Log;
  /** Turns what was thrown into its answer. */
  onError: ErrorHandler<RequestEnv>;
}

/** @throws {OAuthError} invalid_request */
const keyOf = (c: Context): string | null => {
  const key = c.req.header(IDEMPOTENCY_KEY);
  if (key === undefined) return null;
  if (key.length >= 1 && key.length <= MAX_KEY) return key;
  throw invalidRequest(`${IDEMPOTENCY_KEY} must have 1 to ${MAX_KEY} characters.`);
};

/** The turn of the call with this key, or the answer to its first one. */
const turnOf = async (
  c: Context,
  idempotency: Idempotency,
  key: string,
  { developer, token, body }: Call,
): Promise<Turn | KeptAnswer> => {
  // Not the header as it was sent: "bearer" and "Bearer" are one caller.
  const credential = `Bearer ${token}`;
  const { method, path } = c.req;
  const begun = await idempotency.begin({ userId: developer.id, credential, method, path, key, body });
  if (begun.outcome === 'first') return begun.turn;
  if (begun.outcome === 'answered') return begun.answer;
  if (begun.outcome === 'other_body') {
    throw invalidRequest(`This ${IDEMPOTENCY_KEY} came with another body before. Use a new key.`, { status: 422 });
  }
  if (begun.outcome === 'limited') {
    const text = `You have created too much with ${IDEMPOTENCY_KEY} today. Send the request later, or without a key.`;
    const { retryAfterSeconds } = begun;
    throw new OAuthError('temporarily_unavailable', text, { status: 429, retryAfterSeconds });
  }
  throw invalidRequest(`The first request with this ${IDEMPOTENCY_KEY} is still running. Repeat it later.`, {
    status: 409,
    retryAfterSeconds: 1,
  });
};

/** Calls that create something: with an Idempotency-Key, a repeat gets the first answer and creates nothing. */
export const creatingCalls =
  ({ idempotency, log, onError }: Needs) =>
  (create: (c: Context<RequestEnv>, creation: Creation) => Promise<Response>): CallHandler =>
  async (c, call) => {
    const key = keyOf(c);
    if (key === null) return create(c, { ...call, keeping: () => undefined });
    const turn = await turnOf(c, idempotency, key, call);
    if ('status' in turn) return sendKept(c, turn);

    let isKept = false;
    const keeping: Creation['keeping'] = (answerOf) => async (transaction, created) => {
      await turn.keep(transaction, answerOf(created));
      transaction.onCommit(() => {
        isKept = true;
      });
    };
    const answer = await create(c, { ...call, keeping }).catch((error: Error) => onError(error, c));
    // The answer is right even if this fails: a claim ends by itself.
    if (!isKept) await bestEffort(log, turn.release());
    return answer;
  };
