import type { Selectable } from 'kysely';
import { changes } from '../../../database/changes.js';
import type { Database, Queryable } from '../../../database/database.js';
import { PASSKEY_COLUMNS, type PasskeysTable, type SignInTables } from '../tables.js';
import { holdWaysIn, type WaysInTransaction } from '../store/ways-in.js';

/** A credential as verified. */
export interface Credential {
  /** base64url. */
  credentialId: string;
  /** COSE key, base64url. */
  publicKey: string;
  signCount: number;
  transports: readonly string[];
  isBackedUp: boolean;
}

export interface NewPasskey extends Credential {
  userId: string;
  /** The user's own name for it. */
  name: string;
  createdAt: number;
}

export interface Passkey extends NewPasskey {
  id: number;
  lastUsedAt: number | null;
}

const toPasskey = (row: Selectable<PasskeysTable>): Passkey => ({
  id: row.id,
  userId: row.user_id,
  credentialId: row.credential_id,
  publicKey: row.public_key,
  signCount: row.sign_count,
  transports: JSON.parse(row.transports) as string[],
  isBackedUp: row.is_backed_up === 1,
  name: row.name,
  createdAt: row.created_at,
  lastUsedAt: row.last_used_at,
});

/** Passkeys of users. */
export const passkeysStore = (database: Database<SignInTables>) => ({
  /** Undefined if the credential is already registered. */
  insert: async ({ query }: Queryable<SignInTables>, passkey: NewPasskey): Promise<Passkey | undefined> => {
    const row = await query
      .insertInto('passkeys')
      .values({
        user_id: passkey.userId,
        credential_id: passkey.credentialId,
        public_key: passkey.publicKey,
        sign_count: passkey.signCount,
        transports: JSON.stringify(passkey.transports),
        is_backed_up: passkey.isBackedUp ? 1 : 0,
        name: passkey.name,
        created_at: passkey.createdAt,
        last_used_at: null,
      })
      .onConflict((conflict) => conflict.column('credential_id').doNothing())
      .returning(PASSKEY_COLUMNS)
      .executeTakeFirst();
    return row && toPasskey(row);
  },

  /** Oldest first. */
  listByUser: async (userId: string): Promise<Passkey[]> => {
    const passkeys = database.read.query.selectFrom('passkeys').where('user_id', '=', userId);
    return (await passkeys.orderBy('id').select(PASSKEY_COLUMNS).execute()).map(toPasskey);
  },

  countByUser: async ({ query }: Queryable<SignInTables>, userId: string): Promise<number> => {
    const passkeys = query.selectFrom('passkeys').where('user_id', '=', userId);
    return (await passkeys.select(({ fn }) => fn.countAll<number>().as('count')).executeTakeFirstOrThrow()).count;
  },

  findByCredential: async (credentialId: string): Promise<Passkey | undefined> => {
    const passkeys = database.read.query.selectFrom('passkeys').where('credential_id', '=', credentialId);
    const row = await passkeys.select(PASSKEY_COLUMNS).executeTakeFirst();
    return row && toPasskey(row);
  },

  /**
   * Records a use, unless the counter has not increased: then there are two copies of the authenticator (WebAuthn Level
   * 3 section 6.1.1). Authenticators that do not count always send 0.
   */
  recordUse: (id: number, use: { signCount: number; isBackedUp: boolean; now: number }): Promise<boolean> =>
    changes(database, (query) =>
      query
        .updateTable('passkeys')
        .set({ sign_count: use.signCount, is_backed_up: use.isBackedUp ? 1 : 0, last_used_at: use.now })
        .where('id', '=', id)
        .where((row) =>
          row.or([
            row('sign_count', '<', use.signCount),
            row.and([row('sign_count', '=', 0), row(row.val(use.signCount), '=', 0)]),
          ]),
        ),
    ),

  rename: (id: number, userId: string, name: string): Promise<boolean> =>
    changes(database, (query) =>
      query.updateTable('passkeys').set({ name }).where('id', '=', id).where('user_id', '=', userId),
    ),

  /** Resolves to the deleted passkey; `unlessLast` keeps the only way to sign in without a password. */
  delete: async (
    transaction: WaysInTransaction,
    id: number,
    userId: string,
    { unlessLast }: { unlessLast: boolean },
  ): Promise<Passkey | undefined> => {
    if (unlessLast && (await holdWaysIn(transaction, userId)) < 2) return undefined;
    const row = await transaction.query
      .deleteFrom('passkeys')
      .where('id', '=', id)
      .where('user_id', '=', userId)
      .returning(PASSKEY_COLUMNS)
      .executeTakeFirst();
    return row && toPasskey(row);
  },

  /** Resolves to those it deleted, oldest first. */
  deleteByUser: async ({ query }: WaysInTransaction, userId: string): Promise<Passkey[]> => {
    const rows = await query.deleteFrom('passkeys').where('user_id', '=', userId).returning(PASSKEY_COLUMNS).execute();
    return rows.map(toPasskey).toSorted((one, other) => one.id - other.id);
  },
});

export type PasskeysStore = ReturnType<typeof passkeysStore>;
