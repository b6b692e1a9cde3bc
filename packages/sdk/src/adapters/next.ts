import type { Octroi } from '../server/index.js';

type RouteHandler = (request: Request) => Promise<Response>;

/**
 * For Next's route handlers: `export const { GET, POST } = nextHandlers(octroi)`, in a `route.ts` for each of
 * `app/auth/oauth/[action]`, `app/oauth/callback` and `app/api/user/info`. `next build` loads these files, often
 * without secrets, so you may pass a function that returns the Octroi; it is called at the first request.
 *
 * In the app's own route handlers, call `octroi.session(request)` and `apply` it to the response. A server component
 * cannot set cookies, so a refresh would be lost there: with cookie sessions, let the page fetch `/api/user/info`; with
 * a store, call `octroi.session(new Request(octroi.origin, { headers: await headers() }))`.
 */
export const nextHandlers = (octroi: Octroi | (() => Octroi)): { GET: RouteHandler; POST: RouteHandler } => {
  let made: Octroi | undefined;
  const handle: RouteHandler = async (request) => {
    made ??= typeof octroi === 'function' ? octroi() : octroi;
    return made.handler(request);
  };
  return { GET: handle, POST: handle };
};
