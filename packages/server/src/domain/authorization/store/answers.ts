import { type AuthorizationRow, insertCode, type NewCode } from '../../tokens/index.js';
import type { Database, Session } from '../../../database/database.js';

/** What a user allows an app now. */
export interface Consent {
  userId: string;
  appId: number;
  appName: string;
  appOwnerId: string;
  /** The scopes to keep, given what the user allowed this app before. */
  merge: (before: AuthorizationRow | undefined) => { scope: string; declined: string; resources: string };
}

export interface Answer {
  /** The stored request; null for one that is answered at once. */
  requestId: number | null;
  /** A consent to record, or the id of the authorization that covers the request. */
  authorization: Consent | number;
  code: Pick<
    NewCode,
    'hash' | 'redirectUri' | 'codeChallenge' | 'nonce' | 'authTime' | 'expiresAt' | 'dpopJkt' | 'sid' | 'amr'
  >;
  /** Of what is authorized, what this code is for. */
  shareOf: (authorization: AuthorizationRow) => { scope: string; resources: string };
  now: number;
}

/** A second click on the same button is answered like the first, for this long. In milliseconds. */
export const REPEAT_WINDOW = 60_000;

const markAnswered = async (transaction: Session, requestId: number, now: number): Promise<boolean> => {
  const row = await transaction.query
    .updateTable('authorization_requests')
    .set((set) => ({ answered_at: set.fn.coalesce('answered_at', set.val(now)) }))
    .where('id', '=', requestId)
    .where((where) => where.or([where('answered_at', 'is', null), where('answered_at', '>', now - REPEAT_WINDOW)]))
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
};

/** Records what a user allows now, joined with what they allowed before, as part of a transaction. */
export const recordConsent = async (transaction: Session, consent: Consent, now: number): Promise<AuthorizationRow> => {
  const { userId, appId, merge } = consent;
  for (;;) {
    // An update, not a select: it locks the row, so that two consents at once do not lose each other's scopes.
    const before = await transaction.query
      .updateTable('authorizations')
      .set({ last_used_at: now })
      .where('user_id', '=', userId)
      .where('app_id', '=', appId)
      .where('ended_at', 'is', null)
      .returningAll()
      .executeTakeFirst();
    const consented = {
      ...merge(before),
      app_name: consent.appName,
      app_owner_id: consent.appOwnerId,
      granted_at: now,
      last_used_at: now,
    };
    const recorded =
      before === undefined
        ? await transaction.query
            .insertInto('authorizations')
            .values({ user_id: userId, app_id: appId, ended_at: null, ...consented })
            .onConflict((conflict) => conflict.columns(['user_id', 'app_id']).where('ended_at', 'is', null).doNothing())
            .returningAll()
            .executeTakeFirst()
        : await transaction.query
            .updateTable('authorizations')
            .set(consented)
            .where('id', '=', before.id)
            .returningAll()
            .executeTakeFirst();
    // Undefined when another consent was inserted in between: now it is there to be merged with.
    if (recorded !== undefined) return recorded;
  }
};

const liveAuthorization = (transaction: Session, id: number): Promise<AuthorizationRow | undefined> =>
  transaction.query
    .selectFrom('authorizations')
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .selectAll()
    .executeTakeFirst();

/** Answers to authorization requests: over requests, authorizations and codes, in one transaction each. */
export const answersStore = (database: Database) => ({
  /** Null when the request was answered before, or the authorization has just ended. */
  allow: (answer: Answer): Promise<AuthorizationRow | null> =>
    database.write(async (transaction) => {
      const { requestId, authorization: given, code, now } = answer;
      if (requestId !== null && !(await markAnswered(transaction, requestId, now))) return null;
      const authorization =
        typeof given === 'number'
          ? await liveAuthorization(transaction, given)
          : await recordConsent(transaction, given, now);
      if (authorization === undefined) return null;
      await insertCode(transaction, {
        ...code,
        appId: authorization.app_id,
        authorizationId: authorization.id,
        userId: authorization.user_id,
        ...answer.shareOf(authorization),
      });
      return authorization;
    }),

  /** False when the request was answered before. */
  refuse: (requestId: number, now: number): Promise<boolean> =>
    database.write((transaction) => markAnswered(transaction, requestId, now)),
});
