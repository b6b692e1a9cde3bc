import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import { sameText } from '../../kernel/secret.js';
import type { Params } from '../../protocol/params.js';
import type { PageEnv, Visitor } from '../http/env.js';
import { queryOf } from '../http/query.js';
import { isFromHere } from './csrf.js';
import { echoed, safeReturnTo } from './return-to.js';

/** Whether the form names the user who is signed in. A passkey or a code names nobody. */
const isBy = (account: Visitor['account'], form: Params): boolean => {
  if (account === null) return false;
  const { username, email } = account;
  const login = form.get('username')?.trim().toLowerCase();
  return login === username.toLowerCase() || (email !== null && login === email.toLowerCase());
};

/** Where the form leads whoever is signed in now, if anybody. */
const onwardOf = (c: Context<PageEnv>, form: Params, { account }: Visitor): string => {
  const request = form.get('request');
  const invitation = form.get('invitation');
  const isTheirs = isBy(account, form);
  if (request === undefined && invitation !== undefined && !isTheirs) {
    return `/sign-up?${new URLSearchParams({ invitation: echoed(invitation) })}`;
  }
  const returnTo = safeReturnTo(queryOf(c).get('return_to') ?? form.get('return_to'), '/account');
  if (account === null)
    return `/sign-in?${new URLSearchParams(request === undefined ? { return_to: returnTo } : { request: echoed(request) })}`;
  if (request === undefined) return returnTo;
  return `/authorize?${new URLSearchParams({ request: echoed(request), ...(isTheirs ? {} : { ask: '1' }) })}`;
};

/**
 * For forms that sign somebody in or answer a request, between `known` and `checkedForm`: a form from before a sign-in or
 * sign-out in another tab changes nothing and leads on, which needs no proof that it is ours. Whoever is signed in
 * continues with the request, on a page that asks (`ask`) if the form names somebody else. `vouched`: only if the browser
 * says that the form is ours.
 */
export const leadOnStale = ({ vouched }: { vouched: boolean }) =>
  createMiddleware<PageEnv>(async (c, next) => {
    const visitor = c.get('visitor');
    const isOurs = vouched ? c.req.header('sec-fetch-site') === 'same-origin' : isFromHere(c, visitor);
    if (c.req.method !== 'POST' || !isOurs) return next();
    const form = c.get('sentForm');
    if (sameText(form.get('csrf') ?? '', visitor.csrf)) return next();
    return c.redirect(onwardOf(c, form, visitor), 303);
  });
