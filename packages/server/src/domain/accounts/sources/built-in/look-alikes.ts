import { LOOK_ALIKE, foldKey } from '../../../../kernel/text.js';
import type { Queryable } from '../../../../database/database.js';
import type { AccountsTables } from '../../tables.js';

/** A user with an old name or address that is equal to another user's but for characters that show nothing. */
export interface LookAlike {
  userId: number;
  field: 'username' | 'email';
  /** As stored, with the characters that show nothing. */
  text: string;
  /** The user it looks like; null if there is none (any more), or if it shows nothing at all. */
  otherId: number | null;
}

const inColumn = async (
  { query }: Queryable<AccountsTables>,
  field: LookAlike['field'],
  limit: number,
): Promise<LookAlike[]> => {
  const column = `${field}_key` as const;
  const rows = await query
    .selectFrom('users')
    .where(column, 'like', `${LOOK_ALIKE}%`)
    .orderBy('id')
    .limit(limit)
    .select(['id', 'username', 'email'])
    .execute();
  const found: LookAlike[] = [];
  for (const { id: userId, [field]: text } of rows) {
    const other = await query.selectFrom('users').where(column, '=', foldKey(text)).select('id').executeTakeFirst();
    found.push({ userId, field, text, otherId: other?.id ?? null });
  }
  return found;
};

/** At most `limit` of the usernames, and of the addresses. */
export const lookAlikes = async (queryable: Queryable<AccountsTables>, limit: number): Promise<LookAlike[]> => [
  ...(await inColumn(queryable, 'username', limit)),
  ...(await inColumn(queryable, 'email', limit)),
];
