import type { Tokens } from '../../domain/tokens/index.js';
import { clientEndpoint, type ClientEndpointNeeds } from '../../web/http/client-request.js';
import { NO_STORE } from '../../web/http/oauth-endpoint.js';

/** The revocation endpoint (RFC 7009 section 2.1). Ignores `token_type_hint`, because a token's form tells its type. */
export const revokeEndpoint = ({ tokens, ...needs }: ClientEndpointNeeds & { tokens: Tokens }) =>
  clientEndpoint('revoke', 'revoke', needs, async ({ client, params }) => {
    await tokens.revoke(client, params.required('token'));
    // RFC 7009 section 2.2 needs no body, but some client libraries refuse an answer that is not JSON.
    return { body: {}, headers: NO_STORE };
  });
