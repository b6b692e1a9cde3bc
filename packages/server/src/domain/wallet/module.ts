import type { Shared } from '../../database/shared.js';
import { topupOrdersStore } from './store.js';
import type { WalletTables } from './tables.js';
import { createWallet, type Needs } from './wallet.js';

export const walletModule = (shared: Shared<WalletTables>, given: Omit<Needs, keyof Shared<WalletTables>>) => ({
  wallet: createWallet({ ...shared, ...given, store: topupOrdersStore(shared.database) }),
});
