import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isUniqueViolation } from '#server/database/database.js';
import { createBuiltInAccounts } from '#server/domain/accounts/sources/built-in/accounts.js';
import { usersStore } from '#server/domain/accounts/sources/built-in/store.js';
import { forEachDatabase } from '#test/support/databases.js';
import { NOW } from '#test/support/fixtures.js';

forEachDatabase('an account that could not be created', ({ open }) => {
  const creating = async () => {
    const { database } = await open();
    const accounts = createBuiltInAccounts(usersStore(database), { now: () => NOW });
    const bob = { username: 'bob', email: 'bob@example.com' };
    return {
      database,
      create: (write: Parameters<typeof accounts.registerWithoutPassword>[1]) =>
        accounts.registerWithoutPassword(bob, write),
    };
  };

  test('is refused with the reason, if somebody else has just taken the name', async () => {
    const { database, create } = await creating();
    const refused = await create(async (insert) => {
      await database.write((transaction) => insert(transaction));
      return database.write((transaction) => insert(transaction));
    });
    assert.deepEqual(refused.outcome === 'refused' && refused.faults, [
      { field: 'username', reason: 'taken' },
      { field: 'email', reason: 'taken' },
    ]);
  });

  // The page came again, without a word.
  test('is an error, and no refusal without a reason, if something else was there already', async () => {
    const { database, create } = await creating();
    const created = create((insert) =>
      database.write(async (transaction) => {
        const account = await insert(transaction);
        for (const hash of ['same', 'same']) {
          await transaction.query.insertInto('used_jtis').values({ hash, expires_at: NOW }).execute();
        }
        return account;
      }),
    );
    await assert.rejects(created, isUniqueViolation);
  });
});
