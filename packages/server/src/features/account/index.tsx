import { Hono, type Context } from 'hono';
import type { Money } from '../../accounts/account-source.js';
import { DAY } from '../../kernel/clock.js';
import { formatUnits } from '../../kernel/quota.js';
import { originOfUri } from '../../protocol/redirect-uri.js';
import { readResourceGrants } from '../../protocol/resource-grants.js';
import { readStoredScope } from '../../protocol/scopes.js';
import type { Apps } from '../../services/apps.js';
import type { Resources } from '../../services/resources.js';
import type { PageEnv } from '../../web/env.js';
import { signedInOnly } from '../../web/signed-in-only.js';
import { AccountPage } from './account-page.js';
import { AuthorizationsPage } from './authorizations-page.js';
import { securityPages, type SecurityDependencies } from './security.js';

interface Dependencies extends SecurityDependencies {
  apps: Apps;
  resources: Resources;
  money: Money;
}

const RECENT_ENTRIES = 10;
const NOTICE_PERIOD = 30 * DAY;

/** The user's own pages: balance, authorizations, security. */
export const accountPages = (dependencies: Dependencies): Hono<PageEnv> => {
  const { accounts, apps, audit, authorizations, visitors, pageErrors, clock, money } = dependencies;

  const contextOf = (c: Context<PageEnv>) => visitors.pageContext(c, c.get('visitor'));

  const noticesFor = async (c: Context<PageEnv>, userId: string): Promise<string[]> => {
    const { notices } = contextOf(c).messages.account;
    const events = await audit.noticesFor(userId, clock.now() - NOTICE_PERIOD);
    const sentences = await Promise.all(
      events.map(async ({ type, appId }) => {
        const app = await apps.findById(appId);
        return app === undefined ? [] : [notices[type](app.name)];
      }),
    );
    return [...new Set(sentences.flat())];
  };

  const showAuthorizations = async (c: Context<PageEnv>, notice: string | null): Promise<Response> => {
    const { account } = c.get('who');
    const lines = await Promise.all(
      (await authorizations.list(account.id)).map(async (authorization) => ({
        id: authorization.id,
        appName: authorization.current_app_name,
        origin: originOfUri((await apps.findById(authorization.app_id))?.redirectUris[0]?.uri ?? ''),
        scopes: readStoredScope(authorization.scope),
        resources: await dependencies.resources.describe(readResourceGrants(authorization.resources)),
        since: authorization.granted_at,
        lastUsedAt: authorization.last_used_at,
      })),
    );
    return c.html(<AuthorizationsPage context={contextOf(c)} authorizations={lines} notice={notice} />);
  };

  const pages = new Hono<PageEnv>();
  pages.onError(pageErrors.handler);
  pages.use('/account/*', visitors.known, signedInOnly('/account'), visitors.checkedForm);

  pages.get('/account', async (c) => {
    const { account } = c.get('who');
    const entries = await accounts.ledger(account.id, RECENT_ENTRIES);
    return c.html(
      <AccountPage
        context={contextOf(c)}
        profile={{
          id: account.id,
          username: account.username,
          email: account.email,
          memberSince: account.createdAt ?? 0,
        }}
        balance={formatUnits(account.quota - account.usedQuota, money.unitsPerCurrency)}
        currency={money.currency}
        quota={account.quota}
        usedQuota={account.usedQuota}
        entries={entries.map((entry) => ({
          createdAt: entry.createdAt,
          units: entry.quotaDelta - entry.usedDelta,
          memo: entry.memo,
        }))}
        notices={await noticesFor(c, account.id)}
      />,
    );
  });

  pages.get('/account/authorizations', (c) => showAuthorizations(c, null));
  pages.post('/account/authorizations/end', async (c) => {
    const { account } = c.get('who');
    const { authorizations: texts } = contextOf(c).messages;
    const id = Number(c.get('form').get('authorization'));
    const app = (await authorizations.list(account.id)).find((authorization) => authorization.id === id);
    const ended = app !== undefined && (await authorizations.end(id, account.id));
    return showAuthorizations(c, ended ? texts.ended(app.current_app_name) : texts.gone);
  });

  pages.route('/', securityPages(dependencies));
  return pages;
};
