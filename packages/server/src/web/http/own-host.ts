import type { Http2Bindings, HttpBindings } from '@hono/node-server';

type Fetch = (request: Request, bindings: HttpBindings | Http2Bindings) => Response | Promise<Response>;

const LOOPBACK = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/i;
/** Answered whatever the Host is, because whoever asks may know only an address. */
const PROBE = /^\/(?:livez|readyz)(?:\?|$)/;

/**
 * For an http issuer, which is always on loopback: a page of another site whose name was rebound to loopback is same-origin
 * with us, and could read mails, tokens and forms. Such a request names that site as its host (RFC 9110 section 15.5.20).
 * Before the app, because a middleware there would cost each token request several microseconds.
 */
export const ownHostOnly = (issuer: string, fetch: Fetch): Fetch => {
  if (!issuer.startsWith('http:')) return fetch;
  return (request, bindings) => {
    const { headers, url = '' } = bindings.incoming;
    if (LOOPBACK.test(headers.host ?? '') || PROBE.test(url)) return fetch(request, bindings);
    const text = 'This server is for development and answers only at localhost, 127.0.0.1 and [::1].\n';
    return new Response(text, { status: 421, headers: { 'x-content-type-options': 'nosniff' } });
  };
};
