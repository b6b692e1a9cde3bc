import type { Queryable } from '../../../database/database.js';
import type { SessionsEnded } from '../../../kernel/ended.js';
import type { Locale } from '../../../i18n/index.js';
import type { Secret } from '../../../kernel/secret.js';
import { createTurns } from '../../../kernel/turns.js';
import type { Account } from '../../accounts/index.js';
import { holdWritersOf, type Session } from '../../sessions/index.js';
import type { Needs } from '../needs.js';
import type { SignInSchema } from '../tables.js';
import { changeWaysIn } from '../ways-in.js';

export interface NewPassword {
  password: Secret;
  /** The session that goes on, if any. */
  kept: Session | null;
  locale: Locale;
  /** Whether developer tokens and the credentials of apps end too. */
  revokesCredentials: boolean;
}

/** One link, or one session, could ask for any number of hashes. */
const AT_ONCE = 2;
const MOST_WAITING = 50;
const PER_ACCOUNT = 3;

/** Sets a new password, after the user has proven in some way that they may. */
export const createPasswordChange = (needs: Needs) => {
  const { accounts, audit, authorizations, database, mailLinks, notifications, sessions } = needs;
  const inTurn = createTurns({ atOnce: AT_ONCE, mostWaiting: MOST_WAITING });

  /**
   * Hashes the password, which takes a while. Resolves to what sets it within a transaction, ends everything started with
   * the old one, and records and mails the change.
   */
  const prepare = async (account: Account, { password, kept, locale, revokesCredentials }: NewPassword) => {
    const setPassword = await inTurn({ [account.id]: PER_ACCOUNT }, () => accounts.newPassword(password));
    const tell = await notifications.to(account);
    return async (transaction: Queryable<SignInSchema>): Promise<SessionsEnded> => {
      await holdWritersOf(transaction, account.id);
      await changeWaysIn(accounts, transaction, account.id);
      await setPassword(transaction, account.id);
      const ended = await sessions.endAll(transaction, account.id, kept);
      await sessions.forgetBrowsers(transaction, account.id, kept);
      await authorizations.revokeTokens(transaction, account.id, 'password_changed');
      if (revokesCredentials) {
        const writersEnded = await needs.developers.revokeAllTokens(transaction, ended);
        await needs.apps.revokeCredentialsOf(transaction, writersEnded);
      }
      // Whoever the new password is meant to lock out may have requested one.
      await mailLinks.endAll(transaction, account.id);
      await audit.record(transaction, { type: 'password_changed', userId: account.id });
      await tell(transaction, { notice: 'password_changed', locale });
      return ended;
    };
  };

  return {
    prepare,

    /** Sets the password and ends everything started with the old one, except the current session. */
    set: async (account: Account, given: NewPassword): Promise<void> =>
      void (await database.write(await prepare(account, given))),
  };
};

export type PasswordChange = ReturnType<typeof createPasswordChange>;
