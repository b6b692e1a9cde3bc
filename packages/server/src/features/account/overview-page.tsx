import type { Account, Money } from '../../domain/accounts/index.js';
import { formatBalance, formatChange, formatCount } from '../../web/kit/format.js';
import { Notice } from '../../web/kit/form.js';
import { Facts, LinkTiles } from '../../web/kit/lists.js';
import { LinkLine, type PageContext, Section, WidePage } from '../../web/kit/page.js';
import { BalanceChart, type Range } from './activity/balance-chart.js';
import type { DayBalance } from './activity/balance-series.js';
import { LedgerTable, type LedgerLine } from './activity/ledger.js';
import { ProfileList, type ProfileFacts } from './profile-page.js';

export interface AccountProps {
  context: PageContext;
  account: ProfileFacts & Pick<Account, 'quota' | 'usedQuota'>;
  money: Money;
  /** Oldest first; null if unknown. */
  series: readonly DayBalance[] | null;
  range: Range;
  /** Newest first. */
  entries: readonly LedgerLine[];
  /** In the user's language. */
  notices: readonly string[];
}

const Balance = ({ context, money, account: { quota, usedQuota } }: AccountProps) => {
  const { account } = context.messages;
  return (
    <Section id="balance" title={account.balance}>
      <p class="figure">{formatBalance(quota - usedQuota, money)}</p>
      <Facts
        facts={[
          [account.quota, account.units(formatCount(context.locale, quota))],
          [account.usedQuota, account.units(formatCount(context.locale, usedQuota))],
        ]}
      />
      <LinkLine href="/topup" text={account.topUp} look="button primary" />
    </Section>
  );
};

const Profile = ({ context, account }: AccountProps) => {
  const { account: texts, profilePage } = context.messages;
  return (
    <Section id="profile" title={texts.profile}>
      <ProfileList context={context} profile={account} />
      <LinkLine href="/account/profile" text={profilePage.rename} />
    </Section>
  );
};

const Links = ({ context }: { context: PageContext }) => {
  const { account, accountLinks, activity, data, orders, profilePage } = context.messages;
  const links = [
    { href: '/account/authorizations', title: account.manage, detail: account.manageDetail },
    { href: '/account/security', title: account.security, detail: account.securityDetail },
    { href: '/account/activity', title: activity.title, detail: accountLinks.activityDetail },
    { href: '/account/orders', title: orders.title, detail: accountLinks.ordersDetail },
    { href: '/account/profile', title: profilePage.title, detail: accountLinks.profileDetail },
    { href: '/account/data', title: data.title, detail: accountLinks.dataDetail },
  ];
  return <LinkTiles links={links} />;
};

const Activity = ({ context, entries }: Pick<AccountProps, 'context' | 'entries'>) => {
  const { account, accountLinks } = context.messages;
  return (
    <Section id="activity" title={account.activity}>
      {entries.length === 0 ? (
        <p class="hint">{account.noActivity}</p>
      ) : (
        <>
          <LedgerTable
            context={context}
            entries={entries}
            title={account.activityUnits}
            amount={(units) => formatChange(context.locale, units)}
          />
          <LinkLine href="/account/activity" text={accountLinks.allActivity} />
          <p class="hint">{account.times}</p>
        </>
      )}
    </Section>
  );
};

/** The overview: who the user is and what they have left. The page header has the sign-out button. */
export const AccountPage = (props: AccountProps) => (
  <WidePage context={props.context} title={props.context.messages.account.title}>
    {props.notices.map((notice) => (
      <Notice>{notice}</Notice>
    ))}
    <div class="columns">
      <Balance {...props} />
      <Profile {...props} />
    </div>
    {props.series === null ? null : <BalanceChart {...props} series={props.series} />}
    <Links context={props.context} />
    <Activity context={props.context} entries={props.entries} />
  </WidePage>
);
