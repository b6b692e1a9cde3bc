import type { Selectable } from 'kysely';
import { changesIn } from '../../../database/changes.js';
import type { Database, Queryable } from '../../../database/database.js';
import type { Access } from '../../../protocol/access.js';
import { readStoredScope } from '../../../protocol/scopes.js';
import type { SignInFacts } from '../../../protocol/sign-in-facts.js';
import { deleteInBatches } from '../../../database/delete-in-batches.js';
import { CODE_COLUMNS, type CodesTable, type TokensSchema, type TokensTables } from '../tables.js';
import { keepsConnected } from './authorization.js';
import { holdAuthorizations } from './authorizations.js';
import { readAccess, readSignIn, writeAccess } from './columns.js';
import { onNothing } from './families.js';
import { endsOf, familyOfCode, type NewFamily } from './founding.js';
import { makeRoom, surplusDeletion } from './surplus.js';
import { stillAllows, withheldAmong, type AllowedResources } from './withheld.js';

type CodeRow = Selectable<CodesTable>;

export interface Code {
  hash: string;
  appId: number;
  userId: string;
  access: Access;
  redirectUri: string;
  /** The registered URI that it matched; null for the playground's, which no app registers. */
  registeredUri: string | null;
  codeChallenge: string | null;
  nonce: string | null;
  /** The key the tokens will be bound to (RFC 9449 section 10). */
  dpopJkt: string | null;
  signIn: SignInFacts;
  expiresAt: number;
}

export interface NewCode extends Code {
  authorizationId: number;
  /** The authorization's. */
  epoch: number;
}

/** A stored code. */
export interface FoundCode extends Code {
  /** Null until redeemed. */
  redeemedAt: number | null;
}

const codeOf = (row: CodeRow): FoundCode => ({
  hash: row.hash,
  appId: row.app_id,
  userId: row.user_id,
  access: readAccess(row),
  redirectUri: row.redirect_uri,
  registeredUri: row.registered_uri,
  codeChallenge: row.code_challenge,
  nonce: row.nonce,
  dpopJkt: row.dpop_jkt,
  signIn: readSignIn(row),
  expiresAt: row.expires_at,
  redeemedAt: row.redeemed_at,
});

export type Redemption =
  | { outcome: 'redeemed'; familyId: number; staysConnected: boolean }
  | { outcome: 'replayed' }
  | { outcome: 'unusable' };

/** Stores a code, within the transaction that answers its request. */
export const insertCode = async (transaction: Queryable<TokensSchema>, code: NewCode): Promise<void> => {
  await transaction.query
    .insertInto('codes')
    .values({
      hash: code.hash,
      app_id: code.appId,
      authorization_id: code.authorizationId,
      user_id: code.userId,
      ...writeAccess(code.access),
      redirect_uri: code.redirectUri,
      registered_uri: code.registeredUri,
      code_challenge: code.codeChallenge,
      nonce: code.nonce,
      auth_time: code.signIn.authTime,
      expires_at: code.expiresAt,
      redeemed_at: null,
      family_id: null,
      dpop_jkt: code.dpopJkt,
      sid: code.signIn.sid,
      amr: code.signIn.amr,
      epoch: code.epoch,
    })
    .execute();
};

/**
 * Ends the codes that were issued in these sessions, unless they were redeemed. At most a chunk of each. Only those that
 * could still be redeemed, because used and expired ones stay for an hour, and there may be very many.
 */
export const forgetCodesOfSessions = async (
  transaction: Queryable<TokensTables>,
  authorizationIds: readonly number[],
  sids: readonly string[],
  now: number,
): Promise<void> => {
  const found = await transaction.query
    .selectFrom('codes')
    .where('authorization_id', 'in', authorizationIds)
    .where('expires_at', '>', now)
    .where('sid', 'in', sids)
    .where('redeemed_at', 'is', null)
    .select('authorization_id')
    .distinct()
    .execute();
  if (found.length === 0) return;
  const ids = found.map((code) => code.authorization_id);
  await holdAuthorizations(transaction, ids);
  await transaction.query
    .deleteFrom('codes')
    .where('authorization_id', 'in', ids)
    .where('expires_at', '>', now)
    .where('sid', 'in', sids)
    .where('redeemed_at', 'is', null)
    .execute();
};

