import type { Expression, ExpressionBuilder, SqlBool } from 'kysely';
import { commonAccess, type AskedAccess } from '../../../protocol/access.js';
import { holdIdentity, isRegistered } from '../../apps/index.js';
import { holdRegistrations } from '../../resources/index.js';
import {
  allowedAt,
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
  code: Omit<NewCode, 'appId' | 'authorizationId' | 'epoch' | 'userId' | 'access'>;
  /** What the code is for. */
  asked: AskedAccess;
  clickedIn?: ClickedIn;
  now: number;
}

/** Hash of the session in which a button of the request's page was pressed; null if an address was opened. */
export type ClickedIn = string | null;

/** `before`: what the user had allowed the app, if they were asked. `isRepeated`: the request had been allowed before. */
export interface Allowed {
  before: Authorization | null;
  isRepeated: boolean;
}

/**
 * A second click on the same button within this time is answered like the first. In milliseconds. So is a second visit, but
 * not of a pushed request: it is good for one answer (RFC 9126 section 4), which whoever clicks twice has not seen yet.
 */
export const REPEAT_WINDOW = 60_000;

/** Whether a request can be answered, for the first time or again. */
export const isAnswerable =
  (now: number, clickedIn: ClickedIn) =>
  (where: ExpressionBuilder<AuthorizationTables, 'authorization_requests'>): Expression<SqlBool> =>
    where.or([
      where('answered_at', 'is', null),
      where.and([
        where('answered_at', '>', now - REPEAT_WINDOW),
        where.or([where('is_pushed', '=', 0), ...(clickedIn === null ? [] : [where('session_hash', '=', clickedIn)])]),
      ]),
    ]);

/** How a stored request was answered: not yet, with a refusal, or by an authorization. */
type Standing = 'open' | 'refused' | { authorizationId: number };

/** Locks the request, so that of two answers one is first. Null if it is over. */
const hold = async (
  { query }: Queryable<AuthorizationTables>,
  requestId: number,
  clickedIn: ClickedIn,
  now: number,
): Promise<Standing | null> => {
  const row = await query
    .updateTable('authorization_requests')
    .set((set) => ({ answered_at: set.ref('answered_at') }))
    .where('id', '=', requestId)
    .where(isAnswerable(now, clickedIn))
    .returning(['answered_at', 'authorization_id'])
    .executeTakeFirst();
  if (row === undefined) return null;
  if (row.answered_at === null) return 'open';
  return row.authorization_id === null ? 'refused' : { authorizationId: row.authorization_id };
};

/** Of a pushed request, nobody asks for the session of its sign-in any more, but for that of the click. */
const close = async (
  { query }: Queryable<AuthorizationTables>,
  requestId: number,
  { authorizationId, clickedIn }: { authorizationId: number | null; clickedIn: ClickedIn },
  now: number,
): Promise<void> => {
  await query
    .updateTable('authorization_requests')
    .set((set) => ({
      answered_at: now,
      authorization_id: authorizationId,
      session_hash: set.case().when('is_pushed', '=', 1).then(clickedIn).else(set.ref('session_hash')).end(),
    }))
    .where('id', '=', requestId)
    .execute();
};

/**
 * Whether the answer is for the app as it is now: a consent is to the app and the resources as its user saw them. First in
 * each transaction, in the order in which apps and resources are deleted.
 */
const isFor = async (
  transaction: Queryable<AuthorizationSchema>,
  given: Consent | Authorization,
  { resources }: AskedAccess,
): Promise<boolean> =>
  !('merge' in given) ||
  ((await holdIdentity(transaction, given.appId, given.appIdentity)) && holdRegistrations(transaction, resources));

/** Whether a code may go there now. After the wait for the request, because the app may have changed meanwhile. */
const mayReceive = async (
  transaction: Queryable<AuthorizationSchema>,
  { appId }: Consent | Authorization,
  { registeredUri }: Answer['code'],
): Promise<boolean> => registeredUri === null || isRegistered(transaction, appId, registeredUri);

/** Answers to authorization requests, each in one transaction over requests, authorizations and codes. The first stands. */
export const answersStore = (database: Database<AuthorizationSchema>) => ({
  /** Null if the request is over or another user's, the authorization has just ended, or the app or a resource has just changed. */
  allow: async (transaction: Queryable<AuthorizationSchema>, answer: Answer): Promise<Allowed | 'refused' | null> => {
    const { requestId, authorization: named, code, asked, clickedIn = null, now } = answer;
    const given = typeof named === 'number' ? await liveAuthorization(transaction, named) : named;
    if (given === null || !(await isFor(transaction, given, asked))) return null;
    const standing = requestId === null ? 'open' : await hold(transaction, requestId, clickedIn, now);
    if (standing === null || standing === 'refused') return standing;
    if (!(await mayReceive(transaction, given, code))) return null;
    const isRepeated = standing !== 'open';
    const { before, authorization } = isRepeated
      ? { before: null, authorization: await liveAuthorization(transaction, standing.authorizationId) }
      : 'merge' in given
        ? await recordConsent(transaction, given, now)
        : { before: null, authorization: given };
    if (authorization?.userId !== given.userId) return null;
    if (requestId !== null && !isRepeated) {
      await close(transaction, requestId, { authorizationId: authorization.id, clickedIn }, now);
    }
    await insertCode(transaction, {
      ...code,
      appId: authorization.appId,
      authorizationId: authorization.id,
      epoch: authorization.epoch,
      userId: authorization.userId,
      access: commonAccess(asked, allowedAt(authorization, code.registeredUri)),
    });
    return { before, isRepeated };
  },

  /** False if the request is over, or was allowed. */
  refuse: (requestId: number, now: number, clickedIn: ClickedIn = null): Promise<boolean> =>
    database.write(async (transaction) => {
      const standing = await hold(transaction, requestId, clickedIn, now);
      if (standing === 'open') await close(transaction, requestId, { authorizationId: null, clickedIn }, now);
      return standing === 'open' || standing === 'refused';
    }),
});

export type AnswersStore = ReturnType<typeof answersStore>;
