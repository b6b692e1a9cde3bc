import type { Apps } from '../apps/index.js';
import type { Resources } from '../resources/index.js';
import type { Clock } from '../../kernel/clock.js';
import type { UserDeletionStore } from './store.js';
import type { Deletion, Obstacle } from './store.js';
import type { Audit } from '../audit/index.js';
import type { LogoutNotices } from '../logout/index.js';

interface Dependencies {
  store: UserDeletionStore;
  apps: Apps;
  resources: Resources;
  clock: Clock;
  audit: Audit;
  logoutNotices: LogoutNotices;
}

/** What is deleted with a developer's account. */
export interface Belongings {
  apps: string[];
  resources: string[];
}

/** Deletes an account, for its user or an operator. account-data/store.ts says what is deleted and what stays. */
export const createAccountDeletion = ({ store, apps, resources, clock, audit, logoutNotices }: Dependencies) => ({
  /** Why the account cannot be deleted now, or null. */
  obstacle: (userId: string): Promise<Obstacle | null> => store.obstacle(userId),

  belongings: async (userId: string): Promise<Belongings> => {
    const [ownApps, ownResources] = await Promise.all([apps.list(userId), resources.list(userId)]);
    return { apps: ownApps.map(({ name }) => name), resources: ownResources.map(({ name }) => name) };
  },

  delete: async (userId: string, by: 'user' | 'operator'): Promise<Deletion> => {
    const deletion = await store.delete(Number(userId), clock.now());
    if (deletion.outcome === 'deleted') {
      logoutNotices.wake();
      await audit.record({ type: 'account_deleted', userId, detail: { by } });
    }
    return deletion;
  },
});

export type AccountDeletion = ReturnType<typeof createAccountDeletion>;
