import type { Database, Prepared, Queryable } from '../../../database/database.js';
import { eachInTurn } from '../../../kernel/jobs.js';
import { withRests } from '../../../kernel/rests.js';
import type { TokensTables } from '../tables.js';

/**
 * Families that an authorization has at most, ended ones included. One user of an app has a few for each browser and device;
 * an app that signs its users in without a page at every visit, and never refreshes, leaves one each time.
 */
export const MAX_FAMILIES = 1000;
/** Rows that one transaction reads or deletes at most. */
const BATCH = MAX_FAMILIES / 2;
/** Counting them at every sign-in would cost more than the sign-in. */
const COUNT_EVERY = 64;
/** That many there may be until they are counted again. */
export const MOST_FAMILIES = MAX_FAMILIES + COUNT_EVERY;

export type SurplusDeletion = Prepared<{ authorizationId: number }, { id: number }>;

/**
 * Of an authorization that has too many families, deletes those that will be missed least: revoked ones, then those whose
 * refresh token expires first, because nobody has used them for longest. A device that is in use stays connected, however
 * many sign-ins came after its own. Looks at no more than twice as many families as may be, and deletes at most a batch.
 */
export const surplusDeletion = (database: Database<TokensTables>): SurplusDeletion =>
  database.prepare<{ authorizationId: number }, { id: number }>((query, p) =>
    query
      .deleteFrom('token_families')
      .where('id', 'in', (surplus) =>
        surplus
          .selectFrom((oldest) =>
            oldest
              .selectFrom('token_families')
              .where('authorization_id', '=', p('authorizationId'))
              .orderBy('id')
              .limit(2 * MAX_FAMILIES)
              .select(['id', 'revoked_at', 'refresh_expires_at'])
              .as('oldest'),
          )
          .orderBy((order) => order.case().when('oldest.revoked_at', 'is', null).then(0).else(1).end())
          .orderBy('oldest.refresh_expires_at', 'desc')
          .orderBy('oldest.id', 'desc')
          .limit(BATCH)
          .offset(MAX_FAMILIES)
          .select('oldest.id'),
      )
      .returning('id'),
  );

/** In the transaction that founds a family, which holds the authorization. `founded`: how many families it has founded. */
export const makeRoom = async (
  transaction: Queryable<TokensTables>,
  surplus: SurplusDeletion,
  { id, founded }: { id: number; founded: number },
): Promise<void> => {
  if (founded % COUNT_EVERY === 0) await transaction.run(surplus, { authorizationId: id });
};

/** Those of the next batch of authorizations that have too many families, and the last one that was looked at. */
const crowdedAfter = async (
  { query }: Queryable<TokensTables>,
  after: number,
): Promise<{ crowded: number[]; last: number | null }> => {
  const rows = await query
    .selectFrom((batch) =>
      batch.selectFrom('authorizations').select('id').where('id', '>', after).orderBy('id').limit(BATCH).as('batch'),
    )
    .select((column) => [
      'batch.id',
      column
        .selectFrom('token_families')
        .whereRef('token_families.authorization_id', '=', 'batch.id')
        .orderBy('token_families.id')
        .limit(1)
        .offset(MOST_FAMILIES)
        .select('token_families.id')
        .as('beyond'),
    ])
    .orderBy('batch.id')
    .execute();
  return {
    crowded: rows.filter(({ beyond }) => beyond !== null).map(({ id }) => id),
    last: rows.length < BATCH ? null : (rows.at(-1)?.id ?? null),
  };
};

/**
 * Deletes the surplus that no sign-in has come to: of a time without the limit. A batch in each transaction, each time the
 * ones missed least among the oldest.
 */
export const deleteSurplus = async (database: Database<TokensTables>): Promise<void> => {
  const surplus = surplusDeletion(database);
  const clearSome = async (authorizationId: number): Promise<boolean> =>
    (await database.write((transaction) => transaction.run(surplus, { authorizationId }))).length > 0;
  let after = 0;
  await withRests(async () => {
    const { crowded, last } = await crowdedAfter(database.read, after);
    await eachInTurn(crowded, (id) => withRests(() => clearSome(id)));
    after = last ?? after;
    return last !== null;
  });
};
