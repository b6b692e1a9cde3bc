import type { BalanceHistory, LedgerEntry, ManagedAccounts } from '../accounts/index.js';
import type { Cursors } from './cursors.js';
import type { OrderPlace, TopupOrder, Wallet } from '../wallet/index.js';

/** Lines per page. */
export const PAGE = 50;
/** Rows read at once for an export. */
const BATCH = 500;

export interface HistoryPage<Line> {
  lines: Line[];
  /** The cursor of older lines; null at the end. */
  next: string | null;
  /** Whether this is the newest page. */
  isFirst: boolean;
}

/** One more line was read than fits, to know whether there are more. */
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

/** The history of a balance: by day, by entry, by order. A cursor that is not ours starts at the newest. */
export const createAccountHistory = ({ accounts, wallet, cursors }: Dependencies) => ({
  /** Days are counted since the epoch in UTC. Null if the account does not exist. */
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

  /** All entries, newest first, in batches, so that few are in memory. */
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
