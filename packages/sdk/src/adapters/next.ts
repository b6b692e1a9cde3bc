import type { Octroi } from '../server/index.js';

type RouteHandler = (request: Request) => Promise<Response>;

/**
 * For Next's route handlers: `export const { GET, POST } = nextHandlers(octroi)`, in a `route.ts` for each of
 * `app/auth/oauth/[action]`, `app/oauth/callback` and `app/api/user/info`. `next build` loads these files, often where there
 * are no secrets: a function that makes or returns the Octroi is called at the first request.
 *
 * In route handlers of the app, `octroi.session(request)` says who is signed in; `apply` it to the answer. A server component
 * cannot set cookies, so that a refresh would be lost there: with sessions in cookies let the page load `/api/user/info`, with
 * a store ask `octroi.session(new Request(octroi.origin, { headers: await headers() }))`.
 */
export const nextHandlers = (octroi: Octroi | (() => Octroi)): { GET: RouteHandler; POST: RouteHandler } => {
  let made: Octroi | undefined;
  const handle: RouteHandler = async (request) => {
    made ??= typeof octroi === 'function' ? octroi() : octroi;
    return made.handler(request);
  };
  return { GET: handle, POST: handle };
};
