import type { Database, Queryable } from '../../database/database.js';
import type { LogoutSchema } from './tables.js';
import { deleteInBatches } from '../../database/delete-in-batches.js';

/** One app to be told of one session, with what telling it takes. */
export interface DueNotice {
  id: number;
  user_id: string;
  sid: string;
  /** How often it was tried. */
  attempts: number;
  client_id: string;
  id_token_alg: string;
  backchannel_logout_uri: string;
}

/**
 * Notes, in the transaction that ends these sessions of a user, which apps must be told: those that got tokens from one of
 * them and want to know (OpenID Connect Back-Channel Logout section 2.3). An app whose authorization has ended has felt it
 * already. Found through the user's authorizations: an index over `sid` was measured to cost a tenth of all redemptions.
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

/** Apps that are still to be told that a session ended. */
export const logoutNoticesStore = (database: Database<LogoutSchema>) => ({
  listDue: async (now: number, limit: number): Promise<DueNotice[]> =>
    database.read.query
      .selectFrom('logout_notices as notice')
      .innerJoin('apps as app', 'app.id', 'notice.app_id')
      .where('notice.next_attempt_at', '<=', now)
      .where('app.backchannel_logout_uri', 'is not', null)
      // Anybody can register apps that are slow to answer, and those that a developer vouches for do not wait for them.
      .orderBy((column) => column('app.owner_id', '=', ''))
      .orderBy('notice.next_attempt_at')
      .limit(limit)
      .select((column) => [
        'notice.id',
        'notice.user_id',
        'notice.sid',
        'notice.attempts',
        'app.client_id',
        'app.id_token_alg',
        column.ref('app.backchannel_logout_uri').$notNull().as('backchannel_logout_uri'),
      ])
      .execute(),

  /** Takes a notice for one more try, and says when the next one may be. False when another process was first. */
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

  /** Those nobody could be told of: the app no longer says where. */
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
