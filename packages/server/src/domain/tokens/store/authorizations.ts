import type { InferResult } from 'kysely';
import type { ResourceGrant } from '../../../protocol/resource-grants.js';
import { readStoredScope } from '../../../protocol/scopes.js';
import type { Database, Queryable } from '../../../database/database.js';
import { deleteInBatches } from '../../../database/delete-in-batches.js';
import { AUTHORIZATION_COLUMNS, type TokensSchema, type TokensTables } from '../tables.js';
import {
  authorizationOf,
  keepsConnected,
  orNull,
  type Authorization,
  type AuthorizationPlace,
  type GivenAuthorization,
  type ListedAuthorization,
  type LiveGrant,
} from './authorization.js';
import { MOST_FAMILIES } from './surplus.js';
import { stillAllows, withheldAmong } from './withheld.js';

/** Null if it has ended. */
export const liveAuthorization = async (
  transaction: Queryable<TokensTables>,
  id: number,
): Promise<Authorization | null> =>
  orNull(
    await transaction.query
      .selectFrom('authorizations')
      .where('id', '=', id)
      .where('ended_at', 'is', null)
      .select(AUTHORIZATION_COLUMNS)
      .executeTakeFirst(),
  );

/** What a family is founded with. */
export interface Used {
  staysConnected: boolean;
  epoch: number;
  /** How many families there have been, this one included. */
  founded: number;
}

/**
 * Records that an authorization is used for a token, by what was issued in an epoch. Null if that or the authorization has
 * ended, or it no longer allows the resource; otherwise its row stays locked to the end of the transaction.
 */
export const useAuthorization = async (
  { query }: Queryable<TokensTables>,
  { id, epoch, resource }: { id: number; epoch: number; resource: ResourceGrant | null },
  now: number,
): Promise<Used | null> => {
  const used = await query
    .updateTable('authorizations')
    .set((set) => ({ last_used_at: now, founded: set('founded', '+', 1) }))
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .where('live_from_epoch', '<=', epoch)
    .returning(['declined', 'resources', 'epoch', 'founded', withheldAmong('authorizations.resources').as('withheld')])
    .executeTakeFirst();
  if (used === undefined || !stillAllows(used, resource)) return null;
  return {
    staysConnected: keepsConnected(readStoredScope(used.declined)),
    epoch: used.epoch,
    founded: used.founded,
  };
};

/**
 * Locks authorizations, before whatever was issued under them is ended: whoever redeems it has the authorization and waits for
 * that, so nobody who has that may wait for the authorization.
 */
export const holdAuthorizations = async ({ query }: Queryable<TokensTables>, ids: readonly number[]): Promise<void> => {
  await query
    .updateTable('authorizations')
    .set((set) => ({ last_used_at: set.ref('last_used_at') }))
    .where(
      'id',
      'in',
      [...new Set(ids)].toSorted((a, b) => a - b),
    )
    .execute();
};

export const liveAuthorizationIds = async ({ query }: Queryable<TokensTables>, userId: string): Promise<number[]> => {
  const rows = await query
    .selectFrom('authorizations')
    .where('user_id', '=', userId)
    .where('ended_at', 'is', null)
    .select('id')
    .execute();
  return rows.map(({ id }) => id);
};

/** An app that users have allowed. */
export interface AppInUse {
  id: number;
  name: string;
  /** How many, besides its owner. */
  users: number;
}

/** The apps of a developer that other users have allowed. */
export const appsInUseByOthers = async ({ query }: Queryable<TokensSchema>, ownerId: string): Promise<AppInUse[]> => {
  const rows = await query
    .selectFrom('apps')
    .innerJoin('authorizations', 'authorizations.app_id', 'apps.id')
    .where('apps.owner_id', '=', ownerId)
    .where('authorizations.user_id', '!=', ownerId)
    .where('authorizations.ended_at', 'is', null)
    .groupBy(['apps.id', 'apps.name'])
    .orderBy('apps.id')
    .select((column) => ['apps.id', 'apps.name', column.fn.count('authorizations.id').as('users')])
    .execute();
  return rows.map(({ id, name, users }) => ({ id, name, users: Number(users) }));
};

/** For queries that join another table. */
const ofAuthorizations = AUTHORIZATION_COLUMNS.map((column) => `authorizations.${column}` as const);

