import type { Context } from 'hono';
import type { FieldError } from '../kit/form.js';

/** Why a form was refused, and the status of the answer. */
export interface FormFault {
  errors: readonly FieldError[];
  status: 400 | 429;
}

/** A `field` of '' means the form as a whole. */
export const faultAt = (field: string, message: string): FormFault => ({ errors: [{ field, message }], status: 400 });

/** The Retry-After header (RFC 9110 section 10.2.3). */
export const setRetryAfter = (c: Context, seconds: number): void => c.header('retry-after', String(seconds));

/** Shows the form again after too many attempts (RFC 6585 section 4). The sentences count in minutes. */
export const tooManyTries = (
  c: Context,
  { retryAfterSeconds }: { retryAfterSeconds: number },
  field: string,
  sentence: (minutes: number) => string,
): FormFault => {
  setRetryAfter(c, retryAfterSeconds);
  return { errors: [{ field, message: sentence(Math.ceil(retryAfterSeconds / 60)) }], status: 429 };
};