/** Authorization codes, each redeemable once. */
export const codesStore = (database: Database<TokensSchema>) => {
  type ByHash = { hash: string };

  const byHash = database.prepare<ByHash, CodeRow>((query, p) =>
    query.selectFrom('codes').where('hash', '=', p('hash')).select(CODE_COLUMNS),
  );
  type Used = {
    id: number;
    declined: string;
    epoch: number;
    live_from_epoch: number;
    founded: number;
  } & AllowedResources;
  const useAuthorization = database.prepare<ByHash & { now: number }, Used>((query, p) =>
    query
      .updateTable('authorizations')
      .set((set) => ({ last_used_at: p('now'), founded: set('founded', '+', 1) }))
      .where('id', '=', (id) =>
        id
          .selectFrom('codes')
          .where('hash', '=', p('hash'))
          .where('redeemed_at', 'is', null)
          .where('expires_at', '>', p('now'))
          .select('authorization_id'),
      )
      .where('ended_at', 'is', null)
      .returning([
        'id',
        'declined',
        'resources',
        'epoch',
        'live_from_epoch',
        'founded',
        withheldAmong('authorizations.resources').as('withheld'),
      ]),
  );
  const surplus = surplusDeletion(database);
  const insertFamily = familyOfCode(database);
  const consume = database.prepare<ByHash & { familyId: number; now: number }, { id: number }>((query, p) =>
    query
      .updateTable('codes')
      .set({ redeemed_at: p('now'), family_id: p('familyId') })
      .where('hash', '=', p('hash'))
      .where('redeemed_at', 'is', null)
      .returning('id'),
  );

  /** True for the first replay of the code, also if the family was revoked before for another reason. */
  const revokeFamilyOf = async (transaction: Queryable<TokensSchema>, code: CodeRow, now: number): Promise<boolean> => {
    const { family_id: id } = code;
    if (id === null) return false;
    return changesIn(transaction, (query) =>
      query
        .updateTable('token_families')
        .set((set) => ({ revoked_at: set.fn.coalesce('revoked_at', set.val(now)), revoke_reason: 'code_replayed' }))
        .where('id', '=', id)
        .where((where) => where.or([where('revoked_at', 'is', null), where('revoke_reason', '!=', 'code_replayed')])),
    );
  };

  return {
    find: async (hash: string): Promise<FoundCode | null> => {
      const [row] = await database.read.run(byHash, { hash });
      return row === undefined ? null : codeOf(row);
    },

    /**
     * Redeems a code whose request has been checked: consumes it and creates its token family, both or neither. Unusable
     * if its authorization has ended or no longer allows the resource, or its redirect URI is no longer registered. Of many
     * concurrent callers one succeeds; for the others the code is replayed and its family revoked (RFC 6749 section 4.1.2),
     * together with what `onReplay` writes, once for each code.
     */
    redeem: (hash: string, family: NewFamily, now: number, onReplay = onNothing): Promise<Redemption> =>
      database.write(async (transaction) => {
        // Locks the authorization before the code, in the same order as ending one does, to avoid deadlocks.
        const [authorization] = await transaction.run(useAuthorization, { hash, now });
        if (authorization !== undefined && !stillAllows(authorization, family.resource)) {
          return { outcome: 'unusable' };
        }
        const staysConnected = keepsConnected(readStoredScope(authorization?.declined ?? ''));
        const found = async ({ epoch, live_from_epoch: liveFromEpoch, ...used }: Used) => {
          await makeRoom(transaction, surplus, used);
          const ends = endsOf(family, { staysConnected });
          return transaction.run(insertFamily, { ...family, ...ends, hash, epoch, liveFromEpoch, now });
        };
        const [founded] = authorization === undefined ? [] : await found(authorization);
        if (founded === undefined) {
          const [spent] = await transaction.run(byHash, { hash });
          if (spent === undefined || spent.redeemed_at === null) return { outcome: 'unusable' };
          if (await revokeFamilyOf(transaction, spent, now)) await onReplay(transaction);
          return { outcome: 'replayed' };
        }
        const [consumed] = await transaction.run(consume, { hash, familyId: founded.id, now });
        if (consumed === undefined) {
          // The code was ended meanwhile. No other redemption took it, because the authorization is locked.
          await transaction.query.deleteFrom('token_families').where('id', '=', founded.id).execute();
          return { outcome: 'unusable' };
        }
        return { outcome: 'redeemed', familyId: founded.id, staysConnected };
      }),

    /** Used codes stay for a while, so that a replay is recognised. */
    deleteExpired: (before: number): Promise<void> =>
      deleteInBatches(database, (query, limit) =>
        query
          .deleteFrom('codes')
          .where('id', 'in', (ids) =>
            ids.selectFrom('codes').select('id').where('expires_at', '<=', before).limit(limit),
          ),
      ),
  };
};
