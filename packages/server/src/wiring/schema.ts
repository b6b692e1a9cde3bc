import type { EngineTables } from '../database/tables.js';
import type { AccountDataSchema } from '../domain/account-data/tables.js';
import type { ClientAuthTables } from '../domain/client-auth/tables.js';
import type { IdempotencyTables } from '../domain/idempotency/tables.js';
import type { KeysTables } from '../domain/keys/tables.js';

/** Every table of the database: those that know users, and the others. */
export interface Schema extends EngineTables, AccountDataSchema, ClientAuthTables, IdempotencyTables, KeysTables {}
