import type { Context } from 'hono';
import { hmac } from '../../kernel/hmac.js';
import { deriveKey } from '../../kernel/keys.js';
import { sameText } from '../../kernel/secret.js';
import type { Params } from '../../protocol/params.js';
import type { Session } from '../../domain/sessions/index.js';
import type { Visitor } from '../http/env.js';
import { FormRefusedError, StaleFormError } from './form-errors.js';

/** Makes the token of forms. It depends on the session, so a form from before the sign-in is void after it. */
export const csrfTokens = (rootKey: Uint8Array) => {
  const key = deriveKey(rootKey, 'csrf');
  return (browserId: string, session: Session | null): string =>
    hmac(key, `${browserId} ${session?.hash ?? ''}`).toString('base64url');
};

/**
 * Whether a form comes from a page of ours, whatever its token: the browser says so, or says nothing and sends the cookie of
 * a session, which it does not do for other sites. Good enough to be answered helpfully, not to change anything.
 */
export const isFromHere = (c: Context, { session }: Visitor): boolean => {
  const site = c.req.header('sec-fetch-site');
  return site === 'same-origin' || (session !== null && (site === undefined || site === 'none'));
};

/** Checks the token and, if the browser sends it, Sec-Fetch-Site (RFC 6749 section 10.12). */
export const checkForm = (c: Context, form: Params, visitor: Visitor): void => {
  const site = c.req.header('sec-fetch-site');
  if (!sameText(form.get('csrf') ?? '', visitor.csrf)) {
    if (isFromHere(c, visitor)) throw new StaleFormError(form);
    throw new FormRefusedError('the form is not from a page of this session');
  }
  if (site !== undefined && site !== 'same-origin' && site !== 'none') {
    throw new FormRefusedError('the form is from another site');
  }
};
