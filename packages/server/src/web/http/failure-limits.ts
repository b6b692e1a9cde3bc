import type { Context } from 'hono';
import { OAuthError, type OAuthErrorCode } from '../../protocol/errors.js';
import type { FailureKind, Failures } from '../../domain/client-auth/index.js';
import { clientAddress } from './client-address.js';
import type { RequestEnv } from './env.js';

/** The errors of a client that guesses, or that goes on with what has ended. */
const KINDS: Partial<Readonly<Record<OAuthErrorCode, FailureKind>>> = {
  invalid_client: 'credentials',
  invalid_token: 'credentials',
  invalid_grant: 'grant',
};

/** The error to answer a failed request with: its own, or that there were too many of them. */
export type LimitFailures = (c: Context<RequestEnv>, error: OAuthError) => Promise<OAuthError>;

/**
 * Answers 429 with Retry-After (RFC 6585 section 4) instead of an error that a client has been given too often. Its code is
 * `temporarily_unavailable` (RFC 6749 section 4.1.2.1): nothing in it says that a token or a secret is bad, so no client
 * drops one; `slow_down` (RFC 8628 section 3.5) would be taken for an order by device clients alone. Requests that
 * succeed never come here.
 */
export const createFailureLimits = ({
  failures,
  trustProxy,
}: {
  failures: Failures;
  trustProxy: number;
}): LimitFailures => {
  return async (c, error) => {
    const kind = KINDS[error.code];
    if (kind === undefined) return error;
    const clientId = c.get('clientId') ?? null;
    const retryAfterSeconds = await failures.count({ kind, clientId, address: clientAddress(c, trustProxy) });
    if (retryAfterSeconds === null) return error;
    return new OAuthError(
      'temporarily_unavailable',
      `Too many requests like this one have failed: ${error.description} Try again in ${retryAfterSeconds} seconds.`,
      { status: 429, retryAfterSeconds },
    );
  };
};
