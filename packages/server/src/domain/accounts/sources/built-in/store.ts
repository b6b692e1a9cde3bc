import { sql, type Selectable, type UpdateObject } from 'kysely';
import { DAY } from '../../../../kernel/clock.js';
import { changesIn } from '../../../../database/changes.js';
import { foldKey, lookAlikeKey } from '../../../../kernel/text.js';
import type { Database, Queryable } from '../../../../database/database.js';
import { readInChunks } from '../../../../database/batches.js';
import { STATUS_NUMBERS, type AccountStatus } from '../../../../protocol/claims.js';
import type * as managed from '../../managed.js';
import { USER_COLUMNS, type AccountsSchema, type AccountsTables, type UsersTable } from '../../tables.js';

/** An account of this source. */
export interface StoredUser {
  id: number;
  username: string;
  email: string;
  isEmailVerified: boolean;
  passwordHash: string;
  status: AccountStatus;
  quota: number;
  usedQuota: number;
  createdAt: number;
  locale: string | null;
  credentialVersion: number;
  /** When the account was deleted. Only its number and ledger are left then. */
  deletedAt: number | null;
}

const toUser = (row: Selectable<UsersTable>): StoredUser => ({
  id: row.id,
  username: row.username,
  email: row.email,
  isEmailVerified: row.email_verified === 1,
  passwordHash: row.password_hash,
  status: row.status === STATUS_NUMBERS.enabled ? 'enabled' : 'disabled',
  quota: row.quota,
  usedQuota: row.used_quota,
  createdAt: row.created_at,
  locale: row.locale,
  credentialVersion: row.credential_version,
  deletedAt: row.deleted_at,
});

export interface NewUser extends Pick<StoredUser, 'username' | 'email' | 'passwordHash' | 'quota' | 'usedQuota'> {
  isEmailVerified?: boolean;
  memo: string;
  now: number;
}

/** With amounts as numbers, as they are stored. */
export interface LedgerEntry extends Omit<managed.LedgerEntry, 'quotaDelta' | 'usedDelta'> {
  quotaDelta: number;
  usedDelta: number;
}

/** With amounts as text, because sums may exceed a number. */
export interface BalanceHistory {
  balance: string;
  changes: { day: number; units: string }[];
}

export interface Movement extends Omit<LedgerEntry, 'id' | 'createdAt'> {
  userId: number;
  idempotencyKey: string | null;
  now: number;
}

const appendToLedger = (transaction: Queryable<AccountsTables>, movement: Movement) =>
  transaction.query
    .insertInto('ledger_entries')
    .values({
      user_id: movement.userId,
      quota_delta: movement.quotaDelta,
      used_delta: movement.usedDelta,
      memo: movement.memo,
      idempotency_key: movement.idempotencyKey,
      created_at: movement.now,
    })
    .onConflict((conflict) => conflict.column('idempotency_key').doNothing())
    .returning('id')
    .executeTakeFirst();

/** Inserts the account with its opening ledger entry. A unique violation means that the name or address is taken. */
export const insertUser = async (transaction: Queryable<AccountsTables>, user: NewUser): Promise<StoredUser> => {
  const row = await transaction.query
    .insertInto('users')
    .values({
      username: user.username,
      username_key: foldKey(user.username),
      email: user.email,
      email_key: foldKey(user.email),
      email_verified: user.isEmailVerified === true ? 1 : 0,
      password_hash: user.passwordHash,
      status: STATUS_NUMBERS.enabled,
      quota: user.quota,
      used_quota: user.usedQuota,
      created_at: user.now,
      locale: null,
      deleted_at: null,
    })
    .returning(USER_COLUMNS)
    .executeTakeFirstOrThrow();
  if (user.quota !== 0 || user.usedQuota !== 0) {
    const { quota: quotaDelta, usedQuota: usedDelta, memo, now } = user;
    await appendToLedger(transaction, { userId: row.id, quotaDelta, usedDelta, memo, idempotencyKey: null, now });
  }
  return toUser(row);
};

type Changes = UpdateObject<AccountsTables, 'users'>;

const NEXT_VERSION = sql<number>`credential_version + 1`;

/** Locks the row of an enabled user whose credentials have this version. False if there is none. */
export const holdVerified = (
  transaction: Queryable<AccountsTables>,
  id: number,
  credentialVersion: number,
): Promise<boolean> =>
  changesIn(transaction, (query) =>
    query
      .updateTable('users')
      .set({ credential_version: credentialVersion })
      .where('id', '=', id)
      .where('credential_version', '=', credentialVersion)
      .where('status', '=', STATUS_NUMBERS.enabled)
      .where('deleted_at', 'is', null),
  );

/** Changes an account, only while it has `email` if given. False if it is gone. */
const changeUser = (
  transaction: Queryable<AccountsTables>,
  id: number,
  columns: Changes,
  email?: string,
): Promise<boolean> =>
  changesIn(transaction, (query) => {
    const update = query.updateTable('users').set(columns).where('id', '=', id).where('deleted_at', 'is', null);
    return email === undefined ? update : update.where('email', '=', email);
  });

/** Whoever has verified the credentials, but is not signed in yet, has to do so again. */
export const voidVerified = async (transaction: Queryable<AccountsTables>, id: number): Promise<void> =>
  void (await changeUser(transaction, id, { credential_version: NEXT_VERSION }));

/** False if the account is gone. */
export const setStatus = (
  transaction: Queryable<AccountsTables>,
  id: number,
  status: AccountStatus,
): Promise<boolean> =>
  changeUser(transaction, id, { status: STATUS_NUMBERS[status], credential_version: NEXT_VERSION });

