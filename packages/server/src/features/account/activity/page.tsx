import type { Money } from '../../../domain/accounts/index.js';
import { formatBalanceChange, formatChange } from '../../../web/kit/format.js';
import { LinkLine, type PageContext, WidePage } from '../../../web/kit/page.js';
import { LedgerTable, type LedgerLine } from './ledger.js';
import { Pager } from '../../../web/kit/pager.js';

export interface ActivityProps {
  context: PageContext;
  /** Newest first. */
  entries: readonly LedgerLine[];
  money: Money;
  next: string | null;
  isFirst: boolean;
}

export const ActivityPage = ({ context, entries, money, next, isFirst }: ActivityProps) => {
  const { account, activity } = context.messages;
  return (
    <WidePage context={context} title={activity.title} lead={activity.lead}>
      <div class="card">
        {entries.length === 0 ? (
          <p class="hint">{isFirst ? account.noActivity : activity.noneHere}</p>
        ) : (
          <LedgerTable
            context={context}
            entries={entries}
            title={activity.amount}
            amount={(units) => (
              <>
                {formatBalanceChange(units, money)}
                <span class="hint">{account.units(formatChange(context.locale, units))}</span>
              </>
            )}
          />
        )}
        <Pager
          newest={isFirst ? null : '/account/activity'}
          older={next === null ? null : `/account/activity?after=${next}`}
          texts={context.messages.accountLinks}
        />
        <p class="hint">{account.times}</p>
      </div>
      <LinkLine href="/account/activity.csv" text={activity.download} />
      <LinkLine href="/account" text={context.messages.accountLinks.back} />
    </WidePage>
  );
};
