import type { Context } from 'hono';
import { OAuthError, type OAuthErrorCode } from '../../protocol/errors.js';
import type { FailureKind, Failures } from '../../domain/client-auth/index.js';
import { clientAddress } from './client-address.js';
import type { RequestEnv } from './env.js';

/** The errors of a client that guesses, or keeps using what has ended. */
const KINDS: Partial<Readonly<Record<OAuthErrorCode, FailureKind>>> = {
  invalid_client: 'credentials',
  invalid_token: 'credentials',
  invalid_grant: 'grant',
};

/** Returns the error to answer with: the given one, or that there were too many. */
export type LimitFailures = (c: Context<RequestEnv>, error: OAuthError) => Promise<OAuthError>;

/**
 * After too many errors, answers 429 with Retry-After (RFC 6585 section 4). The code is `temporarily_unavailable` (RFC
 * 6749 section 4.1.2.1), so that no client drops a token or secret because of it; `slow_down` (RFC 8628 section 3.5)
 * means something only to device clients. Requests that succeed are never counted, nor those of an app that authenticated:
 * it would keep dead tokens and retry them for ever (ADR 0039).
 */
export const createFailureLimits =
  ({ failures, trustProxy }: { failures: Failures; trustProxy: number }): LimitFailures =>
  async (c, error) => {
    const kind = KINDS[error.code];
    if (kind === undefined || c.get('isAuthenticated') === true) return error;
    const clientId = c.get('clientId') ?? null;
    const retryAfterSeconds = await failures.count({ kind, clientId, address: clientAddress(c, trustProxy) });
    if (retryAfterSeconds === null) return error;
    return new OAuthError(
      'temporarily_unavailable',
      `Too many requests like this one have failed: ${error.description} Try again in ${retryAfterSeconds} seconds.`,
      { status: 429, retryAfterSeconds },
    );
  };
