import type { Shared } from '../../database/shared.js';
import type { AccountSource, Money } from '../accounts/index.js';
import type { Audit } from '../audit/index.js';
import type { TopupProvider } from './provider.js';
import { topupOrdersStore } from './store.js';
import type { WalletTables } from './tables.js';
import { createWallet } from './wallet.js';

interface Needs {
  accounts: AccountSource;
  audit: Audit;
  money: Money;
  providers: readonly TopupProvider[];
}

export const walletModule = (shared: Shared<WalletTables>, needs: Needs) => ({
  wallet: createWallet({ ...shared, ...needs, ...needs.money, store: topupOrdersStore(shared.database) }),
});
