import type { Selectable } from 'kysely';
import { changesIn } from '../../../database/changes.js';
import type { Database, Queryable } from '../../../database/database.js';
import { deleteUpTo } from '../../../database/delete-in-batches.js';
import type { Verified } from '../../accounts/index.js';
import { PENDING_SIGN_IN_COLUMNS, type PendingSignInsTable, type SignInTables } from '../tables.js';

export interface FirstStep extends Verified {
  /** How it was taken (protocol/acr.ts). */
  amr: string;
}

/** A sign-in after its first step. */
export interface PendingSignIn extends FirstStep {
  id: number;
  /** Attempts so far. */
  attempts: number;
}

const toPending = (row: Selectable<PendingSignInsTable>): PendingSignIn => ({
  id: row.id,
  userId: row.user_id,
  credentialVersion: row.credential_version,
  amr: row.amr,
  attempts: row.attempts,
});

/** What identifies a pending sign-in: held by the browser. */
export interface PendingHold {
  hash: string;
  browserHash: string;
}

/** A sign-in that began with what has changed since must not be finished. */
export const deletePendingSignIns = async ({ query }: Queryable<SignInTables>, userId: string): Promise<void> => {
  await query.deleteFrom('pending_sign_ins').where('user_id', '=', userId).execute();
};

/** Sign-ins that wait for their second step. */
export const pendingSignInsStore = (database: Database<SignInTables>) => ({
  insert: async (
    { query }: Queryable<SignInTables>,
    hold: PendingHold,
    first: FirstStep,
    expiresAt: number,
  ): Promise<void> => {
    await query
      .insertInto('pending_sign_ins')
      .values({
        hash: hold.hash,
        browser_hash: hold.browserHash,
        user_id: first.userId,
        credential_version: first.credentialVersion,
        amr: first.amr,
        attempts: 0,
        expires_at: expiresAt,
      })
      .execute();
  },

  findLive: async ({ hash, browserHash }: PendingHold, maxAttempts: number, now: number) => {
    const row = await database.read.query
      .selectFrom('pending_sign_ins')
      .where('hash', '=', hash)
      .where('browser_hash', '=', browserHash)
      .where('attempts', '<', maxAttempts)
      .where('expires_at', '>', now)
      .select(PENDING_SIGN_IN_COLUMNS)
      .executeTakeFirst();
    return row && toPending(row);
  },

  /** Counts an attempt before it is checked, so that concurrent attempts count too. Undefined if none are left. */
  countAttempt: async ({ hash, browserHash }: PendingHold, maxAttempts: number, now: number) => {
    const row = await database.write((transaction) =>
      transaction.query
        .updateTable('pending_sign_ins')
        .set((column) => ({ attempts: column('attempts', '+', 1) }))
        .where('hash', '=', hash)
        .where('browser_hash', '=', browserHash)
        .where('attempts', '<', maxAttempts)
        .where('expires_at', '>', now)
        .returning(PENDING_SIGN_IN_COLUMNS)
        .executeTakeFirst(),
    );
    return row && toPending(row);
  },

  /** True for the one caller that ends it. */
  delete: (transaction: Queryable<SignInTables>, id: number): Promise<boolean> =>
    changesIn(transaction, (query) => query.deleteFrom('pending_sign_ins').where('id', '=', id)),

  deleteExpired: (now: number): Promise<void> => deleteUpTo(database, 'pending_sign_ins', 'expires_at', now),
});

export type PendingSignInsStore = ReturnType<typeof pendingSignInsStore>;
