import type { Context } from 'hono';
import type { FieldError } from '../kit/form.js';

/** Why a form was refused, and the status of the answer. */
export interface FormFault {
  errors: readonly FieldError[];
  status: 400 | 401 | 403 | 409 | 429 | 503;
}

/** How a form is shown: empty, with a notice of what was done, or with what is wrong. */
export interface ShownForm extends Partial<FormFault> {
  notice?: string;
}

/** A `field` of '' means the form as a whole. */
export const faultAt = (field: string, message: string, status: FormFault['status'] = 400): FormFault => ({
  errors: [{ field, message }],
  status,
});

/** The faults of those fields whose value is empty; null if there is none. */
export const missingIn = (
  ...fields: (readonly [field: string, value: string, message: string])[]
): FormFault | null => {
  const errors = fields.filter(([, value]) => value === '').map(([field, , message]) => ({ field, message }));
  return errors.length === 0 ? null : { errors, status: 400 };
};

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
