import { OctroiError } from './errors.js';
import { parseObject, type Json } from './json.js';

/** How requests are sent. */
export interface Transport {
  fetch: typeof globalThis.fetch;
  /** In milliseconds. */
  timeout: number;
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** An error response as an OctroiError. */
const toError = ({ status, headers }: Response, body: Json): OctroiError => {
  const retryAfter = Number(headers.get('retry-after') ?? NaN);
  return new OctroiError(
    text(body['error']) ?? 'invalid_response',
    text(body['error_description']) ?? `The server answered ${status}.`,
    {
      uri: text(body['error_uri']),
      status,
      requestId: headers.get('x-request-id') ?? undefined,
      retryAfter: Number.isFinite(retryAfter) ? retryAfter : undefined,
    },
  );
};

/** Runs `ask` within the timeout, and turns its failures into OctroiErrors. */
const within = async <T>(timeout: number, ask: (signal: AbortSignal) => Promise<T>): Promise<T> => {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), timeout);
  try {
    return await ask(limit.signal);
  } catch (cause) {
    throw limit.signal.aborted
      ? new OctroiError('timeout', `There was no answer within ${timeout} ms.`, { cause })
      : new OctroiError('network_error', 'The server could not be reached.', { cause });
  } finally {
    clearTimeout(timer);
  }
};

/**
 * Sends one of the app's own requests and returns whatever the answer is; the timeout does not cover its body. A
 * request with its own signal uses that instead of the timeout.
 *
 * @throws {OctroiError} network_error or timeout
 */
export const send = async ({ fetch, timeout }: Transport, url: string | URL, init: RequestInit): Promise<Response> => {
  if (!init.signal) return within(timeout, (signal) => fetch(url, { ...init, signal }));
  try {
    return await fetch(url, init);
  } catch (cause) {
    if (init.signal.aborted) throw cause;
    throw new OctroiError('network_error', 'The server could not be reached.', { cause });
  }
};

/**
 * Calls the Octroi server, whose answer is a JSON object or empty. Follows no redirect, which would carry credentials
 * elsewhere.
 *
 * @throws {OctroiError}
 */
export const call = async ({ fetch, timeout }: Transport, url: string, init: RequestInit): Promise<Json> => {
  const [response, body] = await within(timeout, async (signal) => {
    const answer = await fetch(url, { ...init, redirect: 'manual', signal });
    return [answer, await answer.text()] as const;
  });
  const json = body === '' ? {} : parseObject(body);
  if (!response.ok) throw toError(response, json ?? {});
  if (json === undefined) {
    throw new OctroiError('invalid_response', 'The answer is not a JSON object.', { status: response.status });
  }
  return json;
};
