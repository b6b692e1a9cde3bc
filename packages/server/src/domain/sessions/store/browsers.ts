import type { Database, Queryable } from '../../../database/database.js';
import { deleteInBatches } from '../../../database/delete-in-batches.js';
import { BATCH } from '../../../database/batches.js';
import type { SessionsTables } from '../tables.js';

/** Of a user: each sign-in in a private window is another one. Those last signed in with stay. */
export const MAX_KNOWN_BROWSERS = 200;

export interface SeenBrowser {
  userId: string;
  browserHash: string;
  now: number;
}

/**
 * Remembers that the user signed in with this browser. True if they had not before. Once the account is locked, as by whoever
 * forgets browsers.
 */
const noteBrowser = async (
  { query }: Queryable<SessionsTables>,
  { userId, browserHash, now }: SeenBrowser,
): Promise<boolean> => {
  const isFirst = await query
    .insertInto('known_browsers')
    .values({ user_id: userId, browser_hash: browserHash, signed_in: 1, last_seen_at: now })
    .onConflict((conflict) =>
      conflict
        .columns(['user_id', 'browser_hash'])
        .doUpdateSet({ signed_in: 1, last_seen_at: now })
        .where('known_browsers.signed_in', '=', 0),
    )
    .returning('user_id')
    .executeTakeFirst();
  if (isFirst !== undefined) {
    await query
      .deleteFrom('known_browsers')
      .where('user_id', '=', userId)
      .where('browser_hash', 'in', (hashes) =>
        hashes
          .selectFrom('known_browsers')
          .where('user_id', '=', userId)
          .orderBy('last_seen_at', 'desc')
          .orderBy('browser_hash')
          .offset(MAX_KNOWN_BROWSERS)
          .limit(BATCH)
          .select('browser_hash'),
      )
      .execute();
    return true;
  }
  await query
    .updateTable('known_browsers')
    .set({ last_seen_at: now })
    .where('user_id', '=', userId)
    .where('browser_hash', '=', browserHash)
    .execute();
  return false;
};

/** The browsers each user has signed in with, or set their password with by a link. */
export const knownBrowsersStore = (database: Database<SessionsTables>) => {
  const findBrowser = (userId: string, browserHash: string) =>
    database.read.query
      .selectFrom('known_browsers')
      .where('user_id', '=', userId)
      .where('browser_hash', '=', browserHash)
      .select('signed_in')
      .executeTakeFirst();

  return {
    noteBrowser,

    /** Whether the user has signed in with this browser, or set their password by a link. */
    isKnownBrowser: async (userId: string, browserHash: string): Promise<boolean> =>
      (await findBrowser(userId, browserHash)) !== undefined,

    hasSignedIn: async (userId: string, browserHash: string): Promise<boolean> =>
      (await findBrowser(userId, browserHash))?.signed_in === 1,

    /** Before the user has signed in with it. */
    knowBrowser: async (
      { query }: Queryable<SessionsTables>,
      { userId, browserHash, now }: SeenBrowser,
    ): Promise<void> => {
      await query
        .insertInto('known_browsers')
        .values({ user_id: userId, browser_hash: browserHash, signed_in: 0, last_seen_at: now })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    },

    /** Forgets the browsers that a user has signed in from, except this one, if any. */
    forgetBrowsersOf: async (
      { query }: Queryable<SessionsTables>,
      userId: string,
      keptHash: string | null,
    ): Promise<void> => {
      await query
        .deleteFrom('known_browsers')
        .where('user_id', '=', userId)
        .where('browser_hash', '!=', keptHash ?? '')
        .execute();
    },

    /** Forgets browsers that nobody has signed in from since. */
    forgetBrowsers: (before: number): Promise<void> =>
      deleteInBatches(database, (query, limit) =>
        query
          .deleteFrom('known_browsers')
          .where(({ eb, refTuple }) =>
            eb(
              refTuple('user_id', 'browser_hash'),
              'in',
              eb
                .selectFrom('known_browsers')
                .select(['user_id', 'browser_hash'])
                .where('last_seen_at', '<=', before)
                .limit(limit)
                .$asTuple('user_id', 'browser_hash'),
            ),
          ),
      ),
  };
};
