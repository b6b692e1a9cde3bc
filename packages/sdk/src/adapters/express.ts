import type { AppSession, Octroi } from '../server/index.js';
import { nodeHandler, nodeSession, type NodeRequest, type NodeResponse } from './node.js';

/** What is needed of an Express request. */
export interface ExpressRequest extends NodeRequest {
  /** With the path that a router was mounted at. */
  readonly originalUrl: string;
}

/** The headers live on the request's prototype: they are not copied by spreading it. */
const whole = ({ method, originalUrl, headers }: ExpressRequest): NodeRequest => ({
  method,
  url: originalUrl,
  headers,
});

/** For Express: `app.use(expressHandler(octroi))` answers Octroi's routes and lets everything else pass. */
export const expressHandler = (octroi: Octroi) => {
  const answer = nodeHandler(octroi);
  return async (request: ExpressRequest, response: NodeResponse, next: (error?: unknown) => void): Promise<void> => {
    try {
      if (await answer(whole(request), response)) return;
    } catch (error) {
      next(error);
      return;
    }
    next();
  };
};

/** Who is signed in; null when nobody is. Refreshed cookies are put on the response by themselves. */
export const expressSession = (
  octroi: Octroi,
  request: ExpressRequest,
  response: NodeResponse,
): Promise<AppSession | null> => nodeSession(octroi, whole(request), response);
