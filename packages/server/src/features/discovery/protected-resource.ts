import { SCOPES } from '../../protocol/scopes.js';
import { SIGNING_ALGS } from '../../protocol/signing-alg.js';

/**
 * Our own endpoints, userinfo and topup, as a protected resource (RFC 9728 section 2): identified by the issuer and
 * protected by this server.
 */
export const protectedResourceMetadata = ({ issuer, dpop }: { issuer: string; dpop: boolean }) => ({
  resource: issuer,
  authorization_servers: [issuer],
  scopes_supported: SCOPES,
  // A form (RFC 6750 section 2.2) where a request can have one: at userinfo, by POST.
  bearer_methods_supported: ['header', 'body'],
  resource_documentation: `${issuer}/docs`,
  ...(dpop ? { dpop_signing_alg_values_supported: SIGNING_ALGS } : {}),
});
