import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { accountDataJobs, eraseDeletedApps } from '#server/domain/account-data/deleted-apps.js';
import { assertOAuthError, callWith, grantTokens } from '#test/support/oauth-app.js';
import { whileRefusing } from '#test/support/refusing.js';
import { onEachDatabase } from '#test/support/scenes/account.js';

const MANY = 50_000;
/** What the deletion may take, and what any request may wait meanwhile, in milliseconds; on a busy machine. */
const AT_ONCE = 1_000;
const PATIENCE = 1_000;

onEachDatabase('an app that very many users have allowed', (scene) => {
  // One statement deleted all that hung on it, and nobody else could write meanwhile.
  test('is gone at once when it is deleted, and the rest goes while others are served', async () => {
    const { installation, devId } = scene();
    const { services } = installation;
    const { query } = services.database.read;
    await scene().person('alice');
    const [big, other] = [await scene().app({ name: 'Big' }), await scene().app({ name: 'Other' })];
    const alice = await scene().browser('alice');
    const { access, refresh } = await grantTokens(alice, big);
    let { refresh: othersToken } = await grantTokens(alice, other);
    // Copies of hers, for users 1000001 and so on.
    const numbers = sql`with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < ${MANY})`;
    await sql`${numbers} insert into authorizations (user_id, app_id, scope, declined, app_name, app_owner_id, granted_at, last_used_at)
      select cast(1000000 + n as text), app_id, scope, declined, app_name, app_owner_id, granted_at, last_used_at
      from authorizations, numbers where app_id = ${big.id}`.execute(query);
    await sql`insert into token_families (authorization_id, app_id, user_id, scope, auth_time, generation, live_from_generation,
        current_hash, rotated_at, refresh_expires_at, expires_at, created_at)
      select id, app_id, user_id, scope, 1, 0, 0, 'x', 1, 2, 2, 1 from authorizations where app_id = ${big.id}
        and user_id like '1______'`.execute(query);

    let isWoken = false;
    for (const { onWake } of accountDataJobs(services)) onWake?.(() => (isWoken = true));
    const begun = performance.now();
    assert.ok(await services.apps.delete(big.id, devId));
    const took = performance.now() - begun;

    assert.ok(took < AT_ONCE, `${took} ms`);
    assert.ok(isWoken, 'the job that does the rest');
    assert.equal(await services.apps.findById(big.id), undefined);
    assert.deepEqual(
      (await services.apps.list(devId)).map(({ name }) => name),
      ['Other'],
    );
    assertOAuthError(await big.refresh(refresh), 401, 'invalid_client');
    assert.equal((await callWith(installation, access)).status, 401);
    assert.doesNotMatch((await alice.get('/account/authorizations')).html, /Big/);
    assert.equal((await alice.get(big.authorizePath())).status, 400);

    const erasing = { isOver: false };
    const erased = eraseDeletedApps(services.database).finally(() => (erasing.isOver = true));
    let [served, longest] = [0, 0];
    while (!erasing.isOver) {
      const from = performance.now();
      const answer = await other.refresh(othersToken);
      assert.equal(answer.status, 200, answer.text);
      othersToken = String(answer.json['refresh_token']);
      longest = Math.max(longest, performance.now() - from);
      served += 1;
    }
    await erased;
    assert.ok(served > 20 && longest < PATIENCE, `${served} requests, the longest ${longest} ms`);
    for (const table of ['apps', 'authorizations', 'token_families', 'codes'] as const) {
      const column = table === 'apps' ? 'id' : 'app_id';
      const { rows } = await sql`select 1 from ${sql.table(table)} where ${sql.ref(column)} = ${big.id}`.execute(query);
      assert.deepEqual(rows, [], table);
    }
  });
});

onEachDatabase('an app that is deleted and not erased yet', (scene) => {
  // It was found, as suspended, by the client_id that its row has meanwhile, and a decision of before could end its suspension.
  test('is found by nobody, is nothing that users have allowed, and comes back by no decision', async () => {
    const { installation, devId } = scene();
    const { appOperation, apps, authorizations, database } = installation.services;
    const ann = await scene().person('ann');
    const app = await scene().app({ name: 'Gone' });
    const browser = await scene().browser('ann');
    await grantTokens(browser, app);
    const found = await appOperation.find(String(app.id));
    assert.ok(found);
    assert.equal((await authorizations.listGrants(ann)).length, 1);

    assert.ok(await apps.delete(app.id, devId));

    const { client_id: name } = await database.read.query
      .selectFrom('apps')
      .where('id', '=', app.id)
      .select('client_id')
      .executeTakeFirstOrThrow();
    assert.equal(await appOperation.find(name), undefined);
    const page = await browser.get(app.authorizePath({ client_id: name }));
    assert.match(page.html, /Unknown app/);
    for (const decision of ['resume', 'trust', 'suspend', 'untrust'] as const) {
      assert.equal(await appOperation.decide(found, decision), false, decision);
    }
    assert.deepEqual(await authorizations.listGrants(ann), []);
    assert.equal((await authorizations.lastGrantedNames(ann, 20)).size, 0);
    await eraseDeletedApps(database);
  });

  // The job stopped at the first that failed, and began with it each time.
  test('keeps no other from being erased when it fails', async () => {
    const { installation, devId } = scene();
    const { apps, database } = installation.services;
    await scene().person('bea');
    const [stuck, other] = [await scene().app(), await scene().app()];
    await grantTokens(await scene().browser('bea'), stuck);
    for (const { id } of [stuck, other]) assert.ok(await apps.delete(id, devId));
    const left = async () => {
      const rows = await database.read.query
        .selectFrom('apps')
        .where('deleted_at', 'is not', null)
        .select('id')
        .execute();
      return rows.map(({ id }) => id);
    };

    await assert.rejects(
      whileRefusing(database, 'authorizations', () => eraseDeletedApps(database)),
      /refuses/,
    );
    assert.deepEqual(await left(), [stuck.id]);

    await eraseDeletedApps(database);
    assert.deepEqual(await left(), []);
  });
});
