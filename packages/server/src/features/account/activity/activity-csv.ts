import type { LedgerEntry, Money } from '../../../domain/accounts/index.js';
import { formatUnits } from '../../../kernel/quota.js';
import { csvLine, csvText } from './csv.js';

/** Tells spreadsheets that the file is UTF-8. */
const BYTE_ORDER_MARK = '\uFEFF';

/** The whole ledger, newest first, piece by piece. Column names are for programs, so they are the same in all languages. */
export async function* activityCsv(entries: AsyncIterable<LedgerEntry[]>, money: Money): AsyncGenerator<string> {
  yield BYTE_ORDER_MARK + csvLine(['time', 'what', 'units', 'amount', 'currency']);
  for await (const batch of entries) {
    yield batch
      .map(({ createdAt, quotaDelta, usedDelta, memo }) => {
        const units = quotaDelta - usedDelta;
        const amount = formatUnits(units, money.unitsPerCurrency);
        return csvLine([
          new Date(createdAt).toISOString(),
          csvText(memo),
          String(units),
          amount,
          csvText(money.currency),
        ]);
      })
      .join('');
  }
}
