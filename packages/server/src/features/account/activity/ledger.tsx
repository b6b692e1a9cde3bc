import type { Child } from 'hono/jsx';
import type { LedgerEntry } from '../../../domain/accounts/index.js';
import type { Units } from '../../../kernel/quota.js';
import { Moment } from '../../../web/kit/format.js';
import { Table } from '../../../web/kit/lists.js';
import type { PageContext } from '../../../web/kit/page.js';

export interface LedgerLine {
  createdAt: number;
  /** Positive when credited, negative when spent. */
  units: Units;
  memo: string;
}

export const ledgerLineOf = ({ createdAt, quotaDelta, usedDelta, memo }: LedgerEntry): LedgerLine => ({
  createdAt,
  units: quotaDelta - usedDelta,
  memo,
});

interface LedgerTableProps {
  context: PageContext;
  entries: readonly LedgerLine[];
  /** Heading of the amount column. */
  title: string;
  amount: (units: Units) => Child;
}

export const LedgerTable = ({ context, entries, title, amount }: LedgerTableProps) => (
  <Table columns={[{ title: context.messages.account.activityMemo }, { title, isNumber: true }]}>
    {entries.map(({ createdAt, units, memo }) => (
      <tr>
        <td>
          <bdi>{memo}</bdi>
          <span class="hint">
            <Moment locale={context.locale} at={createdAt} />
          </span>
        </td>
        <td class={units < 0n ? 'number' : 'number credit'}>{amount(units)}</td>
      </tr>
    ))}
  </Table>
);
