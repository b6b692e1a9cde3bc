import type { Context } from 'hono';
import { parseParams } from '../../protocol/params.js';
import { FORM, mediaTypeOf, readBody } from '../http/body.js';

/**
 * The access token in a request's form body, or null (RFC 6750 section 2.2). Bodies of other types are not read,
 * because tokens are not sent in them.
 *
 * @throws {OAuthError} invalid_request when the form cannot be read
 */
export const tokenInForm = async (c: Context): Promise<string | null> => {
  if (mediaTypeOf(c) !== FORM) return null;
  return parseParams(await readBody(c, FORM)).get('access_token') ?? null;
};
