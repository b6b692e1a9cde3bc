import type { ExpressionBuilder, Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import { machineClock } from '../../kernel/clock.js';

type AnySchema = Record<string, Record<string, unknown>>;

/** Ends the refresh tokens of users who have unticked "Stay connected": until now, the app kept them. */
export const declinedOfflineAccess: Migration = {
  up: async (database: Kysely<AnySchema>) => {
    const now = machineClock.now();
    await database
      .updateTable('token_families')
      .set({ refresh_expires_at: now, expires_at: now })
      .where('refresh_expires_at', '>', now)
      .where('revoked_at', 'is', null)
      .where('authorization_id', 'in', ({ selectFrom }: ExpressionBuilder<AnySchema, 'token_families'>) =>
        selectFrom('authorizations').where('declined', 'like', '%offline_access%').select('id'),
      )
      .execute();
  },
};
