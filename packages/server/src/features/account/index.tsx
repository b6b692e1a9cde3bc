import { Hono, type Context } from 'hono';
import type { Money, Profile } from '../../domain/accounts/index.js';
import { DAY } from '../../kernel/clock.js';
import type { AccountDeletion, AccountHistory, UserData } from '../../domain/account-data/index.js';
import type { Apps } from '../../domain/apps/index.js';
import type { Audit } from '../../domain/audit/index.js';
import type { SignIn } from '../../domain/sign-in/index.js';
import type { PageEnv } from '../../web/http/env.js';
import { createPasswordProof } from '../../web/visitor/password-proof.js';
import { signedInOnly } from '../../web/visitor/signed-in-only.js';
import { AccountPage } from './overview-page.js';
import { DEFAULT_RANGE, RANGES, type Range } from './activity/balance-chart.js';
import { balanceSeries, windowOf, type DayBalance } from './activity/balance-series.js';
import { ledgerLineOf } from './activity/ledger.js';
import { authorizationPages, type AuthorizationDependencies } from './authorizations/index.js';
import { dataPages } from './data/index.js';
import { historyPages } from './activity/index.js';
import { profileFactsOf } from './profile-page.js';
import { profilePages } from './profile.js';
import { securityPages, type SecurityDependencies } from './security/index.js';

interface Dependencies extends Omit<SecurityDependencies, 'passwordProof'>, AuthorizationDependencies {
  signIn: SignIn;
  trustProxy: number;
  accountDeletion: AccountDeletion;
  apps: Apps;
  audit: Audit;
  history: AccountHistory;
  profile: Profile;
  userData: UserData;
  money: Money;
}

const RECENT_ENTRIES = 10;
const NOTICE_PERIOD = 30 * DAY;

/** The account pages: the overview here, the others in the folders below. */
export const accountPages = (dependencies: Dependencies): Hono<PageEnv> => {
  const { accounts, apps, audit, visitors, pageErrors, clock, money } = dependencies;

  const passwordProof = createPasswordProof(dependencies);
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
        quota={account.quota}
        usedQuota={account.usedQuota}
        money={money}
        series={await seriesOf(account.id, range)}
        range={range}
        entries={entries.map(ledgerLineOf)}
        notices={await noticesFor(c, account.id)}
      />,
    );
  });

  pages.route('/', authorizationPages({ ...dependencies, contextOf }));
  pages.route('/', securityPages({ ...dependencies, passwordProof }));
  pages.route('/', historyPages({ history: dependencies.history, clock, money, contextOf }));
  pages.route('/', profilePages({ accounts, profile: dependencies.profile, contextOf }));
  pages.route('/', dataPages({ ...dependencies, passwordProof, contextOf }));
  return pages;
};
