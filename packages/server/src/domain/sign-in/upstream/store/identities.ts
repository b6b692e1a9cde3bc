import type { Selectable } from 'kysely';
import { changes, changesIn } from '../../../../database/changes.js';
import type { Database, Queryable } from '../../../../database/database.js';
import {
  UPSTREAM_IDENTITY_COLUMNS,
  type SignInSchema,
  type SignInTables,
  type UpstreamIdentitiesTable,
} from '../../tables.js';
import { takeUpstreamRequest, type UpstreamRequestKey } from './requests.js';
import type { Account, InsertAccount } from '../../../accounts/index.js';
import { holdWaysIn, type WaysInTransaction } from '../../store/ways-in.js';

export interface NewUpstreamIdentity {
  issuer: string;
  /** `sub` of OpenID Connect, or the provider's stable number of the user. */
  subject: string;
  /** What the user knows it by there: an address or a name. */
  label: string;
}

/** A user's identity at a provider. */
export interface UpstreamIdentity extends NewUpstreamIdentity {
  id: number;
  userId: string;
  createdAt: number;
  lastUsedAt: number | null;
}

const toIdentity = (row: Selectable<UpstreamIdentitiesTable>): UpstreamIdentity => ({
  id: row.id,
  userId: row.user_id,
  issuer: row.issuer,
  subject: row.subject,
  label: row.label,
  createdAt: row.created_at,
  lastUsedAt: row.last_used_at,
});

const identities = (database: Database<SignInTables>) =>
  database.read.query.selectFrom('upstream_identities').select(UPSTREAM_IDENTITY_COLUMNS);

export interface UpstreamSignUp {
  /** The request that waits for the form, and creates one account. */
  request: UpstreamRequestKey;
  identity: NewUpstreamIdentity;
  insert: InsertAccount;
  now: number;
}

/** False if somebody has this identity already, or the user has another one there. */
const insertIdentity = async (
  transaction: Queryable<SignInTables>,
  userId: string,
  { issuer, subject, label }: NewUpstreamIdentity,
  now: number,
): Promise<boolean> => {
  const row = await transaction.query
    .insertInto('upstream_identities')
    .values({ issuer, subject, label, user_id: userId, created_at: now, last_used_at: null })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
};

/** The form was sent twice, or another user has connected the identity or used the invitation meanwhile. */
export class SignUpTooLateError extends Error {
  override readonly name = 'SignUpTooLateError';
}

/** The identities of users at upstream providers. */
export const upstreamIdentitiesStore = (database: Database<SignInSchema>) => ({
  find: async (issuer: string, subject: string): Promise<UpstreamIdentity | undefined> => {
    const ofIssuer = identities(database).where('issuer', '=', issuer);
    const row = await ofIssuer.where('subject', '=', subject).executeTakeFirst();
    return row && toIdentity(row);
  },

  listByUser: async (userId: string): Promise<UpstreamIdentity[]> => {
    const rows = await identities(database).where('user_id', '=', userId).orderBy('id').execute();
    return rows.map(toIdentity);
  },

  /** False if a user has this identity already, or this user has another one of the issuer. */
  insert: insertIdentity,

  /** False if it is gone. */
  touch: (id: number, now: number): Promise<boolean> =>
    changes(database, (query) =>
      query.updateTable('upstream_identities').set({ last_used_at: now }).where('id', '=', id),
    ),

  /** Deletes a user's identity; `unlessLast` keeps the only way to sign in without a password. True if it deleted it. */
  delete: async (
    transaction: WaysInTransaction,
    id: number,
    userId: string,
    { unlessLast }: { unlessLast: boolean },
  ): Promise<boolean> => {
    if (unlessLast && (await holdWaysIn(transaction, userId)) < 2) return false;
    return changesIn(transaction, (query) =>
      query.deleteFrom('upstream_identities').where('id', '=', id).where('user_id', '=', userId),
    );
  },

  /** Resolves to how many there were. */
  deleteByUser: async ({ query }: WaysInTransaction, userId: string): Promise<number> => {
    const result = await query.deleteFrom('upstream_identities').where('user_id', '=', userId).executeTakeFirst();
    return Number(result.numDeletedRows);
  },

  /**
   * Creates an account with the identity, all or nothing. A unique violation means that the name or address is taken,
   * and leaves the request unchanged.
   *
   * @throws {SignUpTooLateError}
   */
  signUp: async (
    transaction: Queryable<SignInSchema>,
    { request, identity, insert, now }: UpstreamSignUp,
  ): Promise<Account> => {
    const content = await takeUpstreamRequest(transaction, request, now);
    if (content === null) throw new SignUpTooLateError('the request was answered, or is over');
    const account = await insert(transaction);
    if (!(await insertIdentity(transaction, account.id, identity, now))) {
      throw new SignUpTooLateError('the identity belongs to a user by now');
    }
    return account;
  },
});

export type UpstreamIdentitiesStore = ReturnType<typeof upstreamIdentitiesStore>;
