import { sql } from 'kysely';
import type { Database, Queryable } from '../../../database/database.js';
import { deleteInBatches } from '../../../database/delete-in-batches.js';
import { BATCH } from '../../../database/batches.js';
import { outsideRequests } from '../../../kernel/condition.js';
import { withRests } from '../../../kernel/rests.js';
import { type AppCredential, stillProves } from '../../apps/index.js';
import {
  familyOf,
  liveFamilyOf,
  type LiveFamily,
  type LiveFamilyRow,
  type TokenFamily,
  type TokenFamilyRow,
} from './family.js';
import { TOKEN_FAMILY_COLUMNS, type TokensSchema } from '../tables.js';
import { withheldAmong } from './withheld.js';

export interface RotationRequest {
  id: number;
  appId: number;
  /** What the app proved itself with; null if the request depends on something else. */
  credential: AppCredential | null;
  presentedHash: string;
  /** Hash of its successor, which is derived from the presented token alone. */
  nextHash: string;
  refreshLifetime: number;
  replayWindow: number;
  now: number;
  /** How long ago a stored time was, asked when it is needed. Default: the difference to `now`. */
  ageOf?: (since: number) => number;
}

/** Part of the transaction that revokes a family. */
export type OnTheft = (transaction: Queryable<TokensSchema>) => Promise<void>;

export const onNothing: OnTheft = async () => {};

/**
 * `rotated`: the presented token is used up, the next one is current. `kept`: it stays current. `replayed`: it was used
 * within the window, and its successor, the same next one, is unused. `reused`: it was used before; the family is now
 * revoked.
 */
export type Rotation =
  | { outcome: 'rotated'; generation: number }
  | { outcome: 'kept'; generation: number }
  | { outcome: 'replayed'; generation: number }
  | { outcome: 'reused' }
  | { outcome: 'unusable' };

/** The family's generation; a new one if its access tokens were revoked, so that the next one is live. */
const liveGeneration = async (
  { query }: Queryable<TokensSchema>,
  { id, generation, live_from_generation: live }: TokenFamilyRow,
): Promise<number> => {
  if (generation >= live) return generation;
  await query.updateTable('token_families').set({ generation: live }).where('id', '=', id).execute();
  return live;
};

/** Those with ids after `from`, up to `last`, that expired or were revoked up to a moment. */
const deleteEndedAmong = (
  database: Database<TokensSchema>,
  { from, last }: { from: number; last: number },
  before: number,
): Promise<void> =>
  deleteInBatches(database, (query, limit) =>
    query.deleteFrom('token_families').where('id', 'in', (ids) =>
      ids
        .selectFrom('token_families')
        .select('id')
        .where('id', '>', from)
        .where('id', '<=', last)
        .where((where) => where.or([where('refresh_expires_at', '<=', before), where('revoked_at', '<=', before)]))
        .limit(limit),
    ),
  );