/** Only if the account still has this address. True if it is verified now. */
export const confirmEmail = (transaction: Queryable<AccountsTables>, id: number, email: string): Promise<boolean> =>
  changeUser(transaction, id, { email_verified: 1 }, email);

export const setPasswordHash = async (transaction: Queryable<AccountsTables>, id: number, passwordHash: string) =>
  void (await changeUser(transaction, id, { password_hash: passwordHash, credential_version: NEXT_VERSION }));

/** A unique violation means that the name is taken. False if the account is gone. */
export const rename = (transaction: Queryable<AccountsTables>, id: number, username: string): Promise<boolean> =>
  changeUser(transaction, id, { username, username_key: foldKey(username) });

/** A unique violation means that another account has the address. False if the account is gone. */
export const setEmail = (transaction: Queryable<AccountsTables>, id: number, email: string, isVerified: boolean) =>
  changeUser(transaction, id, { email, email_key: foldKey(email), email_verified: isVerified ? 1 : 0 });

/** Accounts of the built-in source, and the ledger that their balances are the sum of. */
export const usersStore = (database: Database<AccountsSchema>) => {
  const byId = database.prepare<{ id: number }, Selectable<UsersTable>>((query, p) =>
    query.selectFrom('users').where('id', '=', p('id')).select(USER_COLUMNS),
  );

  const change = (id: number, columns: Changes): Promise<boolean> =>
    database.write((transaction) => changeUser(transaction, id, columns));

  return {
    find: async (id: number): Promise<StoredUser | undefined> => {
      const [row] = await database.read.run(byId, { id });
      return row && toUser(row);
    },

    findEach: async (ids: readonly number[]): Promise<StoredUser[]> => {
      const { query } = database.read;
      const rows = await readInChunks(ids, (chunk) =>
        query.selectFrom('users').where('id', 'in', chunk).select(USER_COLUMNS).execute(),
      );
      return rows.map(toUser);
    },

    /**
     * All accounts with this username or email address: none, one, or (if a name equals another's address) two. Exactly an old
     * name that looks like another one is that name, and not the other.
     */
    findByLogin: async (login: string): Promise<StoredUser[]> => {
      const [key, exact] = [foldKey(login), lookAlikeKey(login)];
      const rows = await database.read.query
        .selectFrom('users')
        .where((where) =>
          where.or(
            (['username_key', 'email_key'] as const).flatMap((column) => [
              where(column, '=', key),
              where(column, '=', exact),
            ]),
          ),
        )
        .where('deleted_at', 'is', null)
        .select(USER_COLUMNS)
        .execute();
      const same = rows.filter((row) => row.username_key === exact || row.email_key === exact);
      return (same.length > 0 ? same : rows).map(toUser);
    },

    /** For an account that is created by itself. */
    write: <T>(work: (transaction: Queryable<AccountsTables>) => Promise<T>): Promise<T> => database.write(work),

    /** Appends to the ledger and updates the balance, once per idempotency key. `applied` is part of the transaction. */
    move: (
      movement: Movement,
      applied?: (transaction: Queryable<AccountsSchema>) => Promise<void>,
    ): Promise<'applied' | 'duplicate'> =>
      database.write(async (transaction) => {
        const entry = await appendToLedger(transaction, movement);
        if (entry === undefined) return 'duplicate';
        await transaction.query
          .updateTable('users')
          .set((set) => ({
            quota: set('quota', '+', movement.quotaDelta),
            used_quota: set('used_quota', '+', movement.usedDelta),
          }))
          .where('id', '=', movement.userId)
          .execute();
        await applied?.(transaction);
        return 'applied';
      }),

    /** Newest first; only entries before the id `before`, if given. */
    ledger: (userId: number, limit: number, before: number | null = null): Promise<LedgerEntry[]> => {
      const all = database.read.query.selectFrom('ledger_entries').where('user_id', '=', userId);
      return (before === null ? all : all.where('id', '<', before))
        .orderBy('id', 'desc')
        .limit(limit)
        .select(['id', 'created_at as createdAt', 'quota_delta as quotaDelta', 'used_delta as usedDelta', 'memo'])
        .execute();
    },

    /**
     * The balance, and its changes per day from `first` to `last` (days since the epoch, in UTC); later ones count for
     * the last. In one statement, so that the two agree. Sums each day separately from a covering index: grouping would
     * sort the entries first, which was measured to take ten times as long. Null if the user does not exist.
     */
    balanceHistory: async (userId: number, first: number, last: number): Promise<BalanceHistory | null> => {
      const { rows } = await sql<{ balance: string | null; day: number; units: string | null }>`
        with recursive days (day) as (
          select cast(${first} as bigint) union all select day + 1 from days where day < ${last}
        )
        select day,
          (select cast(quota - used_quota as text) from users where id = ${userId}) as balance,
          (select cast(sum(quota_delta - used_delta) as text) from ledger_entries
            where user_id = ${userId} and created_at >= day * ${sql.lit(DAY)}
              and created_at < case when day = ${last} then ${sql.lit(Number.MAX_SAFE_INTEGER)}
                else (day + 1) * ${sql.lit(DAY)} end) as units
        from days order by day`.execute(database.read.query);
      const balance = rows[0]?.balance ?? null;
      if (balance === null) return null;
      return { balance, changes: rows.flatMap(({ day, units }) => (units === null ? [] : [{ day, units }])) };
    },

    setLocale: async (id: number, locale: string): Promise<void> => void (await change(id, { locale })),
  };
};

export type UsersStore = ReturnType<typeof usersStore>;
