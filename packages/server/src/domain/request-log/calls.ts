import { randomUUID } from 'node:crypto';
import {
  SafeFetchError,
  type SafeFetch,
  type SafeFetchFault,
  type SafeFetchOptions,
  type SafeResponse,
} from '../../kernel/safe-fetch.js';
import type { CallErrorCode } from '../../protocol/call-errors.js';
import type { CallOperation } from './operations.js';
import type { RequestLog } from './log.js';
import type { SentParameter } from './redaction.js';

/** A call of ours to an address of an app. */
export interface AppCall extends Omit<SafeFetchOptions, 'isTrusted'> {
  app: { id: number; isTrusted: boolean };
  operation: CallOperation;
  url: string;
  /** What else the line in the app's request log shows. */
  noted?: readonly SentParameter[];
}

/** The app answered, but not with what was expected. The message is for its developer. */
export class UnusableAnswerError extends Error {
  override readonly name = 'UnusableAnswerError';
}

const REFUSED =
  'Its host has no address on the public internet, or it does not use https. OCTROI_PRIVATE_HOSTS lists the private hosts that trusted apps may name.';

/** That a name is unknown says no more than that it is private, so that nobody learns the names of our network. */
const NEVER_CALLED: ReadonlySet<SafeFetchFault> = new Set(['invalid_url', 'unsafe_address', 'no_address']);

const failureOf = (error: unknown): { code: CallErrorCode; description: string } => {
  if (error instanceof SafeFetchError && NEVER_CALLED.has(error.fault)) {
    return { code: 'call_refused', description: REFUSED };
  }
  const isOurs = error instanceof SafeFetchError || error instanceof UnusableAnswerError;
  return { code: 'call_failed', description: isOurs ? error.message : 'It could not be called.' };
};

/** Calls addresses that apps named, and records each call in the app's request log. */
export const createAppCalls =
  ({ fetch, requestLog }: { fetch: SafeFetch; requestLog: RequestLog }) =>
  /**
   * `read` takes what it wants from the answer, or throws an UnusableAnswerError.
   *
   * @throws {SafeFetchError | UnusableAnswerError}
   */
  async <T>(call: AppCall, read: (answer: SafeResponse) => T): Promise<T> => {
    const { app, operation, url, noted = [], ...options } = call;
    const requestId = randomUUID();
    const note = (error: unknown): void =>
      requestLog.note({
        app: app.id,
        operation,
        requestId,
        error: error === null ? null : failureOf(error),
        secretInBrowser: false,
        parameters: () => [['url', url], ...noted],
      });
    try {
      const headers = { ...options.headers, 'x-request-id': requestId };
      const result = read(await fetch(url, { ...options, headers, isTrusted: app.isTrusted }));
      note(null);
      return result;
    } catch (error) {
      note(error);
      throw error;
    }
  };

export type AppCalls = ReturnType<typeof createAppCalls>;
