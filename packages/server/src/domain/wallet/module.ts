import type { Shared } from '../../database/shared.js';
import { topupOrdersStore } from './store.js';
import type { WalletSchema } from './tables.js';
import { createWallet, type Needs } from './wallet.js';

export const walletModule = (shared: Shared<WalletSchema>, given: Omit<Needs, keyof Shared<WalletSchema>>) => ({
  wallet: createWallet({ ...shared, ...given, store: topupOrdersStore(shared.database) }),
});
