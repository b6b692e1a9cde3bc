import { sql, type RawBuilder, type SqlBool } from 'kysely';
import { DAY } from '../kernel/clock.js';
import type { Outgoing } from '../kernel/outbox.js';
import type { Database } from './database.js';

/** Longer than any item waits. */
const LONGEST_WAIT = DAY;

/**
 * Whether an item is due, by its column of that name. One that seems to wait longer than any does was put off before an operator
 * set the time back (ADR 0046).
 */
export const isDue = (column: string, now: number): RawBuilder<SqlBool> =>
  sql<SqlBool>`(${sql.ref(column)} <= ${now} or ${sql.ref(column)} > ${now + LONGEST_WAIT})`;

/** How the items of a table are claimed and deleted (kernel/outbox.ts). */
export const outboxVerbs = <S>(database: Database<S>, table: keyof S & string) => ({
  /** Claims an item for one more attempt; it is due again at `until`. False if another process was first. */
  claim: async ({ id, attempts }: Outgoing, until: number): Promise<boolean> => {
    const { numAffectedRows = 0n } = await database.write(({ query }) =>
      sql`update ${sql.table(table)} set attempts = ${attempts + 1}, next_attempt_at = ${until}
        where id = ${id} and attempts = ${attempts}`.execute(query),
    );
    return numAffectedRows > 0n;
  },

  delete: async (id: number): Promise<void> => {
    await database.write(({ query }) => sql`delete from ${sql.table(table)} where id = ${id}`.execute(query));
  },
});
