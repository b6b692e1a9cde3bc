import type { Context, ErrorHandler } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { KeptAnswer } from '../../domain/idempotency/index.js';
import { GoneError } from '../../kernel/gone.js';
import type { Log } from '../../kernel/log.js';
import type { SaidFault } from '../../i18n/field-fault.js';
import { JSON_TYPE } from '../../web/http/body.js';
import type { RequestEnv } from '../../web/http/env.js';
import { retryAfter, toOAuthError } from '../../web/http/oauth-response.js';
import type { FailureJson } from './schemas.js';

const NO_STORE = { 'cache-control': 'no-store' };

/** `{success: true, message, data}`, as in the platform document. */
export const succeed = (c: Context, message: string, data: unknown): Response =>
  c.json({ success: true, message, data }, 200, NO_STORE);

/** What answers a request that has created `data`. */
export const creationOf = (message: string, data: unknown, location: string | null = null): KeptAnswer => ({
  status: 201,
  location,
  body: JSON.stringify({ success: true, message, data }),
});

export const sendKept = (c: Context, { status, location, body }: KeptAnswer): Response =>
  c.body(body, status as ContentfulStatusCode, {
    ...NO_STORE,
    'content-type': JSON_TYPE,
    ...(location === null ? {} : { location }),
  });

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
    const status = error instanceof GoneError ? 404 : known.status;
    return c.json(body, status as ContentfulStatusCode, { ...NO_STORE, ...retryAfter(known) });
  };
