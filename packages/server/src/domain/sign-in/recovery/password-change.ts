import type { ManagedAccounts } from '../../accounts/index.js';
import type { Locale } from '../../../i18n/index.js';
import type { Secret } from '../../../kernel/secret.js';
import type { Audit } from '../../audit/index.js';
import type { Authorizations } from '../../authorization/index.js';
import type { MailLinks, Notifications } from '../../mail/index.js';
import type { PendingSignIns } from '../pending-sign-ins.js';
import type { Session, Sessions } from '../../sessions/index.js';

interface Dependencies {
  accounts: ManagedAccounts;
  audit: Audit;
  authorizations: Authorizations;
  mailLinks: MailLinks;
  notifications: Notifications;
  pendingSignIns: PendingSignIns;
  sessions: Sessions;
}

/** A new password, whichever way its user proved to be allowed to set it. */
export const createPasswordChange = (dependencies: Dependencies) => {
  const { accounts, audit, authorizations, mailLinks, notifications, pendingSignIns, sessions } = dependencies;

  return {
    /** Sets the password, and ends what began with the old one: all but `kept`, the session that it is changed in. */
    set: async (userId: string, password: Secret, kept: Session | null): Promise<void> => {
      await accounts.setPassword(userId, password);
      await (kept === null ? sessions.endAll(userId) : sessions.endOthers(kept));
      await pendingSignIns.endAll(userId);
      await authorizations.revokeTokens(userId, 'password_changed');
      // One may have been asked for by whoever the new password is to keep out.
      await mailLinks.endAll(userId);
    },

    /** Says so to the log and to the user. By itself, since only what follows `set` may prove the address that is told. */
    tell: async (userId: string, locale: Locale): Promise<void> => {
      await audit.record({ type: 'password_changed', userId });
      await notifications.tell(userId, { notice: 'password_changed', locale });
    },
  };
};

export type PasswordChange = ReturnType<typeof createPasswordChange>;
