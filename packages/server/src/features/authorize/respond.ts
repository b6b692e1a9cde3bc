import type { Context } from 'hono';
import type { OAuthError } from '../../protocol/errors.js';
import { errorUri } from '../../web/oauth-response.js';

/** Where an answer goes: a redirect URI that has been checked, and the app's own state. */
export interface Destination {
  redirectUri: string;
  state: string | null;
}

/** 303, so that a browser that posted a form does not post it to the app (RFC 9700 section 4.12). */
const redirect = (c: Context, { redirectUri, state }: Destination, answer: Record<string, string>): Response => {
  const query = new URLSearchParams({ ...answer, ...(state === null ? {} : { state }) });
  return c.redirect(`${redirectUri}${redirectUri.includes('?') ? '&' : '?'}${query}`, 303);
};

/** RFC 6749 section 4.1.2, with the `iss` of RFC 9207. */
export const redirectWithCode = (c: Context, to: Destination, code: string, issuer: string): Response =>
  redirect(c, to, { code, iss: issuer });

/** RFC 6749 section 4.1.2.1. Only ever to a redirect URI that has been checked. */
export const redirectWithError = (c: Context, to: Destination, error: OAuthError, issuer: string): Response =>
  redirect(c, to, {
    error: error.code,
    error_description: error.description,
    error_uri: errorUri(issuer, error.code),
    iss: issuer,
  });
