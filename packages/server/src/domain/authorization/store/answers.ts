import { commonAccess, type Access } from '../../../protocol/access.js';
import {
  type Authorization,
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
  code: Omit<NewCode, 'appId' | 'authorizationId' | 'userId' | 'access'>;
  /** What the code is for. */
  asked: Access;
  now: number;
}

/** `before`: what the user had allowed the app, if they were asked. */
export interface Allowed {
  before: Authorization | null;
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
  allow: async (transaction: Queryable<AuthorizationSchema>, answer: Answer): Promise<Allowed | null> => {
    const { requestId, authorization: given, code, asked, now } = answer;
    if (requestId !== null && !(await markAnswered(transaction, requestId, now))) return null;
    const { before, authorization } =
      typeof given === 'number'
        ? { before: null, authorization: await liveAuthorization(transaction, given) }
        : await recordConsent(transaction, given, now);
    if (authorization === null) return null;
    await insertCode(transaction, {
      ...code,
      appId: authorization.appId,
      authorizationId: authorization.id,
      userId: authorization.userId,
      access: commonAccess(asked, authorization),
    });
    return { before };
  },

  /** False if the request was answered before. */
  refuse: (requestId: number, now: number): Promise<boolean> =>
    database.write((transaction) => markAnswered(transaction, requestId, now)),
});

export type AnswersStore = ReturnType<typeof answersStore>;
