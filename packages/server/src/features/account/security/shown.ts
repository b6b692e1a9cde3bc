import type { Context } from 'hono';
import type { PageEnv } from '../../../web/http/env.js';
import type { ShownForm } from '../../../web/visitor/form-fault.js';

/** Shows the security page, alone or after one of its forms. */
export type ShowSecurity = (c: Context<PageEnv>, shown?: ShownForm) => Promise<Response>;
