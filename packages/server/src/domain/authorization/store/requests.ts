import type { Selectable } from 'kysely';
import { isAnswerable, type ClickedIn } from './answers.js';
import type { SecretHash } from '../../../kernel/secret.js';
import { changes } from '../../../database/changes.js';
import type { Database } from '../../../database/database.js';
import { deleteUpTo } from '../../../database/delete-in-batches.js';
import { AUTHORIZATION_REQUEST_COLUMNS, type AuthorizationRequestsTable, type AuthorizationTables } from '../tables.js';
import type { AuthorizationParameters } from '../parameters.js';

type AuthorizationRequestRow = Selectable<AuthorizationRequestsTable>;

/** A request that waits for its user. Times are milliseconds since the epoch. */
export interface StoredAuthorizationRequest {
  id: number;
  appId: number;
  parameters: AuthorizationParameters;
  /** The browser it belongs to; null until a request that was pushed or sent by POST has somebody signed in. */
  browserHash: SecretHash | null;
  /** The session of the last sign-in that answered it; once a pushed one is answered, that of the click. */
  sessionHash: string | null;
  /** Identity of the app as all its pages have shown it; '' if they differed. */
  shownApp: string;
  /** Earlier sign-ins do not count. */
  freshAfter: number;
  /** Whether this would be a second answer. */
  isAnswered: boolean;
}

const requestOf = (row: AuthorizationRequestRow): StoredAuthorizationRequest => ({
  id: row.id,
  appId: row.app_id,
  parameters: JSON.parse(row.parameters) as AuthorizationParameters,
  browserHash: row.browser_hash as SecretHash | null,
  sessionHash: row.session_hash,
  shownApp: row.shown_app,
  freshAfter: row.fresh_after,
  isAnswered: row.answered_at !== null,
});

export interface NewAuthorizationRequest {
  hash: string;
  appId: number;
  parameters: AuthorizationParameters;
  browserHash: string | null;
  shownApp: string;
  /** Whether the app pushed it. Then it is answered once. */
  isPushed: boolean;
  freshAfter: number;
  expiresAt: number;
  now: number;
}

/** Authorization requests that wait for their user. */
export const authorizationRequestsStore = (database: Database<AuthorizationTables>) => ({
  /** Does nothing if there is one with this hash. */
  insert: async (request: NewAuthorizationRequest): Promise<void> => {
    await database.write((transaction) =>
      transaction.query
        .insertInto('authorization_requests')
        .values({
          hash: request.hash,
          app_id: request.appId,
          parameters: JSON.stringify(request.parameters),
          browser_hash: request.browserHash,
          session_hash: null,
          shown_app: request.shownApp,
          authorization_id: null,
          answered_at: null,
          is_pushed: request.isPushed ? 1 : 0,
          fresh_after: request.freshAfter,
          created_at: request.now,
          expires_at: request.expiresAt,
        })
        .onConflict((conflict) => conflict.column('hash').doNothing())
        .execute(),
    );
  },

  findLive: async (
    hash: string,
    now: number,
    clickedIn: ClickedIn = null,
  ): Promise<StoredAuthorizationRequest | null> => {
    const row = await database.read.query
      .selectFrom('authorization_requests')
      .where('hash', '=', hash)
      .where('expires_at', '>', now)
      .where(isAnswerable(now, clickedIn))
      .select(AUTHORIZATION_REQUEST_COLUMNS)
      .executeTakeFirst();
    return row === undefined ? null : requestOf(row);
  },

  /** Binds a request that belongs to no browser yet. False if another browser was first. */
  bind: (id: number, browserHash: string): Promise<boolean> =>
    changes(database, (query) =>
      query
        .updateTable('authorization_requests')
        .set({ browser_hash: browserHash })
        .where('id', '=', id)
        .where('browser_hash', 'is', null),
    ),

  /** Also binds it to the browser. Changes nothing of a request that another browser holds. */
  setSession: async (id: number, sessionHash: string, browserHash: string): Promise<void> => {
    await database.write(({ query }) =>
      query
        .updateTable('authorization_requests')
        .set({ session_hash: sessionHash, browser_hash: browserHash })
        .where('id', '=', id)
        .where((where) => where.or([where('browser_hash', 'is', null), where('browser_hash', '=', browserHash)]))
        .execute(),
    );
  },

  /** Records that its pages have shown the app differently. */
  forgetShownApp: async (id: number): Promise<void> => {
    await database.write(({ query }) =>
      query.updateTable('authorization_requests').set({ shown_app: '' }).where('id', '=', id).execute(),
    );
  },

  requireFreshSignIn: async (id: number, freshAfter: number): Promise<void> => {
    await database.write(({ query }) =>
      query
        .updateTable('authorization_requests')
        .set({ fresh_after: freshAfter, session_hash: null })
        .where('id', '=', id)
        .execute(),
    );
  },

  deleteExpired: (now: number): Promise<void> => deleteUpTo(database, 'authorization_requests', 'expires_at', now),
});

export type AuthorizationRequestsStore = ReturnType<typeof authorizationRequestsStore>;
