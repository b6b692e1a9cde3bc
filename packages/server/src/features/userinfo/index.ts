import { Hono, type Context } from 'hono';
import type { Money } from '../../accounts/account-source.js';
import type { Log } from '../../kernel/log.js';
import { userinfoClaims } from '../../protocol/claims.js';
import type { Tokens } from '../../services/tokens.js';
import { bearerErrorHeaders, requireAccess } from '../../web/bearer-access.js';
import type { RequestEnv } from '../../web/env.js';
import { NO_STORE, oauthEndpoint, type Answer } from '../../web/oauth-endpoint.js';

interface Dependencies {
  tokens: Tokens;
  money: Money;
  issuer: string;
  log: Log;
}

/** The userinfo endpoint (OpenID Connect Core section 5.3), with the balance as the account source has it now. */
export const userinfoEndpoint = ({ tokens, money, issuer, log }: Dependencies): Hono<RequestEnv> => {
  const handle = async (c: Context<RequestEnv>): Promise<Answer> => {
    const { account, scopes } = await requireAccess(c, tokens);
    return { body: userinfoClaims(account, scopes, money.unitsPerCurrency), headers: NO_STORE };
  };

  return new Hono<RequestEnv>().all(
    '/api/oauth2/userinfo',
    oauthEndpoint({ issuer, log, methods: ['GET', 'POST'], errorHeaders: bearerErrorHeaders(issuer), handle }),
  );
};
