import type { LookupAddress } from 'node:dns';
import { request as requestHttp, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { callbackify } from 'node:util';
import { createLookUp, type LookUp } from './look-up.js';
import { createReach, type Reachable } from './reach.js';

export interface SafeFetchOptions {
  /**
   * Whether the operator chose the URL, or trusts the app that named it, so that it may lead to a host of
   * OCTROI_PRIVATE_HOSTS; default false.
   */
  isTrusted?: boolean;
  method?: 'GET' | 'POST';
  body?: string;
  headers?: Readonly<Record<string, string>>;
  /** Maximum length of the body; default 5 kB. */
  maxBytes?: number;
  /** For everything from DNS to the last byte, in milliseconds; default 3000. */
  timeoutMs?: number;
}

export interface SafeResponse {
  /** Redirects are returned, not followed. */
  status: number;
  headers: Headers;
  body: string;
}

/**
 * Fetches a URL that came from outside.
 *
 * @throws {SafeFetchError}
 */
export type SafeFetch = (url: string, options?: SafeFetchOptions) => Promise<SafeResponse>;

export type SafeFetchFault = 'invalid_url' | 'unsafe_address' | 'no_address' | 'unreachable' | 'too_late' | 'too_large';

const UNREACHABLE = 'It could not be fetched; the server must be on the public internet and answer over https.';

/**
 * Why a fetch failed. The message is for the developer who owns the URL and is the same for every network failure, so
 * that it cannot be used to map our network. `fault` and `cause` are for the log.
 */
export class SafeFetchError extends Error {
  override readonly name = 'SafeFetchError';
  readonly fault: SafeFetchFault;

  constructor(fault: SafeFetchFault, message: string = UNREACHABLE, options: { cause?: unknown } = {}) {
    super(message, options);
    this.fault = fault;
  }
}

export interface SafeFetchPolicy extends Reachable {
  /** Default: the hosts file and the system's name servers. */
  resolve?: LookUp;
}

const DEFAULT_MAX_BYTES = 5 * 1024;
const DEFAULT_TIMEOUT = 3000;
const MAX_HEADER_BYTES = 8 * 1024;

const parse = (text: string, allowHttp: boolean): URL => {
  const url = URL.parse(text);
  if (url === null) throw new SafeFetchError('invalid_url', 'It is not a URL.');
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && allowHttp)) {
    throw new SafeFetchError('invalid_url', 'It must be an https URL.');
  }
  if (url.username !== '' || url.password !== '') {
    throw new SafeFetchError('invalid_url', 'It must not contain a user name or password.');
  }
  return url;
};

const readBody = async (response: IncomingMessage, maxBytes: number): Promise<string> => {
  const chunks: Uint8Array[] = [];
  let length = 0;
  // Leaving the loop closes the connection, so the rest is never sent.
  for await (const chunk of response) {
    if (!(chunk instanceof Uint8Array)) continue;
    length += chunk.length;
    if (length > maxBytes) throw new SafeFetchError('too_large', `The answer is longer than ${maxBytes} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
};

const headersOf = ({ headersDistinct }: IncomingMessage): Headers =>
  new Headers(
    Object.entries(headersDistinct).flatMap(([name, values = []]) =>
      values.map((value): [string, string] => [name, value]),
    ),
  );

/** No agent: no proxy, and no connection reused from an earlier request. */
const send = (url: URL, options: RequestOptions, body: string | undefined): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const request = (url.protocol === 'https:' ? requestHttps : requestHttp)(url, { ...options, agent: false });
    request.on('response', resolve);
    // Stays registered: an error after the headers must not end the process.
    request.on('error', reject);
    // An answer that switches protocols emits neither response nor error.
    request.on('close', () => reject(new Error('The connection closed without an answer.')));
    request.end(body);
  });

/**
 * Fetches addresses that come from outside: a client's keys or metadata, a logout endpoint, a provider of sign-in. Cannot
 * reach our own network, except for the hosts that the operator listed: https only, no redirects, no proxy, and every
 * address of a name is checked in the same look-up that the connection uses, so DNS rebinding fails (RFC 7591 section 5,
 * RFC 9700 section 4.9.1).
 */
export const createSafeFetch = ({ resolve = createLookUp(), ...reachable }: SafeFetchPolicy): SafeFetch => {
  const { allows } = createReach(reachable);

  return async (text, options = {}) => {
    const { isTrusted = false, method = 'GET', body, headers } = options;
    const { maxBytes = DEFAULT_MAX_BYTES, timeoutMs = DEFAULT_TIMEOUT } = options;
    const url = parse(text, reachable.allowLoopback || isTrusted);

    /** One private address among public ones is an attack or a mistake, so all are refused. */
    const checked = (addresses: readonly LookupAddress[]): readonly [LookupAddress, ...LookupAddress[]] => {
      const [first, ...others] = addresses;
      if (first === undefined) throw new SafeFetchError('no_address');
      const unsafe = addresses.find(({ address }) => !allows(address, url, isTrusted));
      if (unsafe !== undefined) throw new SafeFetchError('unsafe_address', UNREACHABLE, { cause: unsafe.address });
      return [first, ...others];
    };

    // A literal address needs no look-up, so it is checked here. The URL parser has made it canonical.
    const literal = url.hostname.replace(/^\[(.*)\]$/, '$1');
    if (isIP(literal) !== 0) checked([{ address: literal, family: isIP(literal) }]);

    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), timeoutMs);

    const addressesOf = async (hostname: string) => {
      const found = await resolve(hostname, late.signal).catch((cause: unknown) => {
        throw new SafeFetchError('no_address', UNREACHABLE, { cause });
      });
      return checked(found);
    };

    const lookup: LookupFunction = (hostname, { all }, callback) =>
      callbackify(addressesOf)(hostname, (error, addresses) => {
        if (error) callback(error, '');
        else if (all === true) callback(null, [...addresses]);
        else callback(null, addresses[0].address, addresses[0].family);
      });

    try {
      const response = await send(
        url,
        {
          method,
          headers: { 'user-agent': 'octroi', ...headers },
          lookup,
          maxHeaderSize: MAX_HEADER_BYTES,
          signal: late.signal,
        },
        body,
      );
      return {
        status: response.statusCode ?? 0,
        headers: headersOf(response),
        body: await readBody(response, maxBytes),
      };
    } catch (error) {
      if (error instanceof SafeFetchError) throw error;
      throw new SafeFetchError(late.signal.aborted ? 'too_late' : 'unreachable', UNREACHABLE, { cause: error });
    } finally {
      clearTimeout(timer);
    }
  };
};
