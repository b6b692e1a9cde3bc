import type { BalanceHistory, LedgerEntry } from '../accounts/index.js';
import { batches } from '../../database/batches.js';
import type { Cursors } from './cursors.js';
import type { Downloads } from './downloads.js';
import type { Needs } from './needs.js';
import type { AuthorizationPlace, ListedAuthorization } from '../tokens/index.js';
import type { OrderPlace, TopupOrder } from '../wallet/index.js';

/** Lines per page. */
export const PAGE = 50;

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

const authorizationPlace = (place: readonly unknown[] | null): AuthorizationPlace | null => {
  const [lastUsedAt, id] = place ?? [];
  return typeof lastUsedAt === 'number' && typeof id === 'number' ? { lastUsedAt, id } : null;
};

/** What a user has too much of for one page. A cursor that is not ours starts at the newest. */
export const createAccountHistory = ({
  accounts,
  authorizations,
  wallet,
  cursors,
  downloads,
}: Needs & { cursors: Cursors; downloads: Downloads }) => ({
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

  /** Live authorizations, the last used first. */
  authorizations: async (userId: string, cursor: string | undefined): Promise<HistoryPage<ListedAuthorization>> => {
    const after = authorizationPlace(cursors.read('authorizations', userId, cursor));
    const { lines, last } = cut(await authorizations.list(userId, PAGE + 1, after));
    const next = last ? cursors.write('authorizations', userId, [last.lastUsedAt, last.id]) : null;
    return { lines, next, isFirst: after === null };
  },

  /** All entries for a download, newest first, in batches. */
  allEntries: (userId: string): AsyncGenerator<LedgerEntry[]> =>
    batches(
      (limit, before: number | null) => accounts.ledger(userId, limit, before),
      ({ id }) => id,
      downloads.turnOf(userId),
    ),
});

export type AccountHistory = ReturnType<typeof createAccountHistory>;
