import type { Database, Session } from '../../database/database.js';
import { noteLogout } from '../logout/index.js';
import { withdraw } from '../resources/index.js';
import type { Schema } from '../../database/schema.js';
import { sidOf } from '../sessions/index.js';

/** The tables whose rows belong to a user. */
type UserTable = {
  [Table in keyof Schema]: Schema[Table] extends { user_id: unknown } ? Table : never;
}[keyof Schema];

/**
 * What becomes of a user's rows: they are deleted, they go with the rows they hang on, or they stay under the account
 * number alone. A table with a `user_id` that is not named here does not compile, and to name it is all it takes.
 */
const FATE = {
  authorizations: 'deleted',
  codes: 'goes with its authorization',
  developer_tokens: 'deleted',
  known_browsers: 'deleted',
  mail_links: 'deleted',
  mails: 'deleted',
  passkeys: 'deleted',
  pending_sign_ins: 'deleted',
  playground_runs: 'deleted',
  recovery_codes: 'deleted',
  sessions: 'deleted',
  totp_secrets: 'deleted',
  upstream_identities: 'deleted',
  token_families: 'goes with its authorization',
  user_roles: 'deleted',
  ledger_entries: 'stays, for the books',
  topup_orders: 'stays, for the books',
  audit_events: 'stays, without its detail',
  // A day at most: apps are still to be told that their user is signed out.
  logout_notices: 'stays until it is delivered',
} as const satisfies Record<UserTable, string>;

type DeletedTable = { [Table in UserTable]: (typeof FATE)[Table] extends 'deleted' ? Table : never }[UserTable];

const isDeleted = (table: string): table is DeletedTable =>
  Object.entries(FATE).some(([name, fate]) => name === table && fate === 'deleted');

const DELETED = Object.keys(FATE).filter(isDeleted);

/** Of this type the detail stays: it says who deleted the account, and nothing of whose it was. */
const DELETION_EVENT = 'account_deleted';

/** An app of the user's that others have let in. */
export interface AppInUse {
  id: number;
  name: string;
  /** How many others. */
  users: number;
}

/** Why a user cannot be deleted as things are. */
export type Obstacle = { outcome: 'last_operator' } | { outcome: 'apps_in_use'; apps: AppInUse[] };
export type Deletion = { outcome: 'deleted' } | { outcome: 'gone' } | Obstacle;

const appsInUse = async ({ query }: Session, userId: string): Promise<AppInUse[]> => {
  const rows = await query
    .selectFrom('apps')
    .innerJoin('authorizations', 'authorizations.app_id', 'apps.id')
    .where('apps.owner_id', '=', userId)
    .where('authorizations.user_id', '!=', userId)
    .where('authorizations.ended_at', 'is', null)
    .groupBy(['apps.id', 'apps.name'])
    .orderBy('apps.id')
    .select((column) => ['apps.id', 'apps.name', column.fn.count('authorizations.id').as('users')])
    .execute();
  return rows.map(({ id, name, users }) => ({ id, name, users: Number(users) }));
};

const isLastOperator = (operators: readonly { user_id: string }[], userId: string): boolean =>
  operators.length === 1 && operators[0]?.user_id === userId;

/** What is in the way; the rows that decide it are held to the end of the transaction, so that two last operators wait for each other. */
const obstacleFor = async (transaction: Session, userId: string): Promise<Obstacle | null> => {
  const operators = await transaction.query
    .updateTable('user_roles')
    .set({ role: 'operator' })
    .where('role', '=', 'operator')
    .returning('user_id')
    .execute();
  if (isLastOperator(operators, userId)) return { outcome: 'last_operator' };
  const apps = await appsInUse(transaction, userId);
  return apps.length === 0 ? null : { outcome: 'apps_in_use', apps };
};

/** Everything but the account's own row. Harmless to repeat. */
const erase = async (transaction: Session, userId: string, now: number): Promise<void> => {
  const { query } = transaction;
  const sessions = await query.selectFrom('sessions').where('user_id', '=', userId).selectAll().execute();
  // Before the authorizations go, through which the apps are found that want to know.
  await noteLogout(transaction, { userId, sids: sessions.map(sidOf) }, now);
  for (const table of DELETED) await query.deleteFrom(table).where('user_id', '=', userId).execute();
  await query.deleteFrom('authorization_requests').where('granted_by', '=', userId).execute();
  await query.deleteFrom('apps').where('owner_id', '=', userId).execute();
  const resources = await query
    .deleteFrom('resources')
    .where('owner_id', '=', userId)
    .returning('identifier')
    .execute();
  for (const { identifier } of resources) await withdraw(transaction, identifier);
  await query.updateTable('topup_orders').set({ return_to: null }).where('user_id', '=', userId).execute();
  await query
    .updateTable('topup_orders')
    .set({ status: 'cancelled' })
    .where('user_id', '=', userId)
    .where('status', '=', 'pending')
    .execute();
  await query
    .updateTable('audit_events')
    .set({ detail: '{}' })
    .where('user_id', '=', userId)
    .where('type', '!=', DELETION_EVENT)
    .where('detail', '!=', '{}')
    .execute();
};

/** Deleting a user, over all tables in one transaction. */
export const userDeletionStore = (database: Database) => ({
  /** What would be in the way just now. */
  obstacle: async (userId: string): Promise<Obstacle | null> => {
    const operators = await database.read.query
      .selectFrom('user_roles')
      .where('role', '=', 'operator')
      .select('user_id')
      .limit(2)
      .execute();
    if (isLastOperator(operators, userId)) return { outcome: 'last_operator' };
    const apps = await appsInUse(database.read, userId);
    return apps.length === 0 ? null : { outcome: 'apps_in_use', apps };
  },

  /**
   * Ends all access at once and erases the person: the name and the address are free again. The row, the ledger and the
   * orders stay under the account's number. Of several at once one does it; to the others the account is gone.
   */
  delete: (id: number, now: number): Promise<Deletion> =>
    database.write(async (transaction): Promise<Deletion> => {
      // Changes nothing, and holds the row.
      const held = await transaction.query
        .updateTable('users')
        .set({ deleted_at: null })
        .where('id', '=', id)
        .where('deleted_at', 'is', null)
        .returning('id')
        .executeTakeFirst();
      if (held === undefined) return { outcome: 'gone' };
      const userId = String(id);
      const obstacle = await obstacleFor(transaction, userId);
      if (obstacle !== null) return obstacle;
      await erase(transaction, userId, now);
      // No username has an @ and no address begins with one: nobody can be called this.
      const key = `@deleted ${id}`;
      await transaction.query
        .updateTable('users')
        .set({
          username: '',
          username_key: key,
          email: '',
          email_key: key,
          email_verified: 0,
          password_hash: '',
          status: 2,
          locale: null,
          deleted_at: now,
        })
        .where('id', '=', id)
        .execute();
      return { outcome: 'deleted' };
    }),

  /**
   * Erases once more what has been deleted since a moment: a request that was on its way, and knew the user before, may
   * have left a session or an authorization behind. They opened nothing, since nobody has the account.
   */
  sweep: async (since: number, now: number): Promise<void> => {
    const rows = await database.read.query.selectFrom('users').where('deleted_at', '>=', since).select('id').execute();
    for (const { id } of rows) await database.write((transaction) => erase(transaction, String(id), now));
  },
});
