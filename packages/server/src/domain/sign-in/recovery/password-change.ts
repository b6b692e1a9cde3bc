import type { Queryable } from '../../../database/database.js';
import type { SessionsEnded, WritersEnded } from '../../../kernel/ended.js';
import type { Locale } from '../../../i18n/index.js';
import type { Secret } from '../../../kernel/secret.js';
import { addressLanes } from '../../../kernel/network.js';
import { createTurns } from '../../../kernel/turns.js';
import type { Account } from '../../accounts/index.js';
import { holdAppsOf } from '../../apps/index.js';
import { holdWritersOf, type Session, type StartedSession } from '../../sessions/index.js';
import type { Needs } from '../needs.js';
import type { SignInSchema } from '../tables.js';
import { changeWaysIn } from '../ways-in.js';

export interface NewPassword {
  password: Secret;
  /** The session that goes on, if any. */
  kept: Session | null;
  locale: Locale;
  /** The client's address, or its /64 for IPv6. */
  address: string;
}

type Transaction = Queryable<SignInSchema>;

interface Begun {
  ended: SessionsEnded;
  renewed: StartedSession | null;
}

/** One link, one session, or one person with many accounts could ask for any number of hashes. */
const AT_ONCE = 2;
const MOST_WAITING = 50;
const PER_ACCOUNT = 3;
const PER_PLACE = { perAddress: 10, perNetwork: 25 };

/** Sets a new password, after the user has proven in some way that they may. */
export const createPasswordChange = (needs: Needs) => {
  const { accounts, audit, authorizations, database, mailLinks, notifications, sessions } = needs;
  const inTurn = createTurns({ atOnce: AT_ONCE, mostWaiting: MOST_WAITING });

  /**
   * Hashes the password, which takes a while. Resolves to what sets it within a transaction, ends everything started with
   * the old one, and records and mails the change; with or without the credentials of a developer.
   */
  const prepare = async (account: Account, { password, kept, locale, address }: NewPassword) => {
    const lanes = { [account.id]: PER_ACCOUNT, ...addressLanes(address, PER_PLACE) };
    const setPassword = await inTurn(lanes, () => accounts.newPassword(password));
    const tell = await notifications.to(account);
    const begin = async (transaction: Transaction, { withApps }: { withApps: boolean }): Promise<Begun> => {
      await holdWritersOf(transaction, account.id);
      await changeWaysIn(accounts, transaction, account.id);
      if (withApps) await holdAppsOf(transaction, account.id);
      await setPassword(transaction, account.id);
      const ended =
        kept === null
          ? { ended: await sessions.endAll(transaction, account.id), renewed: null }
          : await sessions.endOthers(transaction, kept);
      await sessions.forgetBrowsers(transaction, account.id, kept);
      return ended;
    };
    const finish = async (transaction: Transaction): Promise<void> => {
      await authorizations.revokeTokens(transaction, account.id, 'password_changed');
      // Whoever the new password is meant to lock out may have requested one.
      await mailLinks.endAll(transaction, account.id);
      await audit.record(transaction, { type: 'password_changed', userId: account.id });
      await tell(transaction, { notice: 'password_changed', locale });
    };
    return {
      set: async (transaction: Transaction): Promise<StartedSession | null> => {
        const { renewed } = await begin(transaction, { withApps: false });
        await finish(transaction);
        return renewed;
      },

      setAndRevokeCredentials: async (
        transaction: Transaction,
      ): Promise<{ ended: WritersEnded; renewed: StartedSession | null }> => {
        const { ended, renewed } = await begin(transaction, { withApps: true });
        const writersEnded = await needs.developers.revokeAllTokens(transaction, ended);
        await needs.apps.revokeCredentialsOf(transaction, writersEnded);
        await finish(transaction);
        return { ended: writersEnded, renewed };
      },
    };
  };

  return {
    prepare,

    /**
     * The same in a transaction of its own; `revokesCredentials`: developer tokens and the credentials of apps end too.
     * Resolves to the session that goes on, if any, with its new secret.
     */
    set: async (
      account: Account,
      given: NewPassword & { revokesCredentials: boolean },
    ): Promise<StartedSession | null> => {
      const { set, setAndRevokeCredentials } = await prepare(account, given);
      return database.write(async (transaction) =>
        given.revokesCredentials ? (await setAndRevokeCredentials(transaction)).renewed : set(transaction),
      );
    },
  };
};

export type PasswordChange = ReturnType<typeof createPasswordChange>;
