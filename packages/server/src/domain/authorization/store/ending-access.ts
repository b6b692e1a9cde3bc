import type { Queryable } from '../../../database/database.js';
import { inChunks } from '../../../database/delete-in-batches.js';
import { forgetAllowedDevices } from '../../device/index.js';
import { endAuthorization, liveAuthorizationIds, revokeTokensOf } from '../../tokens/index.js';
import type { AuthorizationSchema } from '../tables.js';

/** Revokes everything issued under authorizations, also to devices. */
const revokeGivenOut = async (
  transaction: Queryable<AuthorizationSchema>,
  authorizationIds: readonly number[],
  reason: string,
  now: number,
): Promise<void> =>
  inChunks(authorizationIds, async (chunk) => {
    // Before the token families, like codes: a device that redeems at this moment has created its family by then.
    await forgetAllowedDevices(transaction, chunk);
    await revokeTokensOf(transaction, chunk, reason, now);
  });

/** Ends an authorization of this user, with all its tokens. False if there is no such live one. */
export const endAccess = async (
  transaction: Queryable<AuthorizationSchema>,
  id: number,
  userId: string,
  now: number,
): Promise<boolean> => {
  if (!(await endAuthorization(transaction, { id, userId }, now))) return false;
  await revokeGivenOut(transaction, [id], 'authorization_ended', now);
  return true;
};

/** Revokes every token of the user but keeps the authorizations: after a password change, or when disabled. */
export const revokeTokensOfUser = async (
  transaction: Queryable<AuthorizationSchema>,
  userId: string,
  reason: string,
  now: number,
): Promise<void> => revokeGivenOut(transaction, await liveAuthorizationIds(transaction, userId), reason, now);
