import type { AppSession, Octroi } from '../server/index.js';
import { nodeHandler, nodeSession, type NodeRequest, type NodeResponse } from './node.js';

/** The part of an Express request that is used. */
export interface ExpressRequest extends NodeRequest {
  /** Includes the path that a router is mounted at. */
  readonly originalUrl: string;
}

/** `headers` is on the request's prototype, so spreading would not copy it. */
const whole = ({ method, originalUrl, headers }: ExpressRequest): NodeRequest => ({
  method,
  url: originalUrl,
  headers,
});

/** For Express: `app.use(expressHandler(octroi))` answers Octroi's routes and passes everything else on. */
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

/** The session of the signed-in user, or null. Adds refreshed cookies to the response automatically. */
export const expressSession = (
  octroi: Octroi,
  request: ExpressRequest,
  response: NodeResponse,
): Promise<AppSession | null> => nodeSession(octroi, whole(request), response);