const listed = ({ query }: Queryable<TokensSchema>, userId: string, now: number) =>
  query
    .selectFrom('authorizations')
    .innerJoin('apps', 'apps.id', 'authorizations.app_id')
    .where('authorizations.user_id', '=', userId)
    .where('authorizations.ended_at', 'is', null)
    .where('apps.deleted_at', 'is', null)
    .select(ofAuthorizations)
    .select((column) => [
      'apps.name as current_app_name',
      'apps.client_id',
      column
        .case()
        .when(
          column.exists(
            column
              .selectFrom((all) =>
                all
                  .selectFrom('token_families')
                  .whereRef('token_families.authorization_id', '=', 'authorizations.id')
                  .orderBy('token_families.id', 'desc')
                  .limit(MOST_FAMILIES)
                  .select(['token_families.epoch', 'token_families.revoked_at', 'token_families.refresh_expires_at'])
                  .as('family'),
              )
              .select('family.epoch')
              .whereRef('family.epoch', '>=', 'authorizations.epoch')
              .where('family.revoked_at', 'is', null)
              .where('family.refresh_expires_at', '>', now),
          ),
        )
        .then(1)
        .else(0)
        .end()
        .as('is_connected'),
    ]);

const listedOf = (row: InferResult<ReturnType<typeof listed>>[number]): ListedAuthorization => ({
  ...authorizationOf(row),
  currentAppName: row.current_app_name,
  clientId: row.client_id,
  isConnected: row.is_connected === 1,
});

const granted = ({ query }: Queryable<TokensSchema>, userId: string) =>
  query
    .selectFrom('authorizations')
    .innerJoin('apps', 'apps.id', 'authorizations.app_id')
    .where('authorizations.user_id', '=', userId)
    .where('authorizations.ended_at', 'is', null)
    .where('apps.deleted_at', 'is', null)
    .orderBy('authorizations.granted_at', 'desc')
    .orderBy('authorizations.id', 'desc')
    .select(['authorizations.id', 'authorizations.granted_at']);

/** What users have allowed apps. At most one authorization per user and app is live. */
export const authorizationsStore = (database: Database<TokensSchema>) => {
  return {
    findLive: async (userId: string, appId: number): Promise<Authorization | null> =>
      orNull(
        await database.read.query
          .selectFrom('authorizations')
          .where('user_id', '=', userId)
          .where('app_id', '=', appId)
          .where('ended_at', 'is', null)
          .select(AUTHORIZATION_COLUMNS)
          .executeTakeFirst(),
      ),

    /** The user's, the last used first; only those after a position, if given. */
    listLiveByUser: async (
      userId: string,
      limit: number,
      after: AuthorizationPlace | null,
      now: number,
    ): Promise<ListedAuthorization[]> => {
      const all = listed(database.read, userId, now);
      const wanted =
        after === null
          ? all
          : all.where(({ eb, refTuple, tuple }) =>
              eb(refTuple('authorizations.last_used_at', 'authorizations.id'), '<', tuple(after.lastUsedAt, after.id)),
            );
      const rows = await wanted
        .orderBy('authorizations.last_used_at', 'desc')
        .orderBy('authorizations.id', 'desc')
        .limit(limit)
        .execute();
      return rows.map(listedOf);
    },

    /** Every live one of the user, by its numbers only, the last granted first. */
    listGrants: async (userId: string): Promise<LiveGrant[]> => {
      const rows = await granted(database.read, userId).execute();
      return rows.map(({ id, granted_at: grantedAt }) => ({ id, grantedAt }));
    },

    /** The names of the apps of the last granted, by id. */
    lastGrantedNames: async (userId: string, limit: number): Promise<Map<number, string>> => {
      const rows = await granted(database.read, userId).select('apps.name').limit(limit).execute();
      return new Map(rows.map(({ id, name }) => [id, name]));
    },

    /** Null if the user has no such live one. */
    findListed: async (userId: string, id: number, now: number): Promise<ListedAuthorization | null> => {
      const row = await listed(database.read, userId, now).where('authorizations.id', '=', id).executeTakeFirst();
      return row === undefined ? null : listedOf(row);
    },

    /** Every stored authorization of the user, newest first; only those before the id `before`. */
    listGiven: async (userId: string, limit: number, before: number | null): Promise<GivenAuthorization[]> => {
      const all = database.read.query
        .selectFrom('authorizations')
        .innerJoin('apps', 'apps.id', 'authorizations.app_id')
        .where('authorizations.user_id', '=', userId)
        .where('apps.deleted_at', 'is', null);
      const rows = await (before === null ? all : all.where('authorizations.id', '<', before))
        .orderBy('authorizations.id', 'desc')
        .limit(limit)
        .select(ofAuthorizations)
        .select('apps.client_id')
        .execute();
      return rows.map((row) => ({ ...authorizationOf(row), clientId: row.client_id }));
    },

    touch: async (id: number, now: number): Promise<void> => {
      await database.write((transaction) =>
        transaction.query.updateTable('authorizations').set({ last_used_at: now }).where('id', '=', id).execute(),
      );
    },

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

export type AuthorizationsStore = ReturnType<typeof authorizationsStore>;
