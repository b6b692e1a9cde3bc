/** Errors besides the server's own codes (https://YOUR-SERVER/docs/errors). */
export type LocalErrorCode =
  /** The server could not be reached. */
  | 'network_error'
  /** The server did not answer in time. */
  | 'timeout'
  /** The answer does not follow the protocol. */
  | 'invalid_response'
  /** The callback does not belong to a request that this browser started. */
  | 'invalid_state'
  /** The callback comes from another server than the one asked (RFC 9207). */
  | 'issuer_mismatch'
  /** The id_token does not belong to this sign-in. */
  | 'invalid_id_token'
  /** The callback has neither a code nor an error. */
  | 'missing_parameters'
  /** Nobody is signed in. */
  | 'not_signed_in'
  /** A token would have been sent to an origin that is not allowed. */
  | 'origin_not_allowed';

interface OctroiErrorOptions {
  readonly uri?: string | undefined;
  readonly status?: number | undefined;
  readonly requestId?: string | undefined;
  readonly retryAfter?: number | undefined;
  readonly cause?: unknown;
}

/** Codes after which the same request may succeed later; the user stays signed in. */
const RETRYABLE: ReadonlySet<string> = new Set(['network_error', 'timeout', 'server_error', 'temporarily_unavailable']);

/**
 * The only error this library throws. Distinguish errors by `code`: a `LocalErrorCode`, or what the server sent as
 * `error` (RFC 6749 section 5.2), such as `invalid_grant` or `access_denied`.
 */
export class OctroiError extends Error {
  override readonly name = 'OctroiError';
  readonly code: string;
  /** For developers, not for users. */
  readonly description: string;
  /** The page that explains the code. */
  readonly uri: string | undefined;
  /** HTTP status of the answer, if there was one. */
  readonly status: number | undefined;
  /** Lets the operator find the request. */
  readonly requestId: string | undefined;
  /** Whether the same request may succeed later. */
  readonly retryable: boolean;
  /** How long to wait before retrying, in seconds, if the server said so. */
  readonly retryAfter: number | undefined;

  constructor(code: string, description: string, options: OctroiErrorOptions = {}) {
    super(`${code}: ${description}`, options.cause === undefined ? undefined : { cause: options.cause });
    const { uri, status, requestId, retryAfter } = options;
    this.code = code;
    this.description = description;
    this.uri = uri;
    this.status = status;
    this.requestId = requestId;
    this.retryAfter = retryAfter;
    this.retryable = RETRYABLE.has(code) || status === 429 || (status ?? 0) >= 500;
  }
}
