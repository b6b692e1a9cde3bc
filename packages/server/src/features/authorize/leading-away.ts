import type { Context } from 'hono';
import type { Params } from '../../protocol/params.js';
import type { App } from '../../domain/apps/index.js';
import type { AuthorizationRequest } from '../../domain/authorization/index.js';
import type { Visitor } from '../../web/http/env.js';

/**
 * Whether an unusable request may redirect to the app. Anybody can register an app and hand out links to its site that
 * start with this server's name, so without the operator's trust an app is answered only for a signed-in user or a
 * request with prompt=none (RFC 9700 section 4.11.2).
 */
export const mayLeadAway = (app: App, params: Params, { session }: Visitor): boolean =>
  app.isTrusted || session !== null || (params.get('prompt') ?? '').split(' ').includes('none');

/**
 * The same for a link to cancel. Anybody can have a request stored that belongs to no browser yet, and hand out such links
 * to it, so there the browser must say that the link is on a page of ours.
 */
export const mayCancel = (c: Context, { app, isHeld }: AuthorizationRequest): boolean =>
  app.isTrusted || isHeld || c.req.header('sec-fetch-site') === 'same-origin';
