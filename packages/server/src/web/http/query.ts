import type { Context } from 'hono';
import { paramsIn, type Params } from '../../protocol/params.js';

/** The query of a request as it was sent, with its question mark; empty without one. */
export const searchOf = (c: Context): string => new URL(c.req.url).search;

/**
 * The parameters in the query of a request, under the rules of every form.
 *
 * @throws {OAuthError} invalid_request, naming the parameter, for a repeated or malformed one
 */
export const queryOf = (c: Context): Params => paramsIn(c.req.url);

/** One of them, for what must not refuse a request, such as the language of an error page; undefined in a faulty query. */
export const hintOf = (c: Context, name: string): string | undefined => {
  try {
    return queryOf(c).get(name);
  } catch {
    return undefined;
  }
};
