import type { Common } from '../../database/shared.js';
import type { Needs } from './needs.js';

export type UsernameChange =
  | { outcome: 'changed' | 'unchanged' }
  | { outcome: 'refused'; reason: 'invalid' | 'taken' }
  | { outcome: 'limited'; retryAfterSeconds: number };

/** What users choose about themselves. */
export const createProfile = ({ accounts, audit, limits }: Common & Needs) => {
  // Each attempt reveals whether a name is taken.
  const perUser = limits.create({ name: 'username', points: 20, durationSeconds: 3600 });

  return {
    /** By the rules of signing up. Apps know the user by the account's number (`sub`), which stays. */
    changeUsername: async (userId: string, username: string): Promise<UsernameChange> => {
      const limited = await perUser.consume(userId);
      if (limited !== null) return { outcome: 'limited', retryAfterSeconds: limited.retryAfterSeconds };
      const before = await accounts.getById(userId);
      const renaming = await accounts.rename(userId, username);
      if (renaming.outcome === 'refused') return renaming;
      if (renaming.username === before?.username) return { outcome: 'unchanged' };
      const detail = { from: before?.username ?? '', to: renaming.username };
      await audit.record({ type: 'username_changed', userId, detail });
      return { outcome: 'changed' };
    },

    /** Stored with the account, for mails and for browsers in which no language was chosen. */
    chooseLanguage: (userId: string, locale: string): Promise<void> => accounts.setLocale(userId, locale),
  };
};

export type Profile = ReturnType<typeof createProfile>;
