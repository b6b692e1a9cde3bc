import type { Context } from 'hono';
import type { PageEnv } from '../../../web/http/env.js';
import type { FieldError } from '../../../web/kit/form.js';

/** What the security page adds after a form: faults, or a notice. */
export interface Shown {
  errors?: readonly FieldError[];
  notice?: string;
  status?: 200 | 400 | 409 | 429;
}

export type ShowSecurity = (c: Context<PageEnv>, shown?: Shown) => Promise<Response>;

/** Whether the user signed in recently enough to change how they sign in (ADR 0027). */
export type Proven = (c: Context<PageEnv>) => boolean;
