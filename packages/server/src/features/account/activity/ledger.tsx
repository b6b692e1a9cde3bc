import type { Child } from 'hono/jsx';
import type { LedgerEntry } from '../../../domain/accounts/index.js';
import type { Units } from '../../../kernel/quota.js';
import { Moment } from '../../../web/kit/format.js';
import { Table } from '../../../web/kit/lists.js';
import type { PageContext } from '../../../web/kit/page.js';

export type LedgerLine = Pick<LedgerEntry, 'createdAt' | 'quotaDelta' | 'usedDelta' | 'memo'>;

interface LedgerTableProps {
  context: PageContext;
  entries: readonly LedgerLine[];
  /** Heading of the amount column. */
  title: string;
  /** Shows units: positive when credited, negative when spent. */
  amount: (units: Units) => Child;
}

export const LedgerTable = ({ context, entries, title, amount }: LedgerTableProps) => (
  <Table columns={[{ title: context.messages.account.activityMemo }, { title, isNumber: true }]}>
    {entries.map(({ createdAt, quotaDelta, usedDelta, memo }) => (
      <tr>
        <td>
          <bdi>{memo}</bdi>
          <span class="hint">
            <Moment locale={context.locale} at={createdAt} />
          </span>
        </td>
        <td class={quotaDelta < usedDelta ? 'number' : 'number credit'}>{amount(quotaDelta - usedDelta)}</td>
      </tr>
    ))}
  </Table>
);
