import type { Database, Queryable } from '../../database/database.js';
import { forgetDevicesOfSessions } from '../device/index.js';
import { forgetCodesOfSessions, liveAuthorizationIds } from '../tokens/index.js';
import type { LogoutSchema } from './tables.js';
import { deleteUpTo } from '../../database/delete-in-batches.js';
import { inChunks } from '../../database/batches.js';
import { isDue, outboxVerbs } from '../../database/outbox.js';
import type { Outgoing } from '../../kernel/outbox.js';

/** One app to notify of one session, with everything needed for that. */
export interface DueNotice extends Outgoing {
  userId: string;
  sid: string;
  appId: number;
  /** The app's. */
  ownerId: string | null;
  clientId: string;
  idTokenAlg: string;
  backchannelLogoutUri: string;
  /** Whether the operator trusts the app. */
  isTrusted: boolean;
}

/** The user's live authorizations of apps that ask for notices. */
const listeningIds = async ({ query }: Queryable<LogoutSchema>, userId: string): Promise<number[]> => {
  const rows = await query
    .selectFrom('authorizations')
    .innerJoin('apps', 'apps.id', 'authorizations.app_id')
    .where('authorizations.user_id', '=', userId)
    .where('authorizations.ended_at', 'is', null)
    .where('apps.backchannel_logout_uri', 'is not', null)
    .select('authorizations.id')
    .execute();
  return rows.map(({ id }) => id);
};

/**
 * In the transaction that ends a user's sessions, ends their codes and allowed devices that were not redeemed, and stores
 * which apps to notify: those that got tokens in one of them and asked for notices (OpenID Connect Back-Channel Logout
 * section 2.3). An app whose authorization has ended needs none. Found through the user's authorizations,
 * because an index on `sid` was measured to cost a tenth of all redemptions.
 */
export const noteLogout = async (
  transaction: Queryable<LogoutSchema>,
  { userId, sids }: { userId: string; sids: readonly string[] },
  now: number,
): Promise<void> => {
  if (sids.length === 0) return;
  const authorizationIds = await liveAuthorizationIds(transaction, userId);
  if (authorizationIds.length === 0) return;
  // Before the families are found: what is redeemed at this moment has created its family by then.
  await inChunks(authorizationIds, async (ids) => {
    await inChunks(sids, (chunk) => forgetCodesOfSessions(transaction, ids, chunk, now));
    await forgetDevicesOfSessions(transaction, ids, sids);
  });
  await inChunks(await listeningIds(transaction, userId), (ids) =>
    inChunks(sids, (chunk) =>
      transaction.query
        .insertInto('logout_notices')
        .columns(['app_id', 'user_id', 'sid', 'attempts', 'next_attempt_at', 'created_at'])
        .expression((from) =>
          from
            .selectFrom('token_families as family')
            .where('family.authorization_id', 'in', ids)
            .where('family.sid', 'in', chunk)
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
        .execute(),
    ),
  );
};

/** Pending notices to apps that a session ended. */
export const logoutNoticesStore = (database: Database<LogoutSchema>) => ({
  /** Without those to the apps of `held`, and to suspended apps, whose notices wait until they resume. */
  listDue: async (now: number, limit: number, held: readonly DueNotice[] = []): Promise<DueNotice[]> => {
    const appIds = [...new Set(held.map(({ appId }) => appId))];
    const due = database.read.query
      .selectFrom('logout_notices as notice')
      .innerJoin('apps as app', 'app.id', 'notice.app_id')
      .where(isDue('notice.next_attempt_at', now))
      .where('app.backchannel_logout_uri', 'is not', null)
      .where('app.suspended_at', 'is', null)
      .where('app.owner_disabled_at', 'is', null)
      .orderBy('notice.next_attempt_at')
      .limit(limit)
      .select((column) => [
        'notice.id',
        'notice.user_id as userId',
        'notice.sid',
        'notice.attempts',
        'notice.app_id as appId',
        'app.owner_id as ownerId',
        'app.client_id as clientId',
        'app.id_token_alg as idTokenAlg',
        'app.is_trusted as isTrusted',
        column.ref('app.backchannel_logout_uri').$notNull().as('backchannelLogoutUri'),
      ]);
    const rows = await (appIds.length === 0 ? due : due.where('notice.app_id', 'not in', appIds)).execute();
    return rows.map((row) => ({
      ...row,
      ownerId: row.ownerId === '' ? null : row.ownerId,
      isTrusted: row.isTrusted === 1,
    }));
  },

  ...outboxVerbs(database, 'logout_notices'),

  /** Deletes undeliverable notices: their apps no longer have a URL, or stay suspended. */
  deleteOld: (before: number) => deleteUpTo(database, 'logout_notices', 'created_at', before),
});

export type LogoutNoticesStore = ReturnType<typeof logoutNoticesStore>;
