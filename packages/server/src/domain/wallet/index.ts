export type { TopupProvider } from './provider.js';
export {
  type AmountFault,
  createWallet,
  MAX_TOPUP,
  MIN_TOPUP,
  type OrderPlace,
  parseAmount,
  type TopupOrder,
  type TopupTicket,
  type Wallet,
} from './wallet.js';
