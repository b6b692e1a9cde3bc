import { Hono, type Context } from 'hono';
import { invalidRequest, OAuthError } from '../../protocol/errors.js';
import type { App, Apps } from '../../domain/apps/index.js';
import type { Wallet } from '../../domain/wallet/index.js';
import { accessErrorHeaders, requireAccess, type Protection } from '../../web/http/bearer-access.js';
import type { RequestEnv } from '../../web/http/env.js';
import { isOnOriginOf, webOriginsOf } from './return-address.js';
import { NO_STORE, oauthEndpoint, type Answer, type EndpointNeeds } from '../../web/http/oauth-endpoint.js';
import { queryOf } from '../../web/http/query.js';

interface Needs extends EndpointNeeds {
  apps: Apps;
  protection: Protection;
  wallet: Wallet;
}

/**
 * Where the user returns to: the address the app asks for, if its origin is registered, otherwise the origin of the
 * app's first web redirect URI.
 */
const returnAddress = (app: App, wanted: string | undefined): string | null => {
  const [first] = webOriginsOf(app);
  if (wanted === undefined) return first === undefined ? null : `${first}/`;
  if (isOnOriginOf(app, wanted)) return wanted;
  throw invalidRequest('return_to must be on the origin of a redirect URI of the app.');
};

/**
 * `GET /api/oauth2/topup`: a link to the top-up page, for any live token. The link is bound to user and app, valid for
 * minutes, and signs nobody in. `return_to` (optional): where the user returns to.
 */
export const topupEndpoint = ({ apps, wallet, protection, issuer, log, requestNotes }: Needs): Hono<RequestEnv> => {
  const handle = async (c: Context<RequestEnv>): Promise<Answer> => {
    const { account, appId } = await requireAccess(c, protection);
    const client = await apps.findById(appId);
    if (client === undefined) throw new OAuthError('invalid_token', 'The app of this access token no longer exists.');
    const params = queryOf(c);
    const returnTo = returnAddress(client, params.get('return_to'));
    const ticket = wallet.issueTicket({ userId: account.id, appId, returnTo });
    return { body: { topup_url: `${issuer}/topup?ticket=${ticket}` }, headers: NO_STORE };
  };

  return new Hono<RequestEnv>().all(
    '/api/oauth2/topup',
    oauthEndpoint({
      issuer,
      log,
      note: requestNotes('topup'),
      methods: ['GET'],
      errorHeaders: accessErrorHeaders(issuer, protection),
      handle,
    }),
  );
};
