import type { TokenExchange } from '../../domain/tokens/index.js';
import { clientEndpoint, type ClientEndpointNeeds } from '../../web/http/client-request.js';
import { UNCACHED } from '../../web/http/oauth-endpoint.js';

/** The token endpoint (RFC 6749 section 3.2): exchanges codes, refresh tokens and other grants for access tokens. */
export const tokenEndpoint = ({ exchange, ...needs }: ClientEndpointNeeds & { exchange: TokenExchange }) =>
  clientEndpoint('token', 'token', needs, async ({ client, credential, params, proof }) => {
    const body = await exchange({ client, credential, resources: params.all('resource'), proof }, params);
    return { body, headers: UNCACHED };
  });
