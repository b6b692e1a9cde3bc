import {
  type AuthorizationRow,
  type Consent,
  insertCode,
  liveAuthorization,
  type NewCode,
  recordConsent,
} from '../../tokens/index.js';
import type { Database, Queryable } from '../../../database/database.js';
import type { AuthorizationSchema, AuthorizationTables } from '../tables.js';

export interface Answer {
  /** The stored request; null if it is answered at once. */
  requestId: number | null;
  /** A consent to record, or the id of the authorization that covers the request. */
  authorization: Consent | number;
  code: Pick<
    NewCode,
    'hash' | 'redirectUri' | 'codeChallenge' | 'nonce' | 'authTime' | 'expiresAt' | 'dpopJkt' | 'sid' | 'amr'
  >;
  /** The part of the authorization that this code is for. */
  shareOf: (authorization: AuthorizationRow) => { scope: string; resources: string };
  now: number;
}

/** A second click on the same button within this time is answered like the first. In milliseconds. */
export const REPEAT_WINDOW = 60_000;

const markAnswered = async (
  transaction: Queryable<AuthorizationTables>,
  requestId: number,
  now: number,
): Promise<boolean> => {
  const row = await transaction.query
    .updateTable('authorization_requests')
    .set((set) => ({ answered_at: set.fn.coalesce('answered_at', set.val(now)) }))
    .where('id', '=', requestId)
    .where((where) => where.or([where('answered_at', 'is', null), where('answered_at', '>', now - REPEAT_WINDOW)]))
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
};

/** Answers to authorization requests, each in one transaction over requests, authorizations and codes. */
export const answersStore = (database: Database<AuthorizationSchema>) => ({
  /** Null if the request was answered before, or the authorization has just ended. */
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

  /** False if the request was answered before. */
  refuse: (requestId: number, now: number): Promise<boolean> =>
    database.write((transaction) => markAnswered(transaction, requestId, now)),
});

export type AnswersStore = ReturnType<typeof answersStore>;
