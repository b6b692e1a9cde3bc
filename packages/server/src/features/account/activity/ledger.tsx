import type { Child } from 'hono/jsx';
import type { LedgerEntry } from '../../../domain/accounts/index.js';
import type { Units } from '../../../kernel/quota.js';
import { Moment } from '../../../web/kit/format.js';
import { Table } from '../../../web/kit/lists.js';
import type { PageContext } from '../../../web/kit/page.js';

/** One change of the balance. */
export interface LedgerLine {
  /** Milliseconds since the epoch. */
  createdAt: number;
  /** Credited when positive, spent when negative. */
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
  /** Of the column of amounts. */
  title: string;
  amount: (units: Units) => Child;
}

/** What moved the balance, when, and by how much. */
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
