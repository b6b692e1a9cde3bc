import { sql, type Selectable } from 'kysely';
import type { Database } from './database.js';
import { BATCH } from './delete-in-batches.js';
import type { TokenFamiliesTable } from './schema.js';

export type TokenFamilyRow = Selectable<TokenFamiliesTable>;

/** What an access token is checked against at each use. */
export interface AccessRow {
  user_id: string;
  client_id: string;
  app_id: number;
  authorization_id: number;
  auth_time: number;
  /** What the family was given. */
  family_scope: string;
  /** What the authorization grants now. */
  scope: string;
  last_used_at: number;
  live_from_generation: number;
}

export interface RotationRequest {
  id: number;
  appId: number;
  presentedHash: string;
  /** Of its successor, which follows from the presented token alone. */
  nextHash: string;
  refreshLifetime: number;
  replayWindow: number;
  now: number;
}

/**
 * `rotated`: the presented token is spent, the next one is current. `replayed`: it was spent within the window, and its
 * successor, the same next one, is unused. `reused`: it was spent before; the family is now dead.
 */
export type Rotation =
  | { outcome: 'rotated'; generation: number }
  | { outcome: 'replayed'; generation: number }
  | { outcome: 'reused' }
  | { outcome: 'unusable' };

/** Refresh tokens: one row for a token and all its successors. */
export const tokenFamiliesStore = (database: Database) => {
  type RotateParameters = Omit<RotationRequest, 'replayWindow' | 'refreshLifetime'> & { refreshExpiresAt: number };

  const byId = database.prepare<{ id: number }, TokenFamilyRow>((query, p) =>
    query.selectFrom('token_families').where('id', '=', p('id')).selectAll(),
  );
  const access = database.prepare<{ id: number }, AccessRow>((query, p) =>
    query
      .selectFrom('token_families as family')
      .innerJoin('authorizations as authorization', 'authorization.id', 'family.authorization_id')
      .innerJoin('apps as app', 'app.id', 'family.app_id')
      .where('family.id', '=', p('id'))
      .where('family.revoked_at', 'is', null)
      .where('authorization.ended_at', 'is', null)
      .select([
        'family.user_id',
        'app.client_id',
        'family.app_id',
        'family.authorization_id',
        'family.auth_time',
        'family.scope as family_scope',
        'authorization.scope',
        'authorization.last_used_at',
        'family.live_from_generation',
      ]),
  );
  const rotate = database.prepare<RotateParameters, { generation: number }>((query, p) =>
    query
      .updateTable('token_families')
      .set((set) => ({
        generation: set('generation', '+', 1),
        previous_hash: set.ref('current_hash'),
        current_hash: p('nextHash'),
        rotated_at: p('now'),
        // Rotation never moves the family's end.
        refresh_expires_at: sql<number>`case when expires_at < ${p('refreshExpiresAt')} then expires_at else ${p('refreshExpiresAt')} end`,
      }))
      .where('id', '=', p('id'))
      .where('app_id', '=', p('appId'))
      .where('current_hash', '=', p('presentedHash'))
      .where('revoked_at', 'is', null)
      .where('refresh_expires_at', '>', p('now'))
      .returning('generation'),
  );
  const revoke = database.prepare<{ id: number; reason: string; now: number }, never>((query, p) =>
    query
      .updateTable('token_families')
      .set({ revoked_at: p('now'), revoke_reason: p('reason') })
      .where('id', '=', p('id'))
      .where('revoked_at', 'is', null),
  );

  /** A token that is not the current one: sent again because the answer was lost, or used a second time. */
  const judgeSpent = ({ id, appId, presentedHash, nextHash, replayWindow, now }: RotationRequest): Promise<Rotation> =>
    database.write(async (transaction): Promise<Rotation> => {
      const [family] = await transaction.run(byId, { id });
      const isUsable = family?.app_id === appId && family.revoked_at === null && family.refresh_expires_at > now;
      if (!isUsable || family.current_hash === presentedHash) return { outcome: 'unusable' };
      const successorIsUnused = family.previous_hash === presentedHash && family.current_hash === nextHash;
      if (successorIsUnused && now - family.rotated_at <= replayWindow) {
        return { outcome: 'replayed', generation: family.generation };
      }
      await transaction.run(revoke, { id, reason: 'refresh_token_reused', now });
      return { outcome: 'reused' };
    });

  return {
    find: async (id: number): Promise<TokenFamilyRow | undefined> => (await database.read.run(byId, { id }))[0],

    /** Undefined when the family is revoked or its authorization has ended. */
    findAccess: async (id: number): Promise<AccessRow | undefined> => (await database.read.run(access, { id }))[0],

    /**
     * Exchanges the presented refresh token for the next one, in one statement. The caller has made sure that the
     * presented token was once issued by us: a guess must not be able to kill a family.
     */
    rotate: async (request: RotationRequest): Promise<Rotation> => {
      const { id, appId, presentedHash, nextHash, now } = request;
      const refreshExpiresAt = now + request.refreshLifetime;
      const [rotated] = await database.writeOne(rotate, { id, appId, presentedHash, nextHash, refreshExpiresAt, now });
      return rotated === undefined ? judgeSpent(request) : { outcome: 'rotated', generation: rotated.generation };
    },

    revoke: async (id: number, reason: string, now: number): Promise<void> => {
      await database.write((transaction) => transaction.run(revoke, { id, reason, now }));
    },

    /** Kills the access tokens up to a generation, and leaves the refresh token. */
    revokeAccessTokens: async (id: number, upToGeneration: number): Promise<void> => {
      await database.write((transaction) =>
        transaction.query
          .updateTable('token_families')
          .set({ live_from_generation: upToGeneration + 1 })
          .where('id', '=', id)
          .where('live_from_generation', '<=', upToGeneration)
          .execute(),
      );
    },

    /**
     * Walks through all families, a batch at a time. An index would find the ended ones, but `refresh_expires_at` changes
     * with every rotation: keeping it in an index was measured to cost two fifths of all rotations.
     */
    deleteEnded: async (before: number): Promise<void> => {
      let from = 0;
      for (;;) {
        const next = await database.read.query
          .selectFrom((table) =>
            table
              .selectFrom('token_families')
              .select('id')
              .where('id', '>', from)
              .orderBy('id')
              .limit(BATCH)
              .as('batch'),
          )
          .select((batch) => batch.fn.max('batch.id').as('last'))
          .executeTakeFirstOrThrow();
        const last: number | null = next.last;
        if (last === null) return;
        const first = from;
        await database.write((transaction) =>
          transaction.query
            .deleteFrom('token_families')
            .where('id', '>', first)
            .where('id', '<=', last)
            .where((where) => where.or([where('refresh_expires_at', '<=', before), where('revoked_at', '<=', before)]))
            .execute(),
        );
        from = last;
      }
    },
  };
};
