import { isIP, isIPv6 } from 'node:net';
import { createMiddleware } from 'hono/factory';
import type { Log } from '../../kernel/log.js';
import { subscriberNetwork } from '../../kernel/network.js';
import type { RequestEnv } from './env.js';

/** Some proxies add the client's port, which differs for each connection. */
const withoutPort = (entry: string): string =>
  /^(\d+(?:\.\d+){3}):\d+$/.exec(entry)?.[1] ?? /^\[([^\]]+)\](?::\d+)?$/.exec(entry)?.[1] ?? entry;

/** What the outermost trusted proxy reports; undefined if that is no address. */
const forwardedBy = (header: string | undefined, trustedProxies: number): string | undefined => {
  const address = withoutPort(header?.split(',').at(-trustedProxies)?.trim() ?? '');
  return isIP(address) === 0 ? undefined : address;
};

/**
 * The address for rate limits: the peer's, or the one reported by the configured number of trusted proxies. For IPv6
 * its /64, because one machine can use all of it.
 */
export const clientAddress = (
  c: { req: { header(name: string): string | undefined }; env: RequestEnv['Bindings'] | undefined },
  trustedProxies: number,
): string => {
  // Missing when a request is made without a socket.
  const peer = c.env?.incoming?.socket.remoteAddress ?? 'local';
  const known = trustedProxies === 0 ? peer : (forwardedBy(c.req.header('x-forwarded-for'), trustedProxies) ?? peer);
  // `isIPv6` would cost token requests more than the rest of this.
  if (!known.includes(':')) return known;
  const plain = known.toLowerCase().startsWith('::ffff:') ? known.slice('::ffff:'.length) : known;
  return isIPv6(plain) ? subscriberNetwork(plain) : plain;
};

/** If no proxy is trusted but there seems to be one, warns once that all visitors share the proxy's address. */
export const forwardingNotice = (log: Log) => {
  let isGiven = false;
  return createMiddleware<RequestEnv>(async (c, next) => {
    if (!isGiven && c.req.header('x-forwarded-for') !== undefined) {
      isGiven = true;
      log.warn(
        'A request carries X-Forwarded-For, but OCTROI_TRUST_PROXY is 0. If a reverse proxy of yours sends it, limits count all visitors as one: set OCTROI_TRUST_PROXY to the number of proxies. Otherwise a client made it up, and it was ignored.',
      );
    }
    await next();
  });
};
