import { OctroiError } from '../core/errors.js';
import type { Transport } from '../core/request.js';
import { readAccess, type Access } from './access.js';
import { challengeFor, metadataUrl, statusOf } from './challenge.js';
import { createIntrospection, type IntrospectionOptions } from './introspection.js';
import { verifyJwt } from './jwt.js';
import { createKeySet } from './key-set.js';

export interface ResourceOptions {
  /** The origin of the Octroi server. */
  readonly issuer: string;
  /** This API's identifier as registered, the `aud` of its tokens, such as `https://api.example.com`. */
  readonly resource: string;
  /** The scopes it supports, for its metadata. */
  readonly scopes?: readonly string[];
  /** The name users and developers know it by, for its metadata. */
  readonly name?: string;
  /** Asks the server about each token, so that revocations take effect at once; default: only the signature is checked. */
  readonly introspection?: IntrospectionOptions;
  /** How long the server may take to answer, in milliseconds; default 10000. */
  readonly timeout?: number;
  readonly fetch?: typeof globalThis.fetch;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

/** Protected resource metadata (RFC 9728 section 2). */
export interface ResourceMetadata {
  readonly resource: string;
  readonly authorization_servers: readonly string[];
  readonly bearer_methods_supported: readonly string[];
  readonly scopes_supported?: readonly string[];
  readonly resource_name?: string;
}

/** An API that accepts access tokens. */
export interface Resource {
  /**
   * Authenticates a request, given it or its Authorization header, and the scopes it needs.
   *
   * @throws {OctroiError} invalid_token, invalid_request or insufficient_scope (RFC 6750 section 3.1), or a `retryable`
   * one if the Octroi server is needed and unavailable; pass it to `refuse`
   */
  authenticate(request: Request | string | null | undefined, ...scopes: readonly string[]): Promise<Access>;
  /**
   * The response to a request for which `authenticate` threw: 401, 400 or 403 with a challenge that names this
   * resource's metadata and the required scopes (RFC 6750 section 3, RFC 9728 section 5.1); 503 if the Octroi server is
   * unavailable. Rethrows anything but an OctroiError.
   */
  refuse(error: unknown, ...scopes: readonly string[]): Response;
  /** Serve it publicly at `metadataPath`. */
  readonly metadata: ResourceMetadata;
  /** The path on this API's origin (RFC 9728 section 3.1). */
  readonly metadataPath: string;
}

const DEFAULT_TIMEOUT = 10_000;
const BEARER_SCHEME = /^bearer(?:\s|$)/i;
/** RFC 6750 section 2.1: the scheme in any case, spaces, one token. */
const BEARER = /^bearer +([\w\-.~+/]+=*)$/i;

const noCredentials = (): OctroiError =>
  new OctroiError('missing_token', 'This request needs an access token: Authorization: Bearer ACCESS_TOKEN.', {
    status: 401,
  });

const readBearer = (authorization: string | null): string => {
  // Another scheme is no credentials for us (RFC 6750 section 3.1).
  if (authorization === null || !BEARER_SCHEME.test(authorization)) throw noCredentials();
  const token = BEARER.exec(authorization)?.[1];
  if (token !== undefined) return token;
  throw new OctroiError('invalid_request', 'Authorization must be the word Bearer, a space and one access token.', {
    status: 400,
  });
};

const headerOf = (request: Request | string | null | undefined): string | null =>
  typeof request === 'object' && request !== null ? request.headers.get('authorization') : (request ?? null);

/** @throws {TypeError} when an option is not a URL */
export const createResource = (options: ResourceOptions): Resource => {
  const { resource, scopes, name, introspection, now = Date.now } = options;
  const issuer = new URL(options.issuer).origin;
  const transport: Transport = {
    fetch: options.fetch ?? ((input, init) => globalThis.fetch(input, init)),
    timeout: options.timeout ?? DEFAULT_TIMEOUT,
  };
  const keys = createKeySet(transport, `${issuer}/.well-known/jwks.json`, now);
  const claimsOf =
    introspection === undefined
      ? (token: string) => verifyJwt(token, keys)
      : createIntrospection(transport, `${issuer}/api/oauth2/introspect`, introspection, now);
  const describedAt = metadataUrl(resource);

  return {
    authenticate: async (request, ...needed) => {
      const claims = await claimsOf(readBearer(headerOf(request)));
      const access = readAccess(claims, { issuer, resource, now: now() });
      if (needed.every((scope) => access.scopes.includes(scope))) return access;
      throw new OctroiError('insufficient_scope', `This request needs the scope ${needed.join(' ')}.`, { status: 403 });
    },

    refuse: (error, ...needed) => {
      if (!(error instanceof OctroiError)) throw error;
      const status = statusOf(error);
      const body = JSON.stringify({ error: error.code, error_description: error.description });
      const headers = new Headers({ 'content-type': 'application/json', 'cache-control': 'no-store' });
      if (status === 503) headers.set('retry-after', String(error.retryAfter ?? 5));
      if (status < 500) headers.set('www-authenticate', challengeFor(error, describedAt, needed));
      return new Response(body, { status, headers });
    },

    metadata: {
      resource,
      authorization_servers: [issuer],
      bearer_methods_supported: ['header'],
      ...(scopes === undefined ? {} : { scopes_supported: scopes }),
      ...(name === undefined ? {} : { resource_name: name }),
    },
    metadataPath: describedAt.pathname,
  };
};
