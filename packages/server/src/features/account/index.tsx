import { Hono, type Context } from 'hono';
import type { Money, Profile } from '../../domain/accounts/index.js';
import { DAY } from '../../kernel/clock.js';
import { formatUnits } from '../../kernel/quota.js';
import { originOfUri } from '../../protocol/redirect-uri.js';
import { readResourceGrants } from '../../protocol/resource-grants.js';
import { readStoredScope } from '../../protocol/scopes.js';
import type { AccountDeletion, AccountHistory, UserData } from '../../domain/account-data/index.js';
import type { Apps } from '../../domain/apps/index.js';
import type { Audit } from '../../domain/audit/index.js';
import type { Authorizations } from '../../domain/authorization/index.js';
import type { ListedAuthorization } from '../../domain/tokens/index.js';
import type { Resources } from '../../domain/resources/index.js';
import { consentAppOf } from '../../web/kit/app-access.js';
import type { PageEnv } from '../../web/http/env.js';
import { signedInOnly } from '../../web/visitor/signed-in-only.js';
import { AccountPage } from './account-page.js';
import { AuthorizationsPage, type AuthorizationLine } from './authorizations-page.js';
import { DEFAULT_RANGE, RANGES, type Range } from './balance-chart.js';
import { balanceSeries, windowOf, type DayBalance } from './balance-series.js';
import { dataPages } from './data.js';
import { historyPages } from './history.js';
import { profileFactsOf } from './profile-page.js';
import { profilePages } from './profile.js';
import { securityPages, type SecurityDependencies } from './security.js';

interface Dependencies extends SecurityDependencies {
  accountDeletion: AccountDeletion;
  apps: Apps;
  audit: Audit;
  authorizations: Authorizations;
  history: AccountHistory;
  profile: Profile;
  userData: UserData;
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

  /** Null for an app that has just been deleted. */
  const lineOf = async (authorization: ListedAuthorization): Promise<AuthorizationLine | null> => {
    const app = await apps.findById(authorization.app_id);
    if (app === undefined) return null;
    const owner = app.owner_id === '' ? null : await accounts.getById(app.owner_id);
    return {
      id: authorization.id,
      appName: authorization.current_app_name,
      origin: originOfUri(app.redirectUris[0]?.uri ?? ''),
      scopes: readStoredScope(authorization.scope),
      resources: await dependencies.resources.describe(readResourceGrants(authorization.resources)),
      since: authorization.granted_at,
      lastUsedAt: authorization.last_used_at,
      publisher: consentAppOf(app, owner),
      formerName: authorization.app_name === authorization.current_app_name ? null : authorization.app_name,
      isConnected: authorization.is_connected === 1,
    };
  };

  const showAuthorizations = async (
    c: Context<PageEnv>,
    notice: string | null = null,
    noticeDetail: string | null = null,
  ): Promise<Response> => {
    const listed = await authorizations.list(c.get('who').account.id);
    const lines = (await Promise.all(listed.map(lineOf))).filter((line) => line !== null);
    return c.html(
      <AuthorizationsPage context={contextOf(c)} authorizations={lines} notice={notice} noticeDetail={noticeDetail} />,
    );
  };

  const seriesOf = async (userId: string, days: Range): Promise<DayBalance[] | null> => {
    const now = clock.now();
    const { first, last } = windowOf(now, days);
    const told = await dependencies.history.balance(userId, first, last);
    return told && balanceSeries({ now, days, ...told });
  };

  const pages = new Hono<PageEnv>();
  pages.onError(pageErrors.handler);
  pages.use('/account/*', visitors.known, signedInOnly('/account'), visitors.checkedForm);

  pages.get('/account', async (c) => {
    const { account } = c.get('who');
    const range = RANGES.find((days) => String(days) === c.req.query('days')) ?? DEFAULT_RANGE;
    const entries = await accounts.ledger(account.id, RECENT_ENTRIES);
    return c.html(
      <AccountPage
        context={contextOf(c)}
        profile={profileFactsOf(account)}
        balance={formatUnits(account.quota - account.usedQuota, money.unitsPerCurrency)}
        currency={money.currency}
        quota={account.quota}
        usedQuota={account.usedQuota}
        unitsPerCurrency={money.unitsPerCurrency}
        series={await seriesOf(account.id, range)}
        range={range}
        entries={entries.map((entry) => ({
          createdAt: entry.createdAt,
          units: entry.quotaDelta - entry.usedDelta,
          memo: entry.memo,
        }))}
        notices={await noticesFor(c, account.id)}
      />,
    );
  });

  pages.get('/account/authorizations', (c) => showAuthorizations(c));
  pages.post('/account/authorizations/end', async (c) => {
    const { account } = c.get('who');
    const { authorizations: texts, givenAccess } = contextOf(c).messages;
    const id = Number(c.get('form').get('authorization'));
    const app = (await authorizations.list(account.id)).find((authorization) => authorization.id === id);
    const ended = app !== undefined && (await authorizations.end(id, account.id));
    if (!ended) return showAuthorizations(c, texts.gone);
    const detail = app.is_connected === 1 ? givenAccess.endedDetail : null;
    return showAuthorizations(c, texts.ended(app.current_app_name), detail);
  });

  pages.route('/', securityPages(dependencies));
  pages.route('/', historyPages({ history: dependencies.history, clock, money, contextOf }));
  pages.route('/', profilePages({ accounts, profile: dependencies.profile, contextOf }));
  pages.route('/', dataPages({ ...dependencies, contextOf }));
  return pages;
};
