import type { Generated } from 'kysely';
import { columnsOf } from '../../database/columns.js';
import type { ResourcesSchema } from '../resources/index.js';
import type { TokensSchema } from '../tokens/index.js';

export interface DeviceTables {
  device_requests: DeviceRequestsTable;
}

export type DeviceSchema = DeviceTables & ResourcesSchema & TokensSchema;

export interface DeviceRequestsTable {
  id: Generated<number>;
  device_hash: string;
  user_code_hash: string;
  app_id: number;
  /** JSON of domain/device/requests.ts. */
  parameters: string;
  status: 'pending' | 'allowed' | 'denied' | 'redeemed';
  authorization_id: number | null;
  /** The authorization's, when it was allowed. */
  epoch: Generated<number>;
  /** JSON of what was allowed, or null. */
  grant: string | null;
  interval_ms: number;
  polled_at: number | null;
  created_at: number;
  expires_at: number;
}

export const DEVICE_REQUEST_COLUMNS = columnsOf<DeviceRequestsTable>()([
  'id',
  'device_hash',
  'user_code_hash',
  'app_id',
  'parameters',
  'status',
  'authorization_id',
  'epoch',
  'grant',
  'interval_ms',
  'polled_at',
  'created_at',
  'expires_at',
]);
