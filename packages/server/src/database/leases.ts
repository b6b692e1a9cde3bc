import { SECOND, type Clock } from '../kernel/clock.js';
import type { Leases } from '../kernel/jobs.js';
import { randomSecret } from '../kernel/secret.js';
import type { Database } from './database.js';
import type { EngineTables } from './tables.js';

/** How long the jobs of a process that died wait for another. */
const LEASE = 30 * SECOND;

/** The leases of background jobs, for one process. */
export const createLeases = (database: Database<EngineTables>, clock: Clock): Leases => {
  const holder = randomSecret().reveal();
  return {
    renewEvery: LEASE / 3,

    hold: async (job) => {
      const now = clock.now();
      const row = { holder, expires_at: now + LEASE };
      const held = await database.write(({ query }) =>
        query
          .insertInto('job_leases')
          .values({ job, ...row })
          .onConflict((conflict) =>
            conflict
              .column('job')
              .doUpdateSet(row)
              .where(({ or, eb }) =>
                or([
                  eb('job_leases.holder', '=', holder),
                  eb('job_leases.expires_at', '<=', now),
                  // From before an operator set the time back (ADR 0046): no lease lasts that long.
                  eb('job_leases.expires_at', '>', now + 2 * LEASE),
                ]),
              ),
          )
          .returning('job')
          .executeTakeFirst(),
      );
      return held !== undefined;
    },

    release: async (job) => {
      await database.write(({ query }) =>
        query.deleteFrom('job_leases').where('job', '=', job).where('holder', '=', holder).execute(),
      );
    },
  };
};
