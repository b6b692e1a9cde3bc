import type { Selectable } from 'kysely';
import type { Database } from '../../../database/database.js';
import type { PasskeysTable, SignInTables } from '../tables.js';
import { holdWaysIn } from '../store/ways-in.js';

export type PasskeyRow = Selectable<PasskeysTable>;
export type NewPasskey = Omit<PasskeyRow, 'id' | 'last_used_at'>;

/** Passkeys of users. */
export const passkeysStore = (database: Database<SignInTables>) => ({
  /** Undefined when the credential is somebody's already. */
  insert: (passkey: NewPasskey): Promise<PasskeyRow | undefined> =>
    database.write((transaction) =>
      transaction.query
        .insertInto('passkeys')
        .values({ ...passkey, last_used_at: null })
        .onConflict((conflict) => conflict.column('credential_id').doNothing())
        .returningAll()
        .executeTakeFirst(),
    ),

  /** Oldest first. */
  listByUser: (userId: string): Promise<PasskeyRow[]> =>
    database.read.query.selectFrom('passkeys').where('user_id', '=', userId).orderBy('id').selectAll().execute(),

  findByCredential: (credentialId: string): Promise<PasskeyRow | undefined> =>
    database.read.query.selectFrom('passkeys').where('credential_id', '=', credentialId).selectAll().executeTakeFirst(),

  /**
   * Notes a use, unless the counter has not gone up: then there are two copies of the authenticator (WebAuthn Level 3
   * section 6.1.1). One that does not count says 0 each time.
   */
  recordUse: async (id: number, use: { signCount: number; isBackedUp: boolean; now: number }): Promise<boolean> =>
    (await database.write((transaction) =>
      transaction.query
        .updateTable('passkeys')
        .set({ sign_count: use.signCount, is_backed_up: use.isBackedUp ? 1 : 0, last_used_at: use.now })
        .where('id', '=', id)
        .where((row) =>
          row.or([
            row('sign_count', '<', use.signCount),
            row.and([row('sign_count', '=', 0), row(row.val(use.signCount), '=', 0)]),
          ]),
        )
        .returning('id')
        .executeTakeFirst(),
    )) !== undefined,

  rename: async (id: number, userId: string, name: string): Promise<boolean> =>
    (await database.write((transaction) =>
      transaction.query
        .updateTable('passkeys')
        .set({ name })
        .where('id', '=', id)
        .where('user_id', '=', userId)
        .returning('id')
        .executeTakeFirst(),
    )) !== undefined,

  /** Resolves to the passkey that was deleted; `unlessLast` keeps the only way in beside a password. */
  delete: (id: number, userId: string, { unlessLast }: { unlessLast: boolean }): Promise<PasskeyRow | undefined> =>
    database.write(async (transaction) => {
      if (unlessLast && (await holdWaysIn(transaction, userId)) < 2) return undefined;
      return transaction.query
        .deleteFrom('passkeys')
        .where('id', '=', id)
        .where('user_id', '=', userId)
        .returningAll()
        .executeTakeFirst();
    }),
});

export type PasskeysStore = ReturnType<typeof passkeysStore>;
