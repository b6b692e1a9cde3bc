import { unlessTaken } from '../../database/database.js';
import type { Shared } from '../../database/shared.js';
import type { Needs } from './needs.js';
import type { AccountsSchema } from './tables.js';

export type UsernameChange =
  | { outcome: 'changed' | 'unchanged' }
  | { outcome: 'refused'; reason: 'invalid' | 'taken' }
  | { outcome: 'limited'; retryAfterSeconds: number };

/** What users choose about themselves. */
export const createProfile = ({ accounts, audit, database, limits }: Shared<AccountsSchema> & Needs) => {
  // Each attempt reveals whether a name is taken.
  const perUser = limits.create({ name: 'username', points: 20, durationSeconds: 3600 });

  return {
    /** By the rules of signing up. Apps know the user by the account's number (`sub`), which stays. */
    changeUsername: async (userId: string, username: string): Promise<UsernameChange> => {
      const limited = await perUser.consume(userId);
      if (limited !== null) return { outcome: 'limited', retryAfterSeconds: limited.retryAfterSeconds };
      const before = await accounts.getById(userId);
      const change = await unlessTaken(
        database.write(async (transaction): Promise<UsernameChange> => {
          const renamed = await accounts.rename(transaction, userId, username);
          if (renamed === null) return { outcome: 'refused', reason: 'invalid' };
          if (renamed === before?.username) return { outcome: 'unchanged' };
          const detail = { from: before?.username ?? '', to: renamed };
          await audit.record(transaction, { type: 'username_changed', userId, detail });
          return { outcome: 'changed' };
        }),
      );
      return change ?? { outcome: 'refused', reason: 'taken' };
    },

    /** Stored with the account, for mails and for browsers in which no language was chosen. */
    chooseLanguage: (userId: string, locale: string): Promise<void> => accounts.setLocale(userId, locale),
  };
};

export type Profile = ReturnType<typeof createProfile>;
