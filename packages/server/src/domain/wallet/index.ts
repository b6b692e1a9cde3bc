export { eraseOrderTraces, forgetAppOfOrders } from './erase-user.js';
export { walletJobs } from './jobs.js';
export { walletModule } from './module.js';
export type { Payment, TopupProvider } from './provider.js';
export { walletRetention } from './retention.js';
export { topupOrdersStore, type OrderPlace, type TopupOrder } from './store.js';
export type { WalletTables } from './tables.js';
export { type AmountFault, MAX_TOPUP, MIN_TOPUP, parseAmount, type TopupTicket, type Wallet } from './wallet.js';
