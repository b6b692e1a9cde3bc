import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import type { Database } from '#server/database/database.js';
import { comparisonKeys } from '#server/database/migrations/0016-comparison-keys.js';
import { createBuiltInAccounts } from '#server/domain/accounts/sources/built-in/accounts.js';
import { lookAlikes } from '#server/domain/accounts/sources/built-in/look-alikes.js';
import { hashPassword } from '#server/domain/accounts/sources/built-in/passwords.js';
import { machineClock } from '#server/kernel/clock.js';
import { Secret } from '#server/kernel/secret.js';
import type { Schema } from '#server/wiring/schema.js';
import { forEachDatabase } from '#test/support/databases.js';

const NAMES = {
  first: 'ali\u200cce',
  second: 'alice',
  third: 'alice\u200d',
  heart: 'b\u2764\ufe0fb',
  blank: '\u2800',
  plain: 'Dora',
};
type Name = keyof typeof NAMES;

const passwordOf = (name: string): Secret => new Secret(`the password of ${name}`);

/** Before 0016, names and addresses were compared with the characters that show nothing. */
const oldKey = (text: string): string => text.normalize('NFKC').toLowerCase();

/** Users as the version before 0016 stored them, brought up to date. */
const upgraded = async (database: Database<Schema>) => {
  for (const [name, username] of Object.entries(NAMES)) {
    const email = name === 'third' ? 'third@example.com' : `${username.replace('\u2800', 'blank\u200d')}@example.com`;
    const passwordHash = await hashPassword(passwordOf(name));
    await sql`insert into users (username, username_key, email, email_key, password_hash, status, quota, used_quota, created_at)
      values (${username}, ${oldKey(username)}, ${email}, ${oldKey(email)}, ${passwordHash}, 1, 0, 0, 1)`.execute(
      database.read.query,
    );
  }
  await database.write(({ query }) => comparisonKeys.up(query));
};

// Their keys were those of the old rule and their names were looked up by the new one: nobody found them.
forEachDatabase('users from before characters that show nothing were ignored', ({ open }) => {
  const prepare = async () => {
    const { database, store } = await open();
    await upgraded(database);
    return { database, accounts: createBuiltInAccounts(store.users, machineClock) };
  };

  test('all sign in with their names and addresses, and nobody is taken for another', async () => {
    const { accounts } = await prepare();
    for (const name of Object.keys(NAMES) as Name[]) {
      const check = await accounts.verifyPassword(NAMES[name], passwordOf(name));
      assert.equal(check.outcome, 'ok', name);
      assert.ok('account' in check && check.account.email !== null);
      assert.equal(check.account.username, NAMES[name]);
      const byAddress = await accounts.findByLogin(check.account.email);
      assert.equal(byAddress?.id, check.account.id, name);
    }
    assert.equal((await accounts.verifyPassword('b\u2764b', passwordOf('heart'))).outcome, 'ok', 'as it looks');
    assert.equal((await accounts.verifyPassword('DORA', passwordOf('plain'))).outcome, 'ok');
  });

  test('nobody else can take a name that looks like one of theirs', async () => {
    const { accounts } = await prepare();
    for (const taken of ['alice', 'b\u2764b', 'dora']) assert.equal(await accounts.isUsernameFree(taken), false, taken);
    assert.ok(await accounts.isEmailTaken('0', 'blank@example.com'));
  });

  test('those that look like another one are listed until they are changed', async () => {
    const { database, accounts } = await prepare();
    const idOf = async (name: Name) => Number((await accounts.findByLogin(NAMES[name]))?.id);
    const [first, second, third, blank] = await Promise.all((['first', 'second', 'third', 'blank'] as const).map(idOf));
    // The one whose key was right keeps it.
    assert.deepEqual(
      (await lookAlikes(database.read, 10)).map(({ userId, field, otherId }) => [userId, field, otherId]),
      [
        [first, 'username', second],
        [third, 'username', second],
        [blank, 'username', null],
        [first, 'email', second],
      ],
    );

    assert.equal((await lookAlikes(database.read, 1)).length, 2, 'one name, one address');

    await database.write((transaction) => accounts.rename(transaction, String(third), 'third'));
    assert.equal((await lookAlikes(database.read, 10)).length, 3);
    assert.equal(await idOf('third').catch(() => null), second, 'the name is gone, so it is read as it looks');
  });
});
