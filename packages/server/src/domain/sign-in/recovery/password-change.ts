import type { Locale } from '../../../i18n/index.js';
import type { Secret } from '../../../kernel/secret.js';
import type { Session } from '../../sessions/index.js';
import type { Needs } from '../needs.js';
import type { PendingSignIns } from '../pending-sign-ins.js';

/** Sets a new password, after the user has proven in some way that they may. */
export const createPasswordChange = (needs: Needs & { pendingSignIns: PendingSignIns }) => {
  const { accounts, audit, authorizations, mailLinks, notifications, pendingSignIns, sessions } = needs;

  return {
    /** Sets the password and ends everything started with the old one, except the current session `kept`. */
    set: async (userId: string, password: Secret, kept: Session | null): Promise<void> => {
      await accounts.setPassword(userId, password);
      await (kept === null ? sessions.endAll(userId) : sessions.endOthers(kept));
      await sessions.forgetBrowsers(userId, kept);
      await pendingSignIns.endAll(userId);
      await authorizations.revokeTokens(userId, 'password_changed');
      // Whoever the new password is meant to lock out may have requested one.
      await mailLinks.endAll(userId);
    },

    /** Records and mails the change. Separate, because what follows `set` may first have to verify the address. */
    tell: async (userId: string, locale: Locale): Promise<void> => {
      await audit.record({ type: 'password_changed', userId });
      await notifications.tell(userId, { notice: 'password_changed', locale });
    },
  };
};

export type PasswordChange = ReturnType<typeof createPasswordChange>;
