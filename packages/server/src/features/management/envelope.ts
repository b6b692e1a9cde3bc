import type { Context, ErrorHandler } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { Log } from '../../kernel/log.js';
import type { SaidFault } from '../../i18n/field-fault.js';
import type { RequestEnv } from '../../web/http/env.js';
import { retryAfter, toOAuthError } from '../../web/http/oauth-response.js';
import type { FailureJson } from './schemas.js';

const NO_STORE = { 'cache-control': 'no-store' };

/** `{success: true, message, data}`, as in the platform document. */
export const succeed = (c: Context, message: string, data: unknown, status: 200 | 201 = 200): Response =>
  c.json({ success: true, message, data }, status, NO_STORE);

/** 400 with every fault by its field, and all of them in `message` too. */
export const refuse = (c: Context<RequestEnv>, faults: readonly SaidFault[]): Response => {
  const body: FailureJson = {
    success: false,
    message: faults.map(({ field, message }) => `${field}: ${message}`).join(' '),
    errors: [...faults],
    request_id: c.get('requestId'),
  };
  return c.json(body, 400, NO_STORE);
};

/** Any error, in the envelope. Unexpected ones are logged, and their details are not sent (A85). */
export const envelopeErrorHandler =
  (log: Log): ErrorHandler<RequestEnv> =>
  (error, c) => {
    const requestId = c.get('requestId');
    const known = toOAuthError(error, log, requestId);
    const body: FailureJson = { success: false, message: known.description, request_id: requestId };
    return c.json(body, known.status as ContentfulStatusCode, { ...NO_STORE, ...retryAfter(known) });
  };
