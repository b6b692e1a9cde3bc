import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import { foldKey, lookAlikeKey } from '../../kernel/text.js';

interface Users {
  users: {
    id: number;
    username: string;
    username_key: string;
    email: string;
    email_key: string;
    deleted_at: number | null;
  };
}

type Key = 'username_key' | 'email_key';

const AT_ONCE = 1000;

/** The key of today's rule; if another user has it, or nothing is left of the name, one that only the exact name has. */
const keyFor = async (database: Kysely<Users>, column: Key, text: string): Promise<string> => {
  const key = foldKey(text);
  const isFree = async () =>
    (await database.selectFrom('users').where(column, '=', key).select('id').executeTakeFirst()) === undefined;
  return key !== '' && (await isFree()) ? key : lookAlikeKey(text);
};

/**
 * Usernames and addresses were compared with their invisible characters, which are now ignored: users with such a name could
 * not sign in by it any more, and another could take one that looks the same.
 */
export const comparisonKeys: Migration = {
  up: async (database: Kysely<Users>) => {
    let after = 0;
    for (;;) {
      const users = await database
        .selectFrom('users')
        .where('id', '>', after)
        .where('deleted_at', 'is', null)
        .orderBy('id')
        .limit(AT_ONCE)
        .select(['id', 'username', 'username_key', 'email', 'email_key'])
        .execute();
      for (const { id, username, username_key, email, email_key } of users) {
        const change = (column: Key, key: string) =>
          database
            .updateTable('users')
            .set({ [column]: key })
            .where('id', '=', id)
            .execute();
        if (username_key !== foldKey(username))
          await change('username_key', await keyFor(database, 'username_key', username));
        if (email_key !== foldKey(email)) await change('email_key', await keyFor(database, 'email_key', email));
      }
      const last = users.at(-1);
      if (last === undefined) return;
      after = last.id;
    }
  },
};
