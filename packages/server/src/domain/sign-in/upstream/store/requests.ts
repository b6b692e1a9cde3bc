import type { Database, Queryable } from '../../../../database/database.js';
import { deleteUpTo } from '../../../../database/delete-in-batches.js';
import type { UpstreamRequestsTable, SignInTables } from '../../tables.js';

/** What is needed to find a request: its secret, at the right place, in the browser that started it. */
export interface UpstreamRequestKey {
  hash: string;
  awaits: UpstreamRequestsTable['awaits'];
  /** The name the operator gave the provider. */
  provider: string;
  browserHash: string;
}

/** Deletes a live request and returns its content, to one caller only. */
export const takeUpstreamRequest = async (
  transaction: Queryable<SignInTables>,
  key: UpstreamRequestKey,
  now: number,
): Promise<string | null> => {
  const row = await transaction.query
    .deleteFrom('upstream_requests')
    .where('hash', '=', key.hash)
    .where('awaits', '=', key.awaits)
    .where('provider', '=', key.provider)
    .where('browser_hash', '=', key.browserHash)
    .where('expires_at', '>', now)
    .returning('content')
    .executeTakeFirst();
  return row?.content ?? null;
};

/** Browsers on their way to an upstream provider and back. */
export const upstreamRequestsStore = (database: Database<SignInTables>) => ({
  /** `content` is sealed. */
  insert: async (key: UpstreamRequestKey, content: string, expiresAt: number): Promise<void> => {
    const { hash, awaits, provider, browserHash: browser_hash } = key;
    const request = { hash, awaits, provider, browser_hash, content, expires_at: expiresAt };
    await database.write((transaction) => transaction.query.insertInto('upstream_requests').values(request).execute());
  },

  find: async (key: UpstreamRequestKey, now: number): Promise<string | null> => {
    const row = await database.read.query
      .selectFrom('upstream_requests')
      .where('hash', '=', key.hash)
      .where('awaits', '=', key.awaits)
      .where('provider', '=', key.provider)
      .where('browser_hash', '=', key.browserHash)
      .where('expires_at', '>', now)
      .select('content')
      .executeTakeFirst();
    return row?.content ?? null;
  },

  /** Its content, for the first caller in time in the same browser; a stranger does not use it up. */
  take: (key: UpstreamRequestKey, now: number): Promise<string | null> =>
    database.write((transaction) => takeUpstreamRequest(transaction, key, now)),

  deleteExpired: (now: number): Promise<void> => deleteUpTo(database, 'upstream_requests', 'expires_at', now),
});

export type UpstreamRequestsStore = ReturnType<typeof upstreamRequestsStore>;
