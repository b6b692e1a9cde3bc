import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { UnavailableError } from '#server/kernel/unavailable.js';
import { describeOn, type TestDatabase } from '#test/support/databases.js';

/** What PostgreSQL says of itself, by SQLSTATE. The request can do nothing about it, and may succeed later. */
const TROUBLES: Readonly<Record<string, string>> = {
  '08006': 'the connection failed',
  '25006': 'read-only',
  '25P03': 'the transaction was idle for too long',
  '25P04': 'the transaction took too long',
  '40001': 'serialization failure',
  '40P01': 'deadlock',
  '53000': 'insufficient resources',
  '53100': 'disk full',
  '53200': 'out of memory',
  '53300': 'too many clients already',
  '55P03': 'a lock is held for too long',
  '57014': 'statement timeout',
  '57P01': 'terminated by an administrator',
  '57P02': 'another process crashed',
  '57P03': 'starting up, recovering or shutting down',
  '57P05': 'idle session timeout',
  '58000': 'a fault of the system',
  '58030': 'an I/O error',
  XX000: 'an internal error',
  XX001: 'damaged data',
  XX002: 'a damaged index',
};

/** Has the server raise this on every insertion into user_roles: at once, or when the transaction commits. */
const raise = async ({ database }: TestDatabase, state: string, when: 'at once' | 'at the commit', times = '') => {
  const { query } = database.read;
  await sql
    .raw(
      `create or replace function trouble() returns trigger language plpgsql as
    $$ begin ${times} raise exception 'trouble' using errcode = '${state}'; end $$`,
    )
    .execute(query);
  await sql.raw('drop trigger if exists trouble on user_roles').execute(query);
  await sql
    .raw(
      when === 'at once'
        ? 'create trigger trouble after insert on user_roles for each row execute function trouble()'
        : 'create constraint trigger trouble after insert on user_roles initially deferred for each row execute function trouble()',
    )
    .execute(query);
};

describeOn('postgres', 'trouble of the server', ({ open }) => {
  for (const when of ['at once', 'at the commit'] as const) {
    test(`${when} refuses the write as UnavailableError, with nothing half done`, async () => {
      const place = await open();
      for (const [state, meaning] of Object.entries(TROUBLES)) {
        await raise(place, state, when);
        const several = place.database.write(async ({ query }) => {
          await query.insertInto('user_roles').values({ user_id: '1', role: 'developer', created_at: 1 }).execute();
          await query.insertInto('user_roles').values({ user_id: '2', role: 'developer', created_at: 1 }).execute();
        });
        const what = `${state} (${meaning})`;
        await assert.rejects(several, (error) => error instanceof UnavailableError, what);
        await assert.rejects(place.store.roles.grant('3', 'developer', 1), UnavailableError, what);
        for (const user of ['1', '2', '3']) assert.equal(await place.store.roles.find(user), undefined, what);
      }
    });

    test(`${when} that is said to pass by itself is tried again, unseen`, async () => {
      const place = await open();
      await sql`create sequence tries`.execute(place.database.read.query);
      for (const state of ['40001', '40P01']) {
        // A sequence counts also what is rolled back.
        await raise(place, state, when, "if nextval('tries') % 2 = 0 then return null; end if;");
        await place.store.roles.grant(state, 'developer', 1);
        assert.equal(await place.store.roles.find(state), 'developer');
      }
    });
  }
});
