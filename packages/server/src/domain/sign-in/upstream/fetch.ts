import { SECOND } from '../../../kernel/clock.js';
import { SafeFetchError, type SafeFetch, type SafeFetchFault } from '../../../kernel/safe-fetch.js';
import { UpstreamError } from './provider.js';

interface Limits {
  /** In milliseconds, from start to last byte. */
  timeoutMs?: number;
  maxBytes?: number;
}

interface Sent {
  method: string;
  headers: Record<string, string>;
  body?: RequestInit['body'] | undefined;
}

export type UpstreamFetch = (url: string, sent: Sent) => Promise<Response>;

const TIMEOUT = 5 * SECOND;
/** Far more than a JWK set, the longest answer expected. */
const MAX_BYTES = 256 * 1024;
/** Statuses without a body. */
const BODILESS = new Set([204, 205, 304]);

const isPassing = (status: number): boolean => status >= 500 || status === 429;

/** For the operator's log. */
const REASONS: Partial<Record<SafeFetchFault, string>> = {
  invalid_url: 'it has an address that is not https',
  unsafe_address: 'its address is not public and not in OCTROI_PRIVATE_HOSTS',
  no_address: 'its name has no address',
  too_late: 'it did not answer in time',
};

const reasonOf = ({ fault, cause }: SafeFetchError): string => {
  const detail = cause instanceof Error ? cause.message : cause;
  return `${REASONS[fault] ?? 'it could not be reached'}${typeof detail === 'string' ? `: ${detail}` : ''}`;
};

/** The library sends nothing else. */
const textOf = (body: Sent['body']): string | undefined => {
  if (body === undefined || body === null) return undefined;
  if (typeof body === 'string' || body instanceof URLSearchParams) return body.toString();
  throw new Error('A provider is sent only text.');
};

/** Fetches from a server that the operator configured, or that such a server named. */
export const createUpstreamFetch =
  (fetch: SafeFetch, { timeoutMs = TIMEOUT, maxBytes = MAX_BYTES }: Limits = {}): UpstreamFetch =>
  async (url, { method, headers, body }) => {
    const text = textOf(body);
    const sent = {
      method: method === 'POST' ? 'POST' : 'GET',
      headers,
      ...(text === undefined ? {} : { body: text }),
    } as const;
    try {
      const answer = await fetch(url, { ...sent, isTrusted: true, timeoutMs, maxBytes });
      const { status } = answer;
      if (isPassing(status)) throw new UpstreamError('away', `it answered with status ${status}`);
      return new Response(BODILESS.has(status) ? null : answer.body, { status, headers: answer.headers });
    } catch (error) {
      if (!(error instanceof SafeFetchError)) throw error;
      if (error.fault === 'too_large') {
        throw new UpstreamError('refused', `its answer is longer than ${maxBytes} bytes`);
      }
      throw new UpstreamError('away', reasonOf(error));
    }
  };
