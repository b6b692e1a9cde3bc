import { invalidRequest, type OAuthError } from './errors.js';

const BEARER_SCHEME = /^bearer(?:\s|$)/i;
/** RFC 6750 section 2.1: the scheme in any case, spaces, b64token. */
const BEARER = /^bearer +([A-Za-z0-9\-._~+/]+=*)$/i;

/** RFC 9449 section 7.1: the same for a token68. */
const DPOP = /^dpop +([A-Za-z0-9\-._~+/]+=*)$/i;

/**
 * The bearer token of a request. Null without an Authorization header, or with one of another scheme, which is no
 * credentials for us (RFC 6750 section 3.1).
 *
 * @throws OAuthError invalid_request when the header is a malformed Bearer one.
 */
export const parseBearer = (authorization: string | undefined): string | null => {
  if (authorization === undefined || !BEARER_SCHEME.test(authorization)) return null;
  const token = BEARER.exec(authorization)?.[1];
  if (token === undefined) {
    throw invalidRequest('The Authorization header must be: Bearer, a space, and one access token.');
  }
  return token;
};

/** The token presented with the DPoP scheme (RFC 9449 section 7.1); null for every other header. */
export const parseDpopToken = (authorization: string | undefined): string | null =>
  DPOP.exec(authorization ?? '')?.[1] ?? null;

/**
 * The challenge of the DPoP scheme (RFC 9449 section 7.1): the supported proof algorithms and, if the request used this
 * scheme, the error.
 */
export const dpopChallenge = (algs: readonly string[], error?: OAuthError): string => {
  const attributes =
    error === undefined ? [] : [`error=${quoted(error.code)}`, `error_description=${quoted(error.description)}`];
  return `DPoP ${[...attributes, `algs=${quoted(algs.join(' '))}`].join(', ')}`;
};

/**
 * The value of WWW-Authenticate (RFC 6750 section 3). Omit `error` when the request had no credentials (section 3.1).
 * `scope` is what the resource needs, `metadata` the URL of its description (RFC 9728 section 5.1).
 */
export const bearerChallenge = (options: {
  realm: string;
  error?: OAuthError;
  scope?: string;
  metadata?: string;
}): string => {
  const attributes = [`realm=${quoted(options.realm)}`];
  if (options.error !== undefined) {
    attributes.push(`error=${quoted(options.error.code)}`, `error_description=${quoted(options.error.description)}`);
  }
  if (options.scope !== undefined) attributes.push(`scope=${quoted(options.scope)}`);
  if (options.metadata !== undefined) attributes.push(`resource_metadata=${quoted(options.metadata)}`);
  return `Bearer ${attributes.join(', ')}`;
};

/** A quoted-string (RFC 9110 section 5.6.4) on one line, whatever the text. */
const quoted = (text: string): string => `"${text.replace(/[^\x20-\x7E]/gu, '?').replace(/["\\]/g, '\\$&')}"`;
