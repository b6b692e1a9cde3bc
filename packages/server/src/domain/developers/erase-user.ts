import type { Queryable } from '../../database/database.js';
import { type SessionsEnded, WritersEnded } from '../../kernel/ended.js';
import type { DevelopersTables } from './tables.js';

/** Deletes the developer tokens of a user. Part of the transaction that deletes a user; safe to repeat. */
export const eraseDeveloperTokens = async (
  { query }: Queryable<DevelopersTables>,
  ended: SessionsEnded,
): Promise<WritersEnded> => {
  await query.deleteFrom('developer_tokens').where('user_id', '=', ended.userId).execute();
  return new WritersEnded(ended);
};
