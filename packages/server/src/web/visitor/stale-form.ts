import { createMiddleware } from 'hono/factory';
import { sameText } from '../../kernel/secret.js';
import type { Params } from '../../protocol/params.js';
import type { PageEnv, Visitor } from '../http/env.js';
import { isFromHere } from './csrf.js';
import { echoed, safeReturnTo } from './return-to.js';

/** Whether the form names the user who is signed in. A passkey or a code names nobody. */
const isBy = ({ username, email }: NonNullable<Visitor['account']>, form: Params): boolean => {
  const login = form.get('username')?.trim().toLowerCase();
  return login === username.toLowerCase() || (email !== null && login === email.toLowerCase());
};

/**
 * For forms of the sign-in pages, between `known` and `checkedForm`: a form from before a sign-in or sign-out in another tab
 * changes nothing and leads on, which needs no proof that it is ours. Whoever is signed in continues with the request, on a
 * page that asks (`ask`) if the form names somebody else.
 */
export const leadOn = createMiddleware<PageEnv>(async (c, next) => {
  const visitor = c.get('visitor');
  const { account, csrf } = visitor;
  if (c.req.method !== 'POST' || !isFromHere(c, visitor)) return next();
  const form = c.get('sentForm');
  if (sameText(form.get('csrf') ?? '', csrf)) return next();
  const returnTo = safeReturnTo(c.req.query('return_to') ?? form.get('return_to'), '/account');
  const request = form.get('request');
  if (account === null) {
    const onward = new URLSearchParams(request === undefined ? { return_to: returnTo } : { request: echoed(request) });
    return c.redirect(`/sign-in?${onward}`, 303);
  }
  if (request === undefined) return c.redirect(returnTo, 303);
  return c.redirect(
    `/authorize?${new URLSearchParams({ request: echoed(request), ...(isBy(account, form) ? {} : { ask: '1' }) })}`,
    303,
  );
});
