import { invalidClient } from '../../protocol/errors.js';
import type { IntrospectionService } from '../../domain/resources/index.js';
import { clientEndpoint, type ClientEndpointNeeds } from '../../web/http/client-request.js';
import { NO_STORE } from '../../web/http/oauth-endpoint.js';

/**
 * The introspection endpoint (RFC 7662 section 2). Ignores `token_type_hint`, because the prefix of a token tells its
 * type. Refuses apps without a secret (section 2.1), because anyone could test tokens in their name.
 */
export const introspectEndpoint = ({
  introspection,
  ...needs
}: ClientEndpointNeeds & { introspection: IntrospectionService }) =>
  clientEndpoint('introspect', 'introspect', needs, async ({ client, params }) => {
    if (client.isPublic) {
      throw invalidClient('A public app cannot authenticate itself, so it cannot introspect tokens.');
    }
    return { body: await introspection.introspect(client, params.required('token')), headers: NO_STORE };
  });
