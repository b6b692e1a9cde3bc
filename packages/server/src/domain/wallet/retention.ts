import type { Database } from '../../database/database.js';
import type { Deletion } from '../../database/delete-in-batches.js';
import { DAY } from '../../kernel/clock.js';
import { topupOrdersStore } from './store.js';
import type { WalletSchema } from './tables.js';

const UNPAID_ORDER_MEMORY = 90 * DAY;

export const walletRetention = (database: Database<WalletSchema>): Deletion[] => [
  { what: 'unpaid orders', deleteOld: (now) => topupOrdersStore(database).deleteUnpaid(now - UNPAID_ORDER_MEMORY) },
];
