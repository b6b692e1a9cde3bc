import { columnsOf } from '../../database/columns.js';
import type { AccountsTables } from '../accounts/index.js';
import type { AuditTables } from '../audit/index.js';

export interface WalletTables {
  topup_orders: TopupOrdersTable;
}

/** With the tables of other subjects that a change here touches. */
export type WalletSchema = WalletTables & AccountsTables & AuditTables;

export type OrderStatus = 'pending' | 'paid' | 'cancelled';

export interface TopupOrdersTable {
  id: string;
  user_id: string;
  app_id: number | null;
  provider: string;
  units: number;
  /** In the currency's hundredths. */
  amount: number;
  currency: string;
  status: OrderStatus;
  return_to: string | null;
  created_at: number;
  paid_at: number | null;
  /** When the account source confirmed the credit; a paid order without it is credited again, idempotently. */
  credited_at: number | null;
}

export const TOPUP_ORDER_COLUMNS = columnsOf<TopupOrdersTable>()([
  'id',
  'user_id',
  'app_id',
  'provider',
  'units',
  'amount',
  'currency',
  'status',
  'return_to',
  'created_at',
  'paid_at',
  'credited_at',
]);
