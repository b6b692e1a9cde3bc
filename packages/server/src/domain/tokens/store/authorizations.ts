import type { Selectable } from 'kysely';
import type { Database, Session } from '../../../database/database.js';
import { deleteInBatches } from '../../../database/delete-in-batches.js';
import type { AuthorizationsTable } from '../../../database/schema.js';

export type AuthorizationRow = Selectable<AuthorizationsTable>;

export interface ListedAuthorization extends AuthorizationRow {
  current_app_name: string;
  client_id: string;
  /** 0 or 1: the app has a refresh token, and so may have access tokens, that still count. */
  is_connected: number;
}

/** One that a user gave, whether or not it has ended. */
export interface GivenAuthorization extends AuthorizationRow {
  client_id: string;
}

/**
 * Kills what authorizations gave out: their unused codes, those of devices too, their refresh tokens, and so the access
 * tokens. Codes first: a redemption at the same moment either finds its code gone, or has founded its family by the time
 * families are revoked.
 */
const revokeTokens = async (
  transaction: Session,
  authorizationIds: readonly number[],
  reason: string,
  now: number,
): Promise<void> => {
  if (authorizationIds.length === 0) return;
  await transaction.query
    .deleteFrom('codes')
    .where('authorization_id', 'in', authorizationIds)
    .where('redeemed_at', 'is', null)
    .execute();
  await transaction.query
    .deleteFrom('device_requests')
    .where('authorization_id', 'in', authorizationIds)
    .where('status', '=', 'allowed')
    .execute();
  await transaction.query
    .updateTable('token_families')
    .set({ revoked_at: now, revoke_reason: reason })
    .where('authorization_id', 'in', authorizationIds)
    .where('revoked_at', 'is', null)
    .execute();
};

/** What users have allowed apps. At most one authorization of a user for an app is live. */
export const authorizationsStore = (database: Database) => {
  return {
    findLive: (userId: string, appId: number): Promise<AuthorizationRow | undefined> =>
      database.read.query
        .selectFrom('authorizations')
        .where('user_id', '=', userId)
        .where('app_id', '=', appId)
        .where('ended_at', 'is', null)
        .selectAll()
        .executeTakeFirst(),

    listLiveByUser: (userId: string, now: number): Promise<ListedAuthorization[]> =>
      database.read.query
        .selectFrom('authorizations')
        .innerJoin('apps', 'apps.id', 'authorizations.app_id')
        .where('user_id', '=', userId)
        .where('ended_at', 'is', null)
        .orderBy('last_used_at', 'desc')
        .selectAll('authorizations')
        .select((column) => [
          'apps.name as current_app_name',
          'apps.client_id',
          column
            .case()
            .when(
              column.exists(
                column
                  .selectFrom('token_families as family')
                  .select('family.id')
                  .whereRef('family.authorization_id', '=', 'authorizations.id')
                  .where('family.revoked_at', 'is', null)
                  .where('family.refresh_expires_at', '>', now),
              ),
            )
            .then(1)
            .else(0)
            .end()
            .as('is_connected'),
        ])
        .execute(),

    /** All that a user ever gave and we still know of, newest first; those before the one with the id `before`. */
    listGiven: (userId: string, limit: number, before: number | null): Promise<GivenAuthorization[]> => {
      const all = database.read.query
        .selectFrom('authorizations')
        .innerJoin('apps', 'apps.id', 'authorizations.app_id')
        .where('user_id', '=', userId);
      return (before === null ? all : all.where('authorizations.id', '<', before))
        .orderBy('authorizations.id', 'desc')
        .limit(limit)
        .selectAll('authorizations')
        .select('apps.client_id')
        .execute();
    },

    touch: async (id: number, now: number): Promise<void> => {
      await database.write((transaction) =>
        transaction.query.updateTable('authorizations').set({ last_used_at: now }).where('id', '=', id).execute(),
      );
    },

    /** Ends one authorization of this user, with all its tokens. False when there is no such live one. */
    end: (id: number, userId: string, now: number): Promise<boolean> =>
      database.write(async (transaction) => {
        const ended = await transaction.query
          .updateTable('authorizations')
          .set({ ended_at: now })
          .where('id', '=', id)
          .where('user_id', '=', userId)
          .where('ended_at', 'is', null)
          .returning('id')
          .executeTakeFirst();
        if (ended === undefined) return false;
        await revokeTokens(transaction, [ended.id], 'authorization_ended', now);
        return true;
      }),

    /** Revokes every token of the user and keeps the authorizations: after a password change, or when disabled. */
    revokeTokensOfUser: (userId: string, reason: string, now: number): Promise<void> =>
      database.write(async (transaction) => {
        const rows = await transaction.query
          .selectFrom('authorizations')
          .where('user_id', '=', userId)
          .where('ended_at', 'is', null)
          .select('id')
          .execute();
        await revokeTokens(
          transaction,
          rows.map((row) => row.id),
          reason,
          now,
        );
      }),

    /** Deletes the authorizations that ended up to a moment and have no token families left. */
    deleteEnded: (before: number): Promise<void> =>
      deleteInBatches(database, (query, limit) =>
        query.deleteFrom('authorizations').where('id', 'in', (ids) =>
          ids
            .selectFrom('authorizations')
            .select('authorizations.id')
            .where('ended_at', '<=', before)
            .where(({ not, exists, selectFrom }) =>
              not(
                exists(
                  selectFrom('token_families')
                    .select('token_families.id')
                    .whereRef('authorization_id', '=', 'authorizations.id'),
                ),
              ),
            )
            .limit(limit),
        ),
      ),
  };
};
