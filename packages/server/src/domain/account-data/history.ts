import type { BalanceHistory, LedgerEntry, ManagedAccounts } from '../accounts/index.js';
import type { Cursors } from './cursors.js';
import type { OrderPlace, TopupOrder, Wallet } from '../wallet/index.js';

/** Lines of one page. */
export const PAGE = 50;
/** What is read at once where everything is wanted. */
const BATCH = 500;

export interface HistoryPage<Line> {
  lines: Line[];
  /** Leads to what is older; null at the end. */
  next: string | null;
  /** It begins at the newest. */
  isFirst: boolean;
}

/** One more than fits was asked for, to know whether there is more. */
const cut = <Line>(lines: Line[]): { lines: Line[]; last: Line | undefined } => ({
  lines: lines.slice(0, PAGE),
  last: lines.length > PAGE ? lines[PAGE - 1] : undefined,
});

const entryId = (place: readonly unknown[] | null): number | null => {
  const [id] = place ?? [];
  return typeof id === 'number' ? id : null;
};

const orderPlace = (place: readonly unknown[] | null): OrderPlace | null => {
  const [createdAt, id] = place ?? [];
  return typeof createdAt === 'number' && typeof id === 'string' ? { createdAt, id } : null;
};

interface Dependencies {
  accounts: ManagedAccounts;
  wallet: Wallet;
  cursors: Cursors;
}

/** What has happened to a balance: day by day, entry by entry, order by order. A cursor that is not ours leads to the newest. */
export const createAccountHistory = ({ accounts, wallet, cursors }: Dependencies) => ({
  /** From day to day, counted since the epoch in UTC. Null when there is no such account. */
  balance: (userId: string, first: number, last: number): Promise<BalanceHistory | null> =>
    accounts.balanceHistory(userId, first, last),

  entries: async (userId: string, cursor: string | undefined): Promise<HistoryPage<LedgerEntry>> => {
    const before = entryId(cursors.read('entries', userId, cursor));
    const { lines, last } = cut(await accounts.ledger(userId, PAGE + 1, before));
    return { lines, next: last ? cursors.write('entries', userId, [last.id]) : null, isFirst: before === null };
  },

  orders: async (userId: string, cursor: string | undefined): Promise<HistoryPage<TopupOrder>> => {
    const after = orderPlace(cursors.read('orders', userId, cursor));
    const { lines, last } = cut(await wallet.listOrders(userId, PAGE + 1, after));
    const next = last ? cursors.write('orders', userId, [last.createdAt, last.id]) : null;
    return { lines, next, isFirst: after === null };
  },

  /** All of them, newest first, a batch at a time: however many there are, few are in memory. */
  allEntries: async function* (userId: string): AsyncGenerator<LedgerEntry[]> {
    let before: number | null = null;
    for (;;) {
      const entries: LedgerEntry[] = await accounts.ledger(userId, BATCH, before);
      if (entries.length > 0) yield entries;
      before = entries.at(-1)?.id ?? null;
      if (entries.length < BATCH) return;
    }
  },
});

export type AccountHistory = ReturnType<typeof createAccountHistory>;
