import { createHmac } from 'node:crypto';
import type { Context } from 'hono';
import { deriveKey } from '../../kernel/keys.js';
import { sameText } from '../../kernel/secret.js';
import type { Params } from '../../protocol/params.js';
import type { Session } from '../../domain/sessions/index.js';

/** The form did not come from our page in this browser and session. Nothing was done. */
export class FormRefusedError extends Error {
  override readonly name = 'FormRefusedError';
}

/** Makes the token of forms. It depends on the session, so a form from before the sign-in is void after it. */
export const csrfTokens = (secretKey: Uint8Array) => {
  const key = deriveKey(secretKey, 'csrf');
  return (browserId: string, session: Session | null): string =>
    createHmac('sha256', key)
      .update(`${browserId} ${session?.hash ?? ''}`)
      .digest('base64url');
};

/** Checks the token and, if the browser sends it, Sec-Fetch-Site (RFC 6749 section 10.12). */
export const checkForm = (c: Context, form: Params, csrf: string): void => {
  const site = c.req.header('sec-fetch-site');
  const isOurs = sameText(form.get('csrf') ?? '', csrf);
  if (!isOurs || (site !== undefined && site !== 'same-origin' && site !== 'none')) {
    throw new FormRefusedError('the form is not from a page of this session');
  }
};
