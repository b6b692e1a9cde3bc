import { changes, changesIn } from '../../database/changes.js';
import type { Database, Queryable } from '../../database/database.js';
import { deleteUpTo } from '../../database/delete-in-batches.js';
import type { IdempotencyTables } from './tables.js';

export interface NewClaim {
  hash: string;
  bodyHash: string;
  claim: string;
  expiresAt: number;
  now: number;
}

/** What stands in the way of a claim. */
interface Earlier {
  bodyHash: string;
  /** Null while it runs. */
  sealedAnswer: string | null;
}

type Held = Pick<NewClaim, 'hash' | 'claim'>;

export const idempotentRequestsStore = (database: Database<IdempotencyTables>) => ({
  /** Null for one of several callers; the others get what is there. A row that has expired counts as absent. */
  claim: ({ hash, bodyHash, claim, expiresAt, now }: NewClaim): Promise<Earlier | null> =>
    database.write(async ({ query }) => {
      const row = { body_hash: bodyHash, claim, sealed_answer: null, expires_at: expiresAt };
      const mine = await query
        .insertInto('idempotent_requests')
        .values({ hash, ...row })
        .onConflict((conflict) =>
          conflict.column('hash').doUpdateSet(row).where('idempotent_requests.expires_at', '<=', now),
        )
        .returning('hash')
        .executeTakeFirst();
      if (mine !== undefined) return null;
      // The conflict has locked the row, so it is still there.
      return query
        .selectFrom('idempotent_requests')
        .where('hash', '=', hash)
        .select(['body_hash as bodyHash', 'sealed_answer as sealedAnswer'])
        .executeTakeFirstOrThrow();
    }),

  /** Part of the transaction that has the request's effect. False if another attempt has taken over. */
  answer: (
    transaction: Queryable<IdempotencyTables>,
    { hash, claim }: Held,
    sealedAnswer: string,
    expiresAt: number,
  ): Promise<boolean> =>
    changesIn(transaction, (query) =>
      query
        .updateTable('idempotent_requests')
        .set({ sealed_answer: sealedAnswer, expires_at: expiresAt })
        .where('hash', '=', hash)
        .where('claim', '=', claim),
    ),

  /** Lets the next attempt run at once. False, and nothing done, for an answered request or one that others have taken. */
  release: ({ hash, claim }: Held): Promise<boolean> =>
    changes(database, (query) =>
      query
        .deleteFrom('idempotent_requests')
        .where('hash', '=', hash)
        .where('claim', '=', claim)
        .where('sealed_answer', 'is', null),
    ),

  deleteExpired: (now: number) => deleteUpTo(database, 'idempotent_requests', 'expires_at', now, 'hash'),
});

export type IdempotentRequestsStore = ReturnType<typeof idempotentRequestsStore>;
