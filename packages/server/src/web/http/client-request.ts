import { Hono, type Context } from 'hono';
import { dependOn, inRequest } from '../../kernel/condition.js';
import { parseClientAuthentication } from '../../protocol/client-auth.js';
import { invalidRequest } from '../../protocol/errors.js';
import { parseParams, type Params } from '../../protocol/params.js';
import type { AppCredential, Client } from '../../domain/apps/index.js';
import type { AuthenticatedClient, CheckedProof, Clients } from '../../domain/client-auth/index.js';
import type { AnsweredRequest } from '../../domain/request-log/index.js';
import { FORM, readBody } from './body.js';
import { clientAddress } from './client-address.js';
import type { RequestEnv } from './env.js';
import type { LimitFailures } from './failure-limits.js';
import { oauthEndpoint, type Answer, type EndpointNeeds } from './oauth-endpoint.js';

/** Credentials in a URL end up in logs and histories (RFC 6749 section 2.3.1). */
const refuseQuery = (c: Context): void => {
  if (c.req.url.includes('?')) {
    throw invalidRequest('Parameters belong in the body of this request, not in its URL.');
  }
};

/** A request an app makes for itself, after authentication. */
interface ClientRequest {
  client: Client;
  params: Params;
  /** What it proved itself with; null where the request depends on something else. */
  credential: AppCredential | null;
  /** The key proven by a DPoP header (RFC 9449 section 5), not yet marked as used; null without one. */
  proof: CheckedProof | null;
}

/**
 * What every endpoint for apps does first: read the parameters and authenticate the app. Shared, so that no endpoint
 * can forget a step.
 *
 * @throws {OAuthError} invalid_request, invalid_client, invalid_dpop_proof
 */
const readClientRequest = async (
  c: Context<RequestEnv>,
  clients: Clients,
  { trustProxy, endsAccess }: { trustProxy: number; endsAccess: boolean },
): Promise<ClientRequest & Pick<AuthenticatedClient, 'condition'>> => {
  refuseQuery(c);
  const params = parseParams(await readBody(c, FORM));
  c.set('sent', { params, secretInBrowser: false });
  const authentication = parseClientAuthentication(c.req.header('authorization'), params);
  const origin = c.req.header('origin');
  const hasSecret = authentication.method !== 'none' && authentication.method !== 'private_key_jwt';
  c.set('clientId', authentication.clientId);
  c.set('sent', { params, secretInBrowser: hasSecret && origin !== undefined });
  const { client, credential, condition, proof } = await clients.authenticate({
    authentication,
    origin,
    proof: c.req.header('dpop'),
    method: c.req.method,
    path: c.req.path,
    address: clientAddress(c, trustProxy),
    endsAccess,
  });
  c.set('appId', client.id);
  c.set('isAuthenticated', !client.isPublic);
  return { client, credential, condition, params, proof };
};

/** What every endpoint for apps needs. */
export interface ClientEndpointNeeds extends EndpointNeeds {
  clients: Clients;
  limitFailures: LimitFailures;
  trustProxy: number;
}

/** `POST /api/oauth2/NAME`: an endpoint where apps authenticate. `answer` is called once the app has authenticated. */
export const clientEndpoint = (
  name: string,
  operation: AnsweredRequest['operation'],
  { clients, issuer, log, limitFailures, trustProxy, requestNotes }: ClientEndpointNeeds,
  answer: (request: ClientRequest, c: Context<RequestEnv>) => Promise<Answer>,
): Hono<RequestEnv> =>
  new Hono<RequestEnv>().all(
    `/api/oauth2/${name}`,
    oauthEndpoint({
      issuer,
      log,
      note: requestNotes(operation),
      limitFailures,
      methods: ['POST'],
      handle: async (c) => {
        const { condition, ...request } = await readClientRequest(c, clients, {
          trustProxy,
          endsAccess: name === 'revoke',
        });
        if (condition === null) return answer(request, c);
        return inRequest(() => {
          dependOn(condition);
          return answer(request, c);
        });
      },
    }),
  );
