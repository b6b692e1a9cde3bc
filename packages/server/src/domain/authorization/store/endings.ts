import type { Database, Queryable } from '../../../database/database.js';
import { forgetAllowedDevices } from '../../device/index.js';
import { endAuthorization, liveAuthorizationIds, revokeTokensOf } from '../../tokens/index.js';
import type { AuthorizationSchema } from '../tables.js';

/** Revokes all that authorizations gave out, to devices too. */
const revokeGivenOut = async (
  transaction: Queryable<AuthorizationSchema>,
  authorizationIds: readonly number[],
  reason: string,
  now: number,
): Promise<void> => {
  // Before the token families, as codes: a device that redeems at this moment has founded its family by then.
  await forgetAllowedDevices(transaction, authorizationIds);
  await revokeTokensOf(transaction, authorizationIds, reason, now);
};

/** Ending access, over authorizations, devices and tokens, in one transaction each. */
export const endingsStore = (database: Database<AuthorizationSchema>) => ({
  /** Ends one authorization of this user, with all its tokens. False when there is no such live one. */
  end: (id: number, userId: string, now: number): Promise<boolean> =>
    database.write(async (transaction) => {
      if (!(await endAuthorization(transaction, { id, userId }, now))) return false;
      await revokeGivenOut(transaction, [id], 'authorization_ended', now);
      return true;
    }),

  /** Revokes every token of the user and keeps the authorizations: after a password change, or when disabled. */
  revokeTokensOfUser: (userId: string, reason: string, now: number): Promise<void> =>
    database.write(async (transaction) =>
      revokeGivenOut(transaction, await liveAuthorizationIds(transaction, userId), reason, now),
    ),
});

export type EndingsStore = ReturnType<typeof endingsStore>;
