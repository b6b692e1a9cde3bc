import type { Hono, MiddlewareHandler } from 'hono';
import { invalidRequest } from '../../protocol/errors.js';
import { allowedMethods, METHODS } from './allowed-methods.js';
import type { RequestEnv } from './env.js';
import { oauthEndpoint, type OAuthEndpoint } from './oauth-endpoint.js';

type Needs = Pick<OAuthEndpoint, 'issuer' | 'log'> & { app: Pick<Hono<RequestEnv>, 'router'> };

/** For unknown paths among the OAuth endpoints: programs call these, so the answer is JSON, not a page. */
export const unknownEndpoint = ({ app, issuer, log }: Needs): MiddlewareHandler<RequestEnv> => {
  const refuse = oauthEndpoint({
    issuer,
    log,
    methods: METHODS,
    handle: () =>
      Promise.reject(
        invalidRequest(
          'There is no endpoint at this address. See /.well-known/openid-configuration for the endpoints.',
          { status: 404 },
        ),
      ),
  });
  return async (c, next) => (allowedMethods(app, c.req.path).length === 0 ? refuse(c, next) : next());
};
