import type { DeviceRequests } from '../../domain/device/index.js';
import { clientAddress } from '../../web/http/client-address.js';
import { clientEndpoint, type ClientEndpointNeeds } from '../../web/http/client-request.js';
import { NO_STORE } from '../../web/http/oauth-endpoint.js';

interface Needs extends ClientEndpointNeeds {
  deviceRequests: DeviceRequests;
}

/** The device authorization endpoint (RFC 8628 section 3.1). */
export const deviceAuthorizationEndpoint = ({ deviceRequests, ...needs }: Needs) =>
  clientEndpoint('device_authorization', 'device', needs, async ({ client, params }, c) => {
    const asked = { scope: params.get('scope'), resources: params.all('resource') };
    const sender = { address: clientAddress(c, needs.trustProxy), origin: c.req.header('origin') };
    return { body: await deviceRequests.begin(client, asked, sender), headers: NO_STORE };
  });
