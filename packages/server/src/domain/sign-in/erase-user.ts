import type { Queryable } from '../../database/database.js';
import type { SessionsEnded } from '../../kernel/ended.js';
import type { SignInTables } from './tables.js';

/**
 * Deletes everything a user signs in with besides the password, and pending sign-ins. Part of the transaction that
 * deletes a user; safe to repeat.
 */
export const eraseWaysIn = async ({ query }: Queryable<SignInTables>, { userId }: SessionsEnded): Promise<void> => {
  await query.deleteFrom('passkeys').where('user_id', '=', userId).execute();
  await query.deleteFrom('pending_sign_ins').where('user_id', '=', userId).execute();
  await query.deleteFrom('recovery_codes').where('user_id', '=', userId).execute();
  await query.deleteFrom('totp_secrets').where('user_id', '=', userId).execute();
  await query.deleteFrom('upstream_identities').where('user_id', '=', userId).execute();
};
