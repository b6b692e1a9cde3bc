import type { OctroiError } from '../core/errors.js';

const WELL_KNOWN = '/.well-known/oauth-protected-resource';

/** The URL of a resource's metadata: the well-known path is inserted between host and path (RFC 9728 section 3.1). */
export const metadataUrl = (resource: string): URL => {
  const { origin, pathname, search } = new URL(resource);
  return new URL(`${origin}${WELL_KNOWN}${pathname === '/' ? '' : pathname}${search}`);
};

/** A quoted-string (RFC 9110 section 5.6.4) on one line. */
const quoted = (text: string): string => `"${text.replaceAll(/[^\x20-\x7E]/g, '?').replaceAll(/["\\]/g, '\\$&')}"`;

const STATUS: Readonly<Record<string, number>> = {
  missing_token: 401,
  invalid_token: 401,
  invalid_request: 400,
  insufficient_scope: 403,
};

/** 4xx for the caller's errors, 503 if the Octroi server is unavailable, 500 for a misconfigured resource. */
export const statusOf = ({ code, retryable }: OctroiError): number => STATUS[code] ?? (retryable ? 503 : 500);

/**
 * The value of WWW-Authenticate (RFC 6750 section 3): without an error if the request had no credentials (section 3.1),
 * and with the required scopes and the URL of the metadata (RFC 9728 section 5.1).
 */
export const challengeFor = (
  { code, description }: OctroiError,
  describedAt: URL,
  scopes: readonly string[],
): string => {
  const error = code === 'missing_token' ? [] : [`error=${quoted(code)}`, `error_description=${quoted(description)}`];
  const scope = scopes.length === 0 ? [] : [`scope=${quoted(scopes.join(' '))}`];
  return `Bearer ${[...error, ...scope, `resource_metadata=${quoted(describedAt.href)}`].join(', ')}`;
};
