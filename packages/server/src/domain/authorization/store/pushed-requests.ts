import type { Database } from '../../../database/database.js';
import type { AuthorizationTables } from '../tables.js';
import { deleteUpTo } from '../../../database/delete-in-batches.js';

export interface NewPushedRequest {
  hash: string;
  appId: number;
  /** application/x-www-form-urlencoded. */
  parameters: string;
  /** The key proven when it was pushed (RFC 9449 section 10.1). */
  dpopJkt: string | null;
  expiresAt: number;
}

export type TakenRequest = Pick<NewPushedRequest, 'parameters' | 'dpopJkt'>;

/** Authorization requests that apps have pushed and no browser has continued yet (RFC 9126). */
export const pushedRequestsStore = (database: Database<AuthorizationTables>) => {
  const insert = database.prepare<NewPushedRequest, never>((query, p) =>
    query.insertInto('pushed_requests').values({
      hash: p('hash'),
      app_id: p('appId'),
      parameters: p('parameters'),
      dpop_jkt: p('dpopJkt'),
      expires_at: p('expiresAt'),
    }),
  );
  const take = database.prepare<{ hash: string; appId: number; now: number }, TakenRequest>((query, p) =>
    query
      .deleteFrom('pushed_requests')
      .where('hash', '=', p('hash'))
      .where('app_id', '=', p('appId'))
      .where('expires_at', '>', p('now'))
      .returning(['parameters', 'dpop_jkt as dpopJkt']),
  );

  return {
    insert: async (request: NewPushedRequest): Promise<void> => {
      await database.writeOne(insert, request);
    },

    /** Deletes and returns a live request of the app; of many concurrent callers one gets it. Another app's stays. */
    take: async (wanted: { hash: string; appId: number; now: number }): Promise<TakenRequest | null> =>
      (await database.writeOne(take, wanted))[0] ?? null,

    deleteExpired: (now: number): Promise<void> => deleteUpTo(database, 'pushed_requests', 'expires_at', now),
  };
};

export type PushedRequestsStore = ReturnType<typeof pushedRequestsStore>;
