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

/** As it was pushed. */
export type FoundRequest = Pick<NewPushedRequest, 'parameters' | 'dpopJkt'>;

/** Authorization requests as apps pushed them (RFC 9126), whether a browser has continued them or not. */
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
  const live = database.prepare<{ hash: string; appId: number; now: number }, FoundRequest>((query, p) =>
    query
      .selectFrom('pushed_requests')
      .where('hash', '=', p('hash'))
      .where('app_id', '=', p('appId'))
      .where('expires_at', '>', p('now'))
      .select(['parameters', 'dpop_jkt as dpopJkt']),
  );

  return {
    insert: async (request: NewPushedRequest): Promise<void> => {
      await database.writeOne(insert, request);
    },

    /** A request of this app that has not expired. */
    find: async (wanted: { hash: string; appId: number; now: number }): Promise<FoundRequest | null> =>
      (await database.read.run(live, wanted))[0] ?? null,

    deleteExpired: (now: number): Promise<void> => deleteUpTo(database, 'pushed_requests', 'expires_at', now),
  };
};

export type PushedRequestsStore = ReturnType<typeof pushedRequestsStore>;
