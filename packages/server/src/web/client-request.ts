import type { Context } from 'hono';
import { parseClientAuthentication } from '../protocol/client-auth.js';
import { OAuthError } from '../protocol/errors.js';
import { parseParams, type Params } from '../protocol/params.js';
import type { Client } from '../services/apps.js';
import type { Clients } from '../services/client-authentication.js';
import { FORM, readBody } from './body.js';
import type { RequestEnv } from './env.js';

/** Credentials in a URL end up in logs and histories (RFC 6749 section 2.3.1). */
const refuseQuery = (c: Context): void => {
  if (c.req.url.includes('?')) {
    throw new OAuthError('invalid_request', 'Parameters belong in the body of this request, not in its URL.');
  }
};

/** What an app asks of us for itself, once it has proven who it is. */
export interface ReadClientRequest {
  client: Client;
  params: Params;
  /** The thumbprint of the key that a DPoP proof proved (RFC 9449 section 5); null without a proof. */
  dpopJkt: string | null;
}

/**
 * What every endpoint that an app calls for itself begins with: its parameters, and proof of who it is. In one place, so
 * that no endpoint can forget a part of it.
 *
 * @throws {OAuthError} invalid_request, invalid_client, invalid_dpop_proof
 */
export const readClientRequest = async (c: Context<RequestEnv>, clients: Clients): Promise<ReadClientRequest> => {
  refuseQuery(c);
  const params = parseParams(await readBody(c, FORM));
  const authentication = parseClientAuthentication(c.req.header('authorization'), params);
  c.set('clientId', authentication.clientId);
  const { client, dpopJkt } = await clients.authenticate({
    authentication,
    origin: c.req.header('origin'),
    proof: c.req.header('dpop'),
    method: c.req.method,
    path: c.req.path,
  });
  return { client, params, dpopJkt };
};

/** @throws {OAuthError} invalid_request that names the parameter */
export const required = (params: Params, name: string): string => {
  const value = params.get(name);
  if (value === undefined) throw new OAuthError('invalid_request', `The parameter ${name} is missing.`);
  return value;
};
