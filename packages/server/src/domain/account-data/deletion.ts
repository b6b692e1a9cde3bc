import type { Queryable } from '../../database/database.js';
import { bestEffort } from '../../kernel/best-effort.js';
import { outsideRequests } from '../../kernel/condition.js';
import type { Account } from '../accounts/index.js';
import type { Needs } from './needs.js';
import type { Deletion, Obstacle, UserDeletionStore } from './store.js';
import type { AccountDataSchema } from './tables.js';

/** What is deleted with a developer's account. */
export interface Belongings {
  apps: string[];
  resources: string[];
}

/** Whom mail is stored for that is still to be sent when all that is stored of its reader has gone. */
const NOBODY = '';

/** Deletes an account, for its user or an operator. account-data/store.ts says what is deleted and what stays. */
export const createAccountDeletion = ({ store, ...needs }: Needs & { store: UserDeletionStore }) => {
  /** All other mail to the user ends with the account, so this is what tells them of somebody else who deleted it. */
  const tell = async (transaction: Queryable<AccountDataSchema>, account: Account | null): Promise<void> => {
    if (account === null || account.email === null || !account.emailVerified) return;
    const { username, email } = account;
    const reader = { ...account, id: NOBODY };
    await needs.mails.sendTo(transaction, reader, email, null, ({ greeting, accountDeleted, why }) => ({
      subject: accountDeleted.subject,
      paragraphs: [greeting(username), accountDeleted.text, accountDeleted.notYou],
      action: null,
      footer: why,
    }));
  };

  return {
    /** Why the account cannot be deleted now, or null. */
    obstacle: (userId: string): Promise<Obstacle | null> => store.obstacle(userId),

    belongings: async (userId: string): Promise<Belongings> => {
      const [ownApps, ownResources] = await Promise.all([needs.apps.list(userId), needs.resources.list(userId)]);
      return { apps: ownApps.map(({ name }) => name), resources: ownResources.map(({ name }) => name) };
    },

    delete: async (userId: string, by: 'user' | 'operator'): Promise<Deletion> => {
      const account = await needs.accounts.getById(userId);
      const deletion = await store.delete(Number(userId), needs.clock.now(), async (transaction) => {
        await needs.audit.record(transaction, { type: 'account_deleted', userId, detail: { by } });
        await tell(transaction, account);
      });
      if (deletion.outcome !== 'deleted') return deletion;
      needs.logoutNotices.wake();
      // The account, on which the request depended, is gone.
      await bestEffort(needs.log, outsideRequests(store.eraseRest)(userId));
      return deletion;
    },
  };
};

export type AccountDeletion = ReturnType<typeof createAccountDeletion>;
