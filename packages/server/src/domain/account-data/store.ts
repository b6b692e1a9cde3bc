import type { Database, Queryable } from '../../database/database.js';
import { eachInTurn } from '../../kernel/jobs.js';
import { deletedSince, erasePerson, eraseRole, holdOperators, holdUser, someOperators } from '../accounts/index.js';
import { eraseAppsOf, holdAppsOf } from '../apps/index.js';
import { eraseAuditDetail } from '../audit/index.js';
import { eraseDeveloperTokens, eraseRevokedTokens } from '../developers/index.js';
import { eraseMail } from '../mail/index.js';
import { eraseRuns } from '../playground/index.js';
import { eraseResourcesOf, finishRemovals } from '../resources/index.js';
import { eraseSessionsOf, holdWritersOf } from '../sessions/index.js';
import { eraseWaysIn } from '../sign-in/index.js';
import { appsInUseByOthers, endAuthorizationsOf, eraseAuthorizationsOf, type AppInUse } from '../tokens/index.js';
import { eraseOrderTraces } from '../wallet/index.js';
import type { AccountDataSchema } from './tables.js';

/** The tables with a `user_id`. */
type UserTable = {
  [Table in keyof AccountDataSchema]: AccountDataSchema[Table] extends { user_id: unknown } ? Table : never;
}[keyof AccountDataSchema];

/** What happens to a user's rows, and in which subject. */
type Fate = 'deleted' | 'goes with its authorization' | 'stays, for the books' | 'stays until it is delivered';

/** A table with a `user_id` that is missing here does not compile. This file's test checks that the entries are true. */
export const FATE: Readonly<Record<UserTable, Fate>> = {
  authorizations: 'deleted',
  codes: 'goes with its authorization',
  developer_tokens: 'deleted',
  known_browsers: 'deleted',
  mail_links: 'deleted',
  mails: 'deleted',
  notice_counts: 'deleted',
  passkeys: 'deleted',
  pending_sign_ins: 'deleted',
  playground_runs: 'deleted',
  recovery_codes: 'deleted',
  sessions: 'deleted',
  totp_secrets: 'deleted',
  upstream_identities: 'deleted',
  withheld_notices: 'deleted',
  token_families: 'goes with its authorization',
  user_roles: 'deleted',
  ledger_entries: 'stays, for the books',
  topup_orders: 'stays, for the books',
  audit_events: 'stays, for the books',
  // At most a day: apps must still be told that their user is signed out.
  logout_notices: 'stays until it is delivered',
};

/** Why a user cannot be deleted now. */
export type Obstacle = { outcome: 'last_operator' } | { outcome: 'apps_in_use'; apps: AppInUse[] };
export type Deletion = { outcome: 'deleted' } | { outcome: 'gone' } | Obstacle;

const obstacleAmong = async (
  queryable: Queryable<AccountDataSchema>,
  operators: readonly string[],
  userId: string,
): Promise<Obstacle | null> => {
  if (operators.length === 1 && operators[0] === userId) return { outcome: 'last_operator' };
  const apps = await appsInUseByOthers(queryable, userId);
  return apps.length === 0 ? null : { outcome: 'apps_in_use', apps };
};

/** Ends all access, and erases what is short, except the account's own row. Safe to repeat. */
const endAndErase = async (transaction: Queryable<AccountDataSchema>, userId: string, now: number): Promise<void> => {
  // Before the authorizations, which are needed to find the apps that want to know of a sign-out.
  const ended = await eraseSessionsOf(transaction, userId, now);
  await endAuthorizationsOf(transaction, userId, now);
  const writersEnded = await eraseDeveloperTokens(transaction, ended);
  await eraseMail(transaction, userId);
  await eraseWaysIn(transaction, ended);
  await eraseRuns(transaction, userId);
  await eraseRole(transaction, userId);
  await eraseAppsOf(transaction, writersEnded, now);
  await eraseResourcesOf(transaction, userId, now);
};

/**
 * What may be long, and is of no use without the account: in batches, so that nobody else waits. Safe to repeat. If it
 * fails or the process ends, the sweep goes on with it.
 */
const eraseRest = async (database: Database<AccountDataSchema>, userId: string): Promise<void> => {
  await eraseAuthorizationsOf(database, userId);
  await eraseRevokedTokens(database, userId);
  await eraseOrderTraces(database, userId);
  await eraseAuditDetail(database, userId);
  await finishRemovals(database);
};

/** Deletes a user from all tables: access and the person in one transaction, then the rest in batches. */
export const userDeletionStore = (database: Database<AccountDataSchema>) => ({
  /** Why the user cannot be deleted now. */
  obstacle: async (userId: string): Promise<Obstacle | null> =>
    obstacleAmong(database.read, await someOperators(database.read), userId),

  /**
   * Ends all access at once and erases the person, which frees the name and the address. The row, the ledger and the orders
   * stay under the account's number. Of several concurrent calls one succeeds; for the others the account does not exist.
   */
  delete: (
    id: number,
    now: number,
    deleted: (transaction: Queryable<AccountDataSchema>) => Promise<void>,
  ): Promise<Deletion> =>
    database.write(async (transaction): Promise<Deletion> => {
      const userId = String(id);
      await holdWritersOf(transaction, userId);
      if (!(await holdUser(transaction, id))) return { outcome: 'gone' };
      const obstacle = await obstacleAmong(transaction, await holdOperators(transaction), userId);
      if (obstacle !== null) return obstacle;
      await holdAppsOf(transaction, userId);
      await endAndErase(transaction, userId, now);
      await erasePerson(transaction, id, now);
      await deleted(transaction);
      return { outcome: 'deleted' };
    }),

  /** For a user who was deleted just now. */
  eraseRest: (userId: string): Promise<void> => eraseRest(database, userId),

  /**
   * Erases again what belongs to users deleted since a moment: the deletion may not have come to its end, and a request
   * that was under way may have left a session or an authorization behind. They gave no access, because the account is gone.
   */
  sweep: async (since: number, now: number): Promise<void> => {
    await eachInTurn(await deletedSince(database.read, since), async (id) => {
      await database.write((transaction) => endAndErase(transaction, String(id), now));
      await eraseRest(database, String(id));
    });
  },
});

export type UserDeletionStore = ReturnType<typeof userDeletionStore>;
