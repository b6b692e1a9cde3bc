import type { Database, Queryable } from '../../database/database.js';
import type { LogoutSchema } from './tables.js';
import { deleteInBatches } from '../../database/delete-in-batches.js';

/** One app to notify of one session, with everything needed for that. */
export interface DueNotice {
  id: number;
  userId: string;
  sid: string;
  /** Attempts so far. */
  attempts: number;
  clientId: string;
  idTokenAlg: string;
  backchannelLogoutUri: string;
}

/**
 * In the transaction that ends a user's sessions, stores which apps to notify: those that got tokens in one of them and
 * asked for notices (OpenID Connect Back-Channel Logout section 2.3). An app whose authorization has ended needs none.
 * Found through the user's authorizations, because an index on `sid` was measured to cost a tenth of all redemptions.
 */
export const noteLogout = async (
  transaction: Queryable<LogoutSchema>,
  { userId, sids }: { userId: string; sids: readonly string[] },
  now: number,
): Promise<void> => {
  if (sids.length === 0) return;
  await transaction.query
    .insertInto('logout_notices')
    .columns(['app_id', 'user_id', 'sid', 'attempts', 'next_attempt_at', 'created_at'])
    .expression((from) =>
      from
        .selectFrom('authorizations as authorization')
        .innerJoin('token_families as family', 'family.authorization_id', 'authorization.id')
        .innerJoin('apps as app', 'app.id', 'family.app_id')
        .where('authorization.user_id', '=', userId)
        .where('authorization.ended_at', 'is', null)
        .where('family.sid', 'in', sids)
        .where('app.backchannel_logout_uri', 'is not', null)
        .distinct()
        .select((column) => [
          'family.app_id',
          'family.user_id',
          column.ref('family.sid').$notNull().as('sid'),
          column.lit(0).as('attempts'),
          column.cast<number>(column.val(now), 'bigint').as('next_attempt_at'),
          column.cast<number>(column.val(now), 'bigint').as('created_at'),
        ]),
    )
    .execute();
};

/** Pending notices to apps that a session ended. */
export const logoutNoticesStore = (database: Database<LogoutSchema>) => ({
  listDue: async (now: number, limit: number): Promise<DueNotice[]> =>
    database.read.query
      .selectFrom('logout_notices as notice')
      .innerJoin('apps as app', 'app.id', 'notice.app_id')
      .where('notice.next_attempt_at', '<=', now)
      .where('app.backchannel_logout_uri', 'is not', null)
      // Anybody can register slow apps, so those of developers are notified first.
      .orderBy((column) => column('app.owner_id', '=', ''))
      .orderBy('notice.next_attempt_at')
      .limit(limit)
      .select((column) => [
        'notice.id',
        'notice.user_id as userId',
        'notice.sid',
        'notice.attempts',
        'app.client_id as clientId',
        'app.id_token_alg as idTokenAlg',
        column.ref('app.backchannel_logout_uri').$notNull().as('backchannelLogoutUri'),
      ])
      .execute(),

  /** Claims a notice for one more attempt, and sets the time of the next. False if another process was first. */
  claim: async ({ id, attempts }: DueNotice, nextAttemptAt: number): Promise<boolean> => {
    const result = await database.write((transaction) =>
      transaction.query
        .updateTable('logout_notices')
        .set({ attempts: attempts + 1, next_attempt_at: nextAttemptAt })
        .where('id', '=', id)
        .where('attempts', '=', attempts)
        .executeTakeFirst(),
    );
    return result.numUpdatedRows > 0n;
  },

  delete: async (id: number): Promise<void> => {
    await database.write((transaction) =>
      transaction.query.deleteFrom('logout_notices').where('id', '=', id).execute(),
    );
  },

  /** Deletes undeliverable notices: their apps no longer have a URL. */
  deleteOld: (before: number): Promise<void> =>
    deleteInBatches(database, (query, limit) =>
      query
        .deleteFrom('logout_notices')
        .where('id', 'in', (ids) =>
          ids.selectFrom('logout_notices').select('id').where('created_at', '<=', before).limit(limit),
        ),
    ),
});

export type LogoutNoticesStore = ReturnType<typeof logoutNoticesStore>;
