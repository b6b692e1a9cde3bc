import { bestEffort } from '../../kernel/best-effort.js';
import { outsideRequests } from '../../kernel/condition.js';
import type { Needs } from './needs.js';
import type { Deletion, Obstacle, UserDeletionStore } from './store.js';

/** What is deleted with a developer's account. */
export interface Belongings {
  apps: string[];
  resources: string[];
}

/** Deletes an account, for its user or an operator. account-data/store.ts says what is deleted and what stays. */
export const createAccountDeletion = ({ store, ...needs }: Needs & { store: UserDeletionStore }) => ({
  /** Why the account cannot be deleted now, or null. */
  obstacle: (userId: string): Promise<Obstacle | null> => store.obstacle(userId),

  belongings: async (userId: string): Promise<Belongings> => {
    const [ownApps, ownResources] = await Promise.all([needs.apps.list(userId), needs.resources.list(userId)]);
    return { apps: ownApps.map(({ name }) => name), resources: ownResources.map(({ name }) => name) };
  },

  delete: async (userId: string, by: 'user' | 'operator'): Promise<Deletion> => {
    const deletion = await store.delete(Number(userId), needs.clock.now(), (transaction) =>
      needs.audit.record(transaction, { type: 'account_deleted', userId, detail: { by } }),
    );
    if (deletion.outcome !== 'deleted') return deletion;
    needs.logoutNotices.wake();
    // The account, on which the request depended, is gone.
    await bestEffort(needs.log, outsideRequests(store.eraseRest)(userId));
    return deletion;
  },
});

export type AccountDeletion = ReturnType<typeof createAccountDeletion>;
