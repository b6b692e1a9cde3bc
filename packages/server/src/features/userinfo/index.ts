import { Hono, type Context } from 'hono';
import type { Money } from '../../domain/accounts/index.js';
import { userinfoClaims } from '../../protocol/claims.js';
import { accessErrorHeaders, requireAccess, tokenInForm, type Protection } from '../../web/http/bearer-access.js';
import type { RequestEnv } from '../../web/http/env.js';
import { NO_STORE, oauthEndpoint, type Answer, type EndpointNeeds } from '../../web/http/oauth-endpoint.js';

interface Needs extends EndpointNeeds {
  protection: Protection;
  money: Money;
}

/** The userinfo endpoint (OpenID Connect Core section 5.3), GET or POST, with the account source's current balance. */
export const userinfoEndpoint = ({ protection, money, issuer, log, requestNotes }: Needs): Hono<RequestEnv> => {
  const handle = async (c: Context<RequestEnv>): Promise<Answer> => {
    const { account, scopes } = await requireAccess(
      c,
      protection,
      c.req.method === 'POST' ? await tokenInForm(c) : null,
    );
    return { body: userinfoClaims(account, scopes, money.unitsPerCurrency), headers: NO_STORE };
  };

  return new Hono<RequestEnv>().all(
    '/api/oauth2/userinfo',
    oauthEndpoint({
      issuer,
      log,
      note: requestNotes('userinfo'),
      methods: ['GET', 'POST'],
      errorHeaders: accessErrorHeaders(issuer, protection),
      handle,
    }),
  );
};
