import { Hono, type Context } from 'hono';
import { dependOn } from '../../kernel/condition.js';
import type { Log } from '../../kernel/log.js';
import { Secret } from '../../kernel/secret.js';
import { bearerChallenge, parseBearer } from '../../protocol/bearer.js';
import { OAuthError } from '../../protocol/errors.js';
import { REGISTRATION_PATH, type ClientRegistration } from '../../domain/apps/index.js';
import type { Developers } from '../../domain/developers/index.js';
import { NoCredentialsError } from '../../web/http/bearer-access.js';
import { readJsonObject } from '../../web/http/body.js';
import { clientAddress } from '../../web/http/client-address.js';
import type { RequestEnv } from '../../web/http/env.js';
import type { LimitFailures } from '../../web/http/failure-limits.js';
import { oauthEndpoint, UNCACHED, type Answer } from '../../web/http/oauth-endpoint.js';

interface Dependencies {
  registration: ClientRegistration;
  developers: Developers;
  /** Who may register apps: holders of a developer token, or anyone. */
  policy: 'token' | 'open';
  issuer: string;
  log: Log;
  limitFailures: LimitFailures;
  trustProxy: number;
}

/** @throws {OAuthError} invalid_token without a token, invalid_request for a malformed Bearer header */
const tokenOf = (c: Context, what: string): Secret => {
  const token = parseBearer(c.req.header('authorization'));
  if (token === null) throw new NoCredentialsError(`This request needs ${what}: Authorization: Bearer TOKEN.`);
  return new Secret(token);
};

/** Dynamic client registration (RFC 7591), and its management (RFC 7592). */
export const clientRegistrationEndpoints = (dependencies: Dependencies): Hono<RequestEnv> => {
  const { registration, developers, policy, issuer, log, limitFailures, trustProxy } = dependencies;

  const errorHeaders = (error: OAuthError): Record<string, string> => {
    if (error.status !== 401) return {};
    const known = error instanceof NoCredentialsError ? {} : { error };
    return { 'www-authenticate': bearerChallenge({ realm: issuer, ...known }) };
  };

  /** The owner of the new app: the developer whose token came as the initial access token (RFC 7591 section 3), or none. */
  const registrant = async (c: Context<RequestEnv>): Promise<{ ownerId: string } | { address: string }> => {
    // Any page can send this from the address of its visitor, so pages have a count of their own.
    if (policy === 'open') {
      const address = clientAddress(c, trustProxy);
      return { address: c.req.header('origin') === undefined ? address : `${address} page` };
    }
    const token = tokenOf(c, 'a developer token, as the initial access token');
    const developer = await developers.authenticate(token.reveal());
    if (developer === null) {
      throw new OAuthError(
        'invalid_token',
        'The developer token is unknown, revoked or expired. Create a new one in the console.',
      );
    }
    dependOn(developers.conditionOf(token.reveal()));
    return { ownerId: developer.id };
  };

  const register = async (c: Context<RequestEnv>): Promise<Answer> => {
    const metadata = await readJsonObject(c);
    return { status: 201, body: await registration.register(metadata, await registrant(c)), headers: UNCACHED };
  };

  const manage = async (c: Context<RequestEnv>): Promise<Answer> => {
    const clientId = c.req.param('clientId') ?? '';
    c.set('clientId', clientId);
    const token = tokenOf(c, 'the registration access token');
    const metadata = c.req.method === 'PUT' ? await readJsonObject(c) : null;
    dependOn(registration.conditionOf(clientId, token));
    if (c.req.method === 'DELETE') {
      await registration.delete(clientId, token);
      return { status: 204, body: null, headers: UNCACHED };
    }
    const body =
      metadata === null
        ? await registration.read(clientId, token)
        : await registration.update(clientId, token, metadata);
    return { body, headers: UNCACHED };
  };

  const endpoint = { issuer, log, limitFailures, errorHeaders };
  return new Hono<RequestEnv>()
    .all(REGISTRATION_PATH, oauthEndpoint({ ...endpoint, methods: ['POST'], handle: register }))
    .all(
      `${REGISTRATION_PATH}/:clientId`,
      oauthEndpoint({ ...endpoint, methods: ['GET', 'PUT', 'DELETE'], handle: manage }),
    );
};
