import { SECOND } from '../../../kernel/clock.js';
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

const readBody = async (response: Response, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> => {
  const chunks: Uint8Array[] = [];
  let length = 0;
  // Leaving the loop closes the connection, so the rest is never sent.
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length > maxBytes) throw new UpstreamError('refused', `its answer is longer than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
};

/**
 * Fetches from a server that the operator configured and that may be on a private network, unlike kernel/safe-fetch.ts,
 * whose addresses come from strangers. Follows no redirects; time and size are limited.
 */
export const createUpstreamFetch =
  ({ timeoutMs = TIMEOUT, maxBytes = MAX_BYTES }: Limits = {}): UpstreamFetch =>
  async (url, { method, headers, body }) => {
    try {
      const init: RequestInit = {
        method,
        headers: { ...headers, 'user-agent': 'octroi' },
        body: body ?? null,
        redirect: 'manual',
        signal: AbortSignal.timeout(timeoutMs),
      };
      const response = await fetch(url, init);
      const { status } = response;
      if (isPassing(status)) {
        await response.body?.cancel();
        throw new UpstreamError('away', `it answered with status ${status}`);
      }
      const content = await readBody(response, maxBytes);
      return new Response(BODILESS.has(status) ? null : content, { status, headers: response.headers });
    } catch (error) {
      if (error instanceof UpstreamError) throw error;
      const cause = error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : '';
      throw new UpstreamError('away', `${error instanceof Error ? error.message : 'no answer'}${cause}`);
    }
  };
