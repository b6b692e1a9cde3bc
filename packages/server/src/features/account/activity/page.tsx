import { formatUnits, type Units } from '../../../kernel/quota.js';
import { formatChange, formatMoney, Moment } from '../../../web/kit/format.js';
import { Page, type PageContext } from '../../../web/kit/page.js';
import type { LedgerLine } from '../overview-page.js';
import { Pager } from '../../../web/kit/pager.js';
import { BackToAccount } from '../back-to-account.js';

export interface ActivityProps {
  context: PageContext;
  /** Newest first. */
  entries: readonly LedgerLine[];
  unitsPerCurrency: Units;
  currency: string | null;
  next: string | null;
  isFirst: boolean;
}

const signed = (units: Units, unitsPerCurrency: Units): string => {
  const amount = formatUnits(units, unitsPerCurrency);
  return units < 0n ? amount.replace('-', '−') : `+${amount}`;
};

/** The whole ledger, a page at a time. */
export const ActivityPage = ({ context, entries, unitsPerCurrency, currency, next, isFirst }: ActivityProps) => {
  const { account, activity } = context.messages;
  return (
    <Page context={context} title={activity.title} layout="wide">
      <h1>{activity.title}</h1>
      <p class="lead">{activity.lead}</p>
      <div class="card">
        {entries.length === 0 ? (
          <p class="hint">{isFirst ? account.noActivity : activity.noneHere}</p>
        ) : (
          <table class="ledger">
            <thead>
              <tr>
                <th scope="col">{account.activityMemo}</th>
                <th scope="col" class="number">
                  {activity.amount}
                </th>
              </tr>
            </thead>
            <tbody>
              {entries.map(({ createdAt, units, memo }) => (
                <tr>
                  <td>
                    <bdi>{memo}</bdi>
                    <span class="hint">
                      <Moment locale={context.locale} at={createdAt} />
                    </span>
                  </td>
                  <td class={units < 0n ? 'number' : 'number credit'}>
                    {formatMoney(signed(units, unitsPerCurrency), currency)}
                    <span class="hint">{account.units(formatChange(context.locale, units))}</span>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
        <Pager context={context} path="/account/activity" next={next} isFirst={isFirst} />
        <p class="hint">{account.times}</p>
      </div>
      <p>
        <a href="/account/activity.csv">{activity.download}</a>
      </p>
      <BackToAccount context={context} />
    </Page>
  );
};
