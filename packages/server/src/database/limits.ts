import { machineClock, type Clock } from '../kernel/clock.js';
import type { Database } from './database.js';
import { deleteInBatches } from './delete-in-batches.js';
import type { EngineTables } from './tables.js';
import type { ForgivingLimiter, Limiter, LimiterOptions } from './limiter.js';
import { rememberingBlocks } from './postgres/limiter.js';

/** Counts of attempts. On SQLite, which has one process, they are in its memory; on PostgreSQL all processes share them. */
export const limitsStore = (database: Database<EngineTables>, clock: Clock = machineClock) => ({
  create: (options: LimiterOptions): Limiter => {
    const limiter = database.limiter({ clock, ...options });
    return database.dialect === 'sqlite' ? limiter : rememberingBlocks(limiter, { clock, ...options });
  },

  /** For attempts that are given back when they turn out to be harmless. */
  createForgiving: (options: LimiterOptions): ForgivingLimiter => database.limiter({ clock, ...options }),

  deleteExpired: async (now: number): Promise<void> => {
    if (database.dialect === 'sqlite') return;
    await deleteInBatches(database, (query, limit) =>
      query
        .deleteFrom('attempt_counts')
        .where('key', 'in', (keys) =>
          keys.selectFrom('attempt_counts').select('key').where('expire', '<=', now).limit(limit),
        )
        // A new window may have been opened meanwhile.
        .where('expire', '<=', now),
    );
  },
});

export type Limits = ReturnType<typeof limitsStore>;