/** Refresh tokens: one row for a token and all its successors. */
export const tokenFamiliesStore = (database: Database<TokensSchema>) => {
  type RotateParameters = Omit<RotationRequest, 'credential' | 'replayWindow' | 'refreshLifetime' | 'ageOf'> & {
    refreshExpiresAt: number;
    secretId: number;
  };
  type ProlongParameters = Omit<RotateParameters, 'nextHash' | 'secretId'>;

  const byId = database.prepare<{ id: number }, TokenFamilyRow>((query, p) =>
    query.selectFrom('token_families').where('id', '=', p('id')).select(TOKEN_FAMILY_COLUMNS),
  );
  const live = database.prepare<{ id: number }, LiveFamilyRow>((query, p) =>
    query
      .selectFrom('token_families as family')
      .innerJoin('authorizations as authorization', 'authorization.id', 'family.authorization_id')
      .innerJoin('apps as app', 'app.id', 'family.app_id')
      .where('family.id', '=', p('id'))
      .where('family.revoked_at', 'is', null)
      .where('authorization.ended_at', 'is', null)
      .whereRef('family.epoch', '>=', 'authorization.live_from_epoch')
      .where('app.suspended_at', 'is', null)
      .where('app.owner_disabled_at', 'is', null)
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
        'family.resources as family_resources',
        'authorization.resources',
        'family.dpop_jkt',
        'family.sid',
        'family.amr',
        'app.is_fapi',
        'family.epoch as family_epoch',
        'authorization.epoch',
        withheldAmong('family.resources').as('withheld'),
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
        // Rotation never extends the family's lifetime.
        refresh_expires_at: sql<number>`case when expires_at < ${p('refreshExpiresAt')} then expires_at else ${p('refreshExpiresAt')} end`,
      }))
      .where('id', '=', p('id'))
      .where('app_id', '=', p('appId'))
      .where('current_hash', '=', p('presentedHash'))
      .where('revoked_at', 'is', null)
      .where('refresh_expires_at', '>', p('now'))
      .where(stillProves(p))
      .returning('generation'),
  );
  const prolong = database.prepare<ProlongParameters, { generation: number }>((query, p) =>
    query
      .updateTable('token_families')
      .set((set) => ({
        generation: set('generation', '+', 1),
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

  const outside = outsideRequests(database.writeOne);
  /**
   * One statement, without a transaction for the condition of the request: the busiest one checks a secret by itself. If that
   * is gone, the token is judged in a transaction, where the condition says so.
   */
  const writerFor = ({ credential }: RotationRequest): typeof database.writeOne =>
    credential === null || credential.keys !== null ? database.writeOne : outside;

  /** Judges a token that is not current: sent again because the answer was lost, or reused. */
  const judgeSpent = async (request: RotationRequest, prepared: () => Promise<OnTheft>): Promise<Rotation> => {
    const { id, appId, presentedHash, nextHash, replayWindow, now } = request;
    const ageOf = request.ageOf ?? ((since) => Math.abs(now - since));
    const onReuse = await prepared();
    return database.write(async (transaction): Promise<Rotation> => {
      const [family] = await transaction.run(byId, { id });
      const isUsable = family?.app_id === appId && family.revoked_at === null && family.refresh_expires_at > now;
      if (!isUsable || family.current_hash === presentedHash) return { outcome: 'unusable' };
      const successorIsUnused = family.previous_hash === presentedHash && family.current_hash === nextHash;
      // Setting the clock back must not reopen the window.
      if (successorIsUnused && ageOf(family.rotated_at) <= replayWindow) {
        return { outcome: 'replayed', generation: await liveGeneration(transaction, family) };
      }
      await transaction.run(revoke, { id, reason: 'refresh_token_reused', now });
      await onReuse(transaction);
      return { outcome: 'reused' };
    });
  };

  return {
    find: async (id: number): Promise<TokenFamily | null> => {
      const [row] = await database.read.run(byId, { id });
      return row === undefined ? null : familyOf(row);
    },

    /** Null if the family is revoked, it or its authorization has ended, or its app is suspended. */
    findLive: async (id: number): Promise<LiveFamily | null> => {
      const [row] = await database.read.run(live, { id });
      return row === undefined ? null : liveFamilyOf(row);
    },

    /**
     * Exchanges the presented refresh token for the next one, in one statement. The caller has verified that we issued
     * the presented token, because a guess must not revoke a family. If it was reused, what `onReuse` resolves to is
     * part of the revocation.
     */
    rotate: async (
      request: RotationRequest,
      onReuse: () => Promise<OnTheft> = async () => onNothing,
    ): Promise<Rotation> => {
      const { id, appId, presentedHash, nextHash, now } = request;
      const refreshExpiresAt = now + request.refreshLifetime;
      const secretId = request.credential?.secretId ?? 0;
      const [rotated] = await writerFor(request)(rotate, {
        id,
        appId,
        presentedHash,
        nextHash,
        refreshExpiresAt,
        now,
        secretId,
      });
      return rotated === undefined
        ? judgeSpent(request, onReuse)
        : { outcome: 'rotated', generation: rotated.generation };
    },

    /**
     * Extends the presented refresh token instead, as FAPI 2.0 requires (FAPI 2.0 Security Profile section 5.3.2.1): it
     * is bound to the app's authentication, so useless to a thief. One that was replaced by a successor, before the app
     * used FAPI, is judged as in `rotate`.
     */
    prolong: async (
      request: RotationRequest,
      onReuse: () => Promise<OnTheft> = async () => onNothing,
    ): Promise<Rotation> => {
      const { id, appId, presentedHash, now } = request;
      const refreshExpiresAt = now + request.refreshLifetime;
      const [kept] = await database.writeOne(prolong, { id, appId, presentedHash, refreshExpiresAt, now });
      return kept === undefined ? judgeSpent(request, onReuse) : { outcome: 'kept', generation: kept.generation };
    },

    revoke: async (id: number, reason: string, now: number): Promise<void> => {
      await database.write((transaction) => transaction.run(revoke, { id, reason, now }));
    },

    /** Revokes the access tokens up to a generation, but not the refresh token. */
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
     * Scans all families in batches. An index would find the ended ones, but `refresh_expires_at` changes with every
     * rotation, and keeping it in an index was measured to cost two fifths of all rotations.
     */
    deleteEnded: async (before: number): Promise<void> => {
      const { query } = database.read;
      let from = 0;
      await withRests(async () => {
        const next = await query
          .selectFrom((table) =>
            table
              .selectFrom('token_families')
              .select(['id', 'refresh_expires_at', 'revoked_at'])
              .where('id', '>', from)
              .orderBy('id')
              .limit(BATCH)
              .as('batch'),
          )
          .select(({ fn, or, eb }) => [
            fn.max('batch.id').as('last'),
            fn
              .countAll<number>()
              .filterWhere(or([eb('batch.refresh_expires_at', '<=', before), eb('batch.revoked_at', '<=', before)]))
              .as('ended'),
          ])
          .executeTakeFirstOrThrow();
        const last: number | null = next.last;
        if (last === null) return false;
        if (next.ended > 0) await deleteEndedAmong(database, { from, last }, before);
        from = last;
        return true;
      });
    },
  };
};
