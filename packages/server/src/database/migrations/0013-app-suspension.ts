import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import { machineClock } from '../../kernel/clock.js';

type AnySchema = Record<string, Record<string, unknown>>;

/** Apps can be suspended: by the operator, and for as long as their owner's account is disabled. */
export const appSuspension: Migration = {
  up: async (database: Kysely<AnySchema>) => {
    for (const column of ['suspended_at', 'owner_disabled_at']) {
      await database.schema.alterTable('apps').addColumn(column, 'bigint').execute();
    }
    const disabled = await database.selectFrom('users').where('status', '=', 2).select('id').execute();
    for (const { id } of disabled) {
      await database
        .updateTable('apps')
        .set({ owner_disabled_at: machineClock.now() })
        .where('owner_id', '=', String(id))
        .execute();
    }
  },
};
