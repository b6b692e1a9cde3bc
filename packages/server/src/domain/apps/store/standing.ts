import type { Updateable } from 'kysely';
import { changesIn } from '../../../database/changes.js';
import type { Queryable } from '../../../database/database.js';
import type { WritersEnded } from '../../../kernel/ended.js';
import type { AppsTable, AppsTables } from '../tables.js';

/** What an operator decides about an app. */
export type Decision = 'suspend' | 'resume' | 'trust' | 'untrust';

/** Within a transaction; false if it was decided before, or the app is gone. */
export const decide = (
  transaction: Queryable<AppsTables>,
  appId: number,
  decision: Decision,
  now: number,
): Promise<boolean> =>
  changesIn(transaction, (query) => {
    const app = query.updateTable('apps').where('id', '=', appId).where('deleted_at', 'is', null);
    return {
      suspend: app.set({ suspended_at: now }).where('suspended_at', 'is', null),
      resume: app.set({ suspended_at: null }).where('suspended_at', 'is not', null),
      trust: app.set({ is_trusted: 1 }).where('is_trusted', '=', 0),
      untrust: app.set({ is_trusted: 0 }).where('is_trusted', '=', 1),
    }[decision];
  });

const setOfOwner = async ({ query }: Queryable<AppsTables>, ownerId: string, values: Updateable<AppsTable>) => {
  await query.updateTable('apps').set(values).where('owner_id', '=', ownerId).execute();
};

/**
 * Locks the apps of a user whose access ends, before it ends: their requests lock the app and then what it was allowed, so the
 * other order would wait for whoever waits for it.
 */
export const holdAppsOf = (transaction: Queryable<AppsTables>, ownerId: string): Promise<void> =>
  setOfOwner(transaction, ownerId, { owner_id: ownerId });

/** Suspends the apps of a user whose account is being disabled, within that transaction. */
export const suspendAppsOf = (
  transaction: Queryable<AppsTables>,
  { userId }: WritersEnded,
  now: number,
): Promise<void> => setOfOwner(transaction, userId, { owner_disabled_at: now });

/** Ends that again. Apps that the operator suspended stay so. */
export const resumeAppsOf = (transaction: Queryable<AppsTables>, ownerId: string): Promise<void> =>
  setOfOwner(transaction, ownerId, { owner_disabled_at: null });
