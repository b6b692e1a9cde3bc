import type { Selectable } from 'kysely';
import { changesIn } from '../../../database/changes.js';
import type { Database, Queryable } from '../../../database/database.js';
import type { WaysInTransaction } from '../store/ways-in.js';
import { TOTP_SECRET_COLUMNS, type TotpSecretsTable, type SignInTables } from '../tables.js';

/** An authenticator's sealed secret. */
export interface StoredTotp {
  sealedSecret: string;
  createdAt: number;
  /** When its user entered a first code, or null. */
  confirmedAt: number | null;
  /** The time step of the last accepted code. */
  lastStep: number;
}

const toTotp = (row: Selectable<TotpSecretsTable>): StoredTotp => ({
  sealedSecret: row.sealed_secret,
  createdAt: row.created_at,
  confirmedAt: row.confirmed_at,
  lastStep: row.last_step,
});

const replaceCodes = async (
  transaction: WaysInTransaction,
  { userId, hashes, now }: { userId: string; hashes: readonly string[]; now: number },
): Promise<void> => {
  await transaction.query.deleteFrom('recovery_codes').where('user_id', '=', userId).execute();
  await transaction.query
    .insertInto('recovery_codes')
    .values(hashes.map((hash) => ({ user_id: userId, hash, created_at: now })))
    .execute();
};

const countCodes = async ({ query }: Queryable<SignInTables>, userId: string): Promise<number> => {
  const { count } = await query
    .selectFrom('recovery_codes')
    .where('user_id', '=', userId)
    .select((row) => row.fn.countAll().as('count'))
    .executeTakeFirstOrThrow();
  return Number(count);
};

/** Authenticators and recovery codes of users. */
export const secondStepsStore = (database: Database<SignInTables>) => ({
  findTotp: async (userId: string): Promise<StoredTotp | undefined> => {
    const secrets = database.read.query.selectFrom('totp_secrets').where('user_id', '=', userId);
    const row = await secrets.select(TOTP_SECRET_COLUMNS).executeTakeFirst();
    return row && toTotp(row);
  },

  /** Stores an unconfirmed secret in place of an earlier unconfirmed one; changes nothing if one is in use. */
  proposeTotp: async (userId: string, sealedSecret: string, now: number): Promise<void> => {
    const columns = { sealed_secret: sealedSecret, confirmed_at: null, last_step: 0, created_at: now };
    await database.write((transaction) =>
      transaction.query
        .insertInto('totp_secrets')
        .values({ user_id: userId, ...columns })
        .onConflict((conflict) =>
          conflict.column('user_id').doUpdateSet(columns).where('totp_secrets.confirmed_at', 'is', null),
        )
        .execute(),
    );
  },

  /** Confirms the proposed secret, with the first recovery codes. True for the one caller that did. */
  confirmTotp: async (
    transaction: WaysInTransaction,
    confirmed: { userId: string; sealedSecret: string; step: number; hashes: readonly string[]; now: number },
  ): Promise<boolean> => {
    const row = await transaction.query
      .updateTable('totp_secrets')
      .set({ confirmed_at: confirmed.now, last_step: confirmed.step })
      .where('user_id', '=', confirmed.userId)
      .where('sealed_secret', '=', confirmed.sealedSecret)
      .where('confirmed_at', 'is', null)
      .returning('user_id')
      .executeTakeFirst();
    if (row === undefined) return false;
    await replaceCodes(transaction, confirmed);
    return true;
  },

  /** True for the one caller whose code is from a later time step than all before (RFC 6238 section 5.2). */
  takeStep: (
    transaction: Queryable<SignInTables>,
    userId: string,
    sealedSecret: string,
    step: number,
  ): Promise<boolean> =>
    changesIn(transaction, (query) =>
      query
        .updateTable('totp_secrets')
        .set({ last_step: step })
        .where('user_id', '=', userId)
        .where('sealed_secret', '=', sealedSecret)
        .where('confirmed_at', 'is not', null)
        .where('last_step', '<', step),
    ),

  replaceCodes,

  hasCode: async (userId: string, hash: string): Promise<boolean> =>
    (await database.read.query
      .selectFrom('recovery_codes')
      .where('user_id', '=', userId)
      .where('hash', '=', hash)
      .select('hash')
      .executeTakeFirst()) !== undefined,

  /** Resolves to how many are left, for the one caller that uses the code; otherwise to null. */
  takeCode: async (transaction: Queryable<SignInTables>, userId: string, hash: string): Promise<number | null> => {
    const isFirst = await changesIn(transaction, (query) =>
      query.deleteFrom('recovery_codes').where('user_id', '=', userId).where('hash', '=', hash),
    );
    return isFirst ? countCodes(transaction, userId) : null;
  },

  countCodes: (userId: string): Promise<number> => countCodes(database.read, userId),

  /** Also deletes the recovery codes. Resolves to whether there was a second step. */
  delete: async ({ query }: WaysInTransaction, userId: string): Promise<boolean> => {
    await query.deleteFrom('recovery_codes').where('user_id', '=', userId).execute();
    const row = await query
      .deleteFrom('totp_secrets')
      .where('user_id', '=', userId)
      .returning('confirmed_at')
      .executeTakeFirst();
    return row !== undefined && row.confirmed_at !== null;
  },
});

export type SecondStepsStore = ReturnType<typeof secondStepsStore>;
