import type { Clock } from '../../kernel/clock.js';
import type { Store } from '../store.js';
import type { Deletion, Obstacle } from './store.js';
import type { Audit } from '../audit/index.js';
import type { LogoutNotices } from '../logout/index.js';

export type { AppInUse, Deletion, Obstacle } from './store.js';

interface Dependencies {
  store: Store;
  clock: Clock;
  audit: Audit;
  logoutNotices: LogoutNotices;
}

/** What a developer's account takes with it. */
export interface Belongings {
  apps: string[];
  resources: string[];
}

/** Deleting an account, by its user or by the operator. What goes and what stays: domain/account-data/store.ts. */
export const createAccountDeletion = ({ store, clock, audit, logoutNotices }: Dependencies) => ({
  /** Why the account cannot be deleted just now; null when it can. */
  obstacle: (userId: string): Promise<Obstacle | null> => store.userDeletion.obstacle(userId),

  belongings: async (userId: string): Promise<Belongings> => {
    const [apps, resources] = await Promise.all([store.apps.listByOwner(userId), store.resources.listByOwner(userId)]);
    return { apps: apps.map(({ name }) => name), resources: resources.map(({ name }) => name) };
  },

  delete: async (userId: string, by: 'user' | 'operator'): Promise<Deletion> => {
    const deletion = await store.userDeletion.delete(Number(userId), clock.now());
    if (deletion.outcome === 'deleted') {
      logoutNotices.wake();
      await audit.record({ type: 'account_deleted', userId, detail: { by } });
    }
    return deletion;
  },
});

export type AccountDeletion = ReturnType<typeof createAccountDeletion>;
