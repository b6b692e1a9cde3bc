import { sql } from 'kysely';
import { machineClock } from '../../kernel/clock.js';
import { columnsOf } from '../columns.js';
import type { Database } from '../database.js';
import type { EngineTables } from '../tables.js';
import type { Mark } from './mark.js';

const COLUMNS = columnsOf<Mark>()(['mark', 'accepted', 'jumped_at', 'seen_at', 'steady_for']);

/** Milliseconds since the epoch, as PostgreSQL's own clock shows them while the statement runs. */
const DATABASE_TIME = sql<number>`floor(extract(epoch from clock_timestamp()) * 1000)::bigint`;

/** What a look at the database says. */
export interface Sight {
  mark: Mark;
  /** By how much the database's clock is ahead of `elapsed` when the answer was half way; null on SQLite, which has none. */
  offset: number | null;
  /** How long the answer took, in milliseconds. */
  took: number;
}

type Changing = Mark & { before: number; beforeSeen: number; beforeAccepted: number };

/** The row of the reference time. `elapsed` are milliseconds of a monotonic clock. */
export const referenceTimeStore = (
  database: Database<EngineTables>,
  elapsed: () => number = () => performance.now(),
) => {
  const change = database.prepare<Changing, { id: number }>((query, p) =>
    query
      .updateTable('reference_time')
      .set({
        mark: p('mark'),
        accepted: p('accepted'),
        jumped_at: p('jumped_at'),
        seen_at: p('seen_at'),
        steady_for: p('steady_for'),
      })
      .where('id', '=', 1)
      .where('mark', '=', p('before'))
      .where('seen_at', '=', p('beforeSeen'))
      .where('accepted', '=', p('beforeAccepted'))
      .returning('id'),
  );

  return {
    look: async (): Promise<Sight> => {
      const asked = elapsed();
      const row = database.read.query.selectFrom('reference_time').select(COLUMNS).where('id', '=', 1);
      const { now, ...mark } =
        database.dialect === 'sqlite'
          ? { now: null, ...(await row.executeTakeFirstOrThrow()) }
          : await row.select(DATABASE_TIME.as('now')).executeTakeFirstOrThrow();
      const answered = elapsed();
      const offset = now === null ? null : Number(now) - (asked + answered) / 2;
      return { mark, offset, took: answered - asked };
    },

    /** False if another process was first; its look then counts instead. */
    replace: async (mark: Mark, by: Mark): Promise<boolean> => {
      const before = { before: mark.mark, beforeSeen: mark.seen_at, beforeAccepted: mark.accepted };
      return (await database.writeOne(change, { ...by, ...before })).length > 0;
    },

    /** The true time according to a look. */
    worldAt: ({ offset }: Pick<Sight, 'offset'>): number =>
      offset === null ? machineClock.now() : Math.floor(elapsed() + offset),
  };
};
