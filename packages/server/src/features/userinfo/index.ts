import { Hono } from 'hono';
import type { Money } from '../../accounts/account-source.js';
import type { Log } from '../../kernel/log.js';
import { userinfoClaims } from '../../protocol/claims.js';
import type { Tokens } from '../../services/tokens.js';
import { bearerErrorHandler, requireAccess } from '../../web/bearer-access.js';
import type { RequestEnv } from '../../web/env.js';
import { onlyMethods, openCors } from '../../web/oauth-response.js';

interface Dependencies {
  tokens: Tokens;
  money: Money;
  issuer: string;
  log: Log;
}

/** The userinfo endpoint (OpenID Connect Core section 5.3), with the balance as the account source has it now. */
export const userinfoEndpoint = ({ tokens, money, issuer, log }: Dependencies): Hono<RequestEnv> => {
  const path = '/api/oauth2/userinfo';
  const app = new Hono<RequestEnv>();
  app.onError(bearerErrorHandler(issuer, log));
  app.use(path, openCors('GET', 'POST'));
  app.on(['GET', 'POST'], path, async (c) => {
    const { account, scopes } = await requireAccess(c, tokens);
    return c.json(userinfoClaims(account, scopes, money.unitsPerCurrency), 200, { 'cache-control': 'no-store' });
  });
  app.all(path, onlyMethods('GET', 'POST'));
  return app;
};
