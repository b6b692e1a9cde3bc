import type { Database } from '../database/database.js';
import type { Deletion } from '../database/delete-in-batches.js';
import { limitsStore } from '../database/limits.js';
import { accountDataRetention } from '../domain/account-data/index.js';
import { accountsRetention } from '../domain/accounts/index.js';
import { type AuditKeeping, auditRetention } from '../domain/audit/index.js';
import { authorizationRetention } from '../domain/authorization/index.js';
import { clientAuthRetention } from '../domain/client-auth/index.js';
import { developersRetention } from '../domain/developers/index.js';
import { deviceRetention } from '../domain/device/index.js';
import { idempotencyRetention } from '../domain/idempotency/index.js';
import { keysRetention } from '../domain/keys/index.js';
import { logoutRetention } from '../domain/logout/index.js';
import { mailRetention } from '../domain/mail/index.js';
import { playgroundRetention } from '../domain/playground/index.js';
import { requestLogRetention } from '../domain/request-log/index.js';
import { resourcesRetention } from '../domain/resources/index.js';
import { sessionsRetention } from '../domain/sessions/index.js';
import { signInRetention } from '../domain/sign-in/index.js';
import { tokensRetention } from '../domain/tokens/index.js';
import { walletRetention } from '../domain/wallet/index.js';
import { eachInTurn } from '../kernel/jobs.js';
import { StoppedError } from '../kernel/stop.js';
import type { Schema } from './schema.js';

const nameFault = ({ what, deleteOld }: Deletion, now: number, worldNow: number): Promise<void> =>
  deleteOld(now, worldNow).catch((cause: unknown) => {
    if (cause instanceof StoppedError) throw cause;
    throw new Error(`deleting ${what} failed: ${String(cause)}`, { cause });
  });

/** Deletes what is no longer needed, subject by subject. A deletion that fails keeps no other from its turn. */
export const createRetention = (database: Database<Schema>, keeping: AuditKeeping) => {
  const deletions: readonly Deletion[] = [
    { what: 'expired attempt counts', deleteOld: limitsStore(database).deleteExpired },
    ...sessionsRetention(database),
    ...authorizationRetention(database),
    ...playgroundRetention(database),
    ...clientAuthRetention(database),
    ...idempotencyRetention(database),
    ...tokensRetention(database),
    ...deviceRetention(database),
    ...developersRetention(database),
    ...accountsRetention(database),
    ...walletRetention(database),
    ...keysRetention(database),
    ...logoutRetention(database),
    ...mailRetention(database),
    ...signInRetention(database),
    ...requestLogRetention(database),
    ...resourcesRetention(database),
    ...accountDataRetention(database),
    ...auditRetention(database, keeping),
  ];
  /** In reference time and in true time. */
  return (now: number, worldNow = now): Promise<void> =>
    eachInTurn(deletions, (deletion) => nameFault(deletion, now, worldNow));
};
