import type { Context } from 'hono';
import type { FieldError } from '../kit/form.js';

/** Why a form is not taken, and the status to say so with. */
export interface FormFault {
  errors: readonly FieldError[];
  status: 400 | 429;
}

/** A `field` of '' concerns the form as a whole. */
export const faultAt = (field: string, message: string): FormFault => ({ errors: [{ field, message }], status: 400 });

/** Tells programs how long to wait (RFC 9110 section 10.2.3). */
export const setRetryAfter = (c: Context, seconds: number): void => c.header('retry-after', String(seconds));

/** The same form once more, for somebody who tried it too often (RFC 6585 section 4). Sentences speak of minutes. */
export const tooManyTries = (
  c: Context,
  { retryAfterSeconds }: { retryAfterSeconds: number },
  field: string,
  sentence: (minutes: number) => string,
): FormFault => {
  setRetryAfter(c, retryAfterSeconds);
  return { errors: [{ field, message: sentence(Math.ceil(retryAfterSeconds / 60)) }], status: 429 };
};
