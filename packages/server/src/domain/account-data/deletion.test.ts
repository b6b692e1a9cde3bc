import assert from 'node:assert/strict';
import { ConditionEndedError } from '#server/kernel/condition.js';
import { test } from 'node:test';
import { PASSWORD_AMR } from '#server/protocol/acr.js';
import { PASSWORD } from '#test/support/installation.js';
import { callWith, grantCode, grantTokens, readAnswer, type Answer } from '#test/support/oauth-app.js';
import type { VisitedPage, Visitor } from '#test/support/page-visitor.js';
import { inParallel, tally } from '#test/support/parallel.js';
import { onEachDatabase } from '#test/support/scenes/account.js';
import { deleteOld, storeOf } from '#test/support/store.js';

const fill = async (visitor: Visitor, username: string, password = PASSWORD): Promise<VisitedPage> => {
  await visitor.get('/account/delete');
  return visitor.post('/account/delete', { username, password });
};

const assertDeleted = (page: VisitedPage): void => {
  assert.equal(page.status, 200, page.html);
  assert.match(page.html, /<h1>Your account has been deleted<\/h1>/);
};

const errorOf = ({ status, json }: Answer): string => `${status} ${String(json['error'])}`;

onEachDatabase('deleting one’s account', (scene) => {
  const eventsOf = async (userId: string) =>
    (await storeOf(scene().installation.services).auditEvents.pageByUser(userId, 500, null)).map(
      ({ type, detail }) => ({
        type,
        detail: JSON.stringify(detail),
      }),
    );

  test('says first what happens: what is lost, what goes, what stays', async () => {
    const id = await scene().person('amos', { quota: 750_000n });
    await scene().installation.services.developers.grantRole(id, 'developer');
    await scene().app({ owner: id, name: 'Solo' });
    const amos = await scene().browser('amos');
    const { html } = await amos.get('/account/delete');
    assert.match(html, /You lose your balance of 750\.00 USD/);
    assert.match(html, /These apps you own are deleted too:.*Solo/s);
    assert.match(html, /Cancel/);
  });

  test('needs the username, typed, and the password, by the same limits as changing it', async () => {
    const id = await scene().person('bert');
    const bert = await scene().browser('bert');
    for (const [username, password, sentence] of [
      ['', PASSWORD, /That’s not your username/],
      ['Bert', PASSWORD, /That’s not your username/],
      ['bert', '', /Enter your current password/],
      ['bert', 'a wrong one', /Your current password is incorrect/],
    ] as const) {
      const answer = await fill(bert, username, password);
      assert.equal(answer.status, 400);
      assert.match(answer.html, sentence);
    }
    for (let index = 0; index < 10; index += 1) await fill(bert, 'bert', `guess ${index}`);
    const limited = await fill(bert, 'bert');
    assert.equal(limited.status, 429);
    assert.ok(Number(limited.headers.get('retry-after')) > 0);
    assert.notEqual(await scene().installation.services.accounts.getById(id), null);
  });

  test('is no matter of a link, or of another site', async () => {
    const id = await scene().person('cleo');
    const cleo = await scene().browser('cleo');
    await cleo.get('/account/delete?username=cleo&password=x');
    const fields = { username: 'cleo', password: PASSWORD };
    assert.equal((await cleo.post('/account/delete', { ...fields, csrf: 'made up' })).status, 403);
    assert.equal((await cleo.post('/account/delete', fields, { 'sec-fetch-site': 'cross-site' })).status, 403);
    assert.notEqual(await scene().installation.services.accounts.getById(id), null);
  });

  test('ends every session, token and credential at once and permanently', async () => {
    const { installation } = scene();
    const { developers } = installation.services;
    const store = storeOf(installation.services);
    const id = await scene().person('dirk', { quota: 5n });
    await developers.grantRole(id, 'developer');
    const created = await developers.createToken(id, 'ci', null);
    assert.ok(created.outcome === 'done');
    const own = await scene().app({ owner: id });
    const app = await scene().app();
    const [desk, phone] = [await scene().browser('dirk'), await scene().browser('dirk')];
    const tokens = await grantTokens(phone, app);
    const ownTokens = await grantTokens(phone, own);
    const code = await grantCode(phone, app);
    await phone.get('/account');
    const manage = async () =>
      installation.request('/api/oauth_apps', {
        headers: { authorization: `Bearer ${created.value.token.reveal()}` },
      });
    assert.equal((await manage()).status, 200);
    const orphan = await scene().browser();
    await orphan.get('/');

    assertDeleted(await fill(desk, 'dirk'));

    assert.equal((await desk.get('/account')).status, 303);
    assert.equal((await phone.get('/account')).status, 303);
    for (const { access } of [tokens, ownTokens]) {
      const userinfo = await callWith(installation, access);
      assert.equal(errorOf(userinfo), '401 invalid_token');
      assert.match(userinfo.headers.get('www-authenticate') ?? '', /^Bearer .*error="invalid_token"/);
    }
    assert.equal(errorOf(await app.refresh(tokens.refresh)), '400 invalid_grant');
    assert.equal(errorOf(await app.exchange(code)), '400 invalid_grant');
    assert.equal(errorOf(await own.refresh(ownTokens.refresh)), '401 invalid_client');
    assert.deepEqual((await app.introspect(tokens.access)).json, { active: false });
    assert.equal((await manage()).status, 401);
    assert.equal(await store.apps.find(own.id), undefined);

    await orphan.get('/sign-in');
    for (const username of ['dirk', 'dirk@example.com', '', `@deleted ${id}`]) {
      const answer = await orphan.post('/sign-in', { username, password: PASSWORD });
      assert.ok([400, 401].includes(answer.status), username);
    }
    assert.equal((await orphan.get('/account')).status, 303);
  });

  test('erases the person, and keeps the books under the account’s number', async () => {
    const { installation } = scene();
    const { services } = installation;
    const store = storeOf(services);
    const id = await scene().person('Evelyn-Unmistakable', { quota: 1_000_000n, usedQuota: 250_000n });
    const evelyn = await scene().browser('Evelyn-Unmistakable');
    await evelyn.get('/account', { 'user-agent': 'Unmistakable/1.0' });
    await evelyn.post('/account/profile/username', { username: 'evelyn-unmistakable' });
    const order = async (pay: boolean): Promise<string> => {
      const placed = await services.wallet.placeOrder(id, {
        amount: 500,
        provider: 'test',
        appId: null,
        returnTo: 'https://app.example/?who=unmistakable',
      });
      assert.ok(placed.outcome === 'placed');
      const orderId = placed.url.split('/').at(-1) ?? '';
      if (pay) await services.wallet.confirmPayment({ orderId, provider: 'test', amount: 500, currency: 'USD' });
      return orderId;
    };
    const [paid, waiting] = [await order(true), await order(false)];
    await evelyn.get('/account');

    assertDeleted(await fill(evelyn, 'evelyn-unmistakable'));

    const user = await store.users.find(Number(id));
    assert.equal(user?.deletedAt, installation.now());
    assert.deepEqual(
      [user.username, user.email, user.passwordHash, user.locale, user.status],
      ['', '', '', null, 'disabled'],
    );
    assert.deepEqual([user.quota, user.usedQuota], [1_005_000, 250_000]);
    const ledger = await store.users.ledger(Number(id), 10);
    assert.equal(
      ledger.reduce((sum, { quotaDelta }) => sum + quotaDelta, 0),
      1_005_000,
    );
    const [keptPaid, keptWaiting] = [await store.topupOrders.find(paid), await store.topupOrders.find(waiting)];
    assert.deepEqual([keptPaid?.status, keptPaid?.userId, keptPaid?.returnTo], ['paid', id, null]);
    assert.equal(keptWaiting?.status, 'cancelled');

    const events = await eventsOf(id);
    assert.deepEqual(
      events.find(({ type }) => type === 'account_deleted'),
      { type: 'account_deleted', detail: '{"by":"user"}' },
    );
    assert.deepEqual(
      new Set(events.filter(({ type }) => type !== 'account_deleted').map(({ detail }) => detail)),
      new Set(['{}']),
    );
    for (const table of [
      'users',
      'sessions',
      'audit_events',
      'topup_orders',
      'authorizations',
      'known_browsers',
    ] as const) {
      const rows = JSON.stringify(await services.database.read.query.selectFrom(table).selectAll().execute());
      assert.doesNotMatch(rows, /unmistakable/i, table);
    }
  });

  test('frees the name and the address, and their next holder inherits nothing', async () => {
    const first = await scene().person('frida', { quota: 9_000n });
    const app = await scene().app();
    const frida = await scene().browser('frida');
    const { access } = await grantTokens(frida, app);
    assertDeleted(await fill(frida, 'frida'));

    const second = await scene().person('frida');
    assert.notEqual(second, first);
    const other = await scene().browser('frida');
    assert.match((await other.get('/account')).html, /<p class="figure">0\.00 USD/);
    assert.match((await other.get('/account/authorizations')).html, /No apps have access/);
    assert.equal((await callWith(scene().installation, access)).status, 401);
  });

  test('is refused to the last operator, and granted when there is another', async () => {
    const { developers } = scene().installation.services;
    const id = await scene().person('gus');
    await developers.grantRole(id, 'operator');
    const gus = await scene().browser('gus');
    assert.match((await gus.get('/account/delete')).html, /You are the only operator of this site/);
    const refused = await gus.post('/account/delete', { username: 'gus', password: PASSWORD });
    assert.equal(refused.status, 409);
    assert.notEqual(await scene().installation.services.accounts.getById(id), null);

    const heir = await scene().person('heir');
    await developers.grantRole(heir, 'operator');
    assertDeleted(await fill(gus, 'gus'));
    assert.equal(await developers.roleOf(id), 'user');
  });

  test('is refused with the list while others use an app of the user’s, and not for the user’s own use of it', async () => {
    const { services } = scene().installation;
    const id = await scene().person('hugo');
    await services.developers.grantRole(id, 'developer');
    const [used, solo] = [
      await scene().app({ owner: id, name: 'Popular' }),
      await scene().app({ owner: id, name: 'Solo' }),
    ];
    await scene().person('fan');
    const [hugo, fan] = [await scene().browser('hugo'), await scene().browser('fan')];
    const { access } = await grantTokens(fan, used);
    await grantTokens(hugo, solo);

    const { html } = await hugo.get('/account/delete');
    assert.match(html, /Other people use these apps.*Popular.*1 other person/s);
    assert.doesNotMatch(html, /Solo/);
    assert.equal((await hugo.post('/account/delete', { username: 'hugo', password: PASSWORD })).status, 409);
    assert.equal((await callWith(scene().installation, access)).status, 200);

    await services.apps.delete(used.id, id);
    assertDeleted(await fill(hugo, 'hugo'));
    assert.equal(await storeOf(services).apps.find(solo.id), undefined);
  });

  test('several times at once happens once', async () => {
    const { services } = scene().installation;
    const id = await scene().person('ines');
    await grantTokens(await scene().browser('ines'), await scene().app());
    const outcomes = await inParallel(8, async () => (await services.accountDeletion.delete(id, 'user')).outcome);
    assert.deepEqual(tally(outcomes), { deleted: 1, gone: 7 });
    assert.equal((await eventsOf(id)).filter(({ type }) => type === 'account_deleted').length, 1);
  });

  test('by two operators at once leaves one of them', async () => {
    const { services } = scene().installation;
    const store = storeOf(services);
    const earlier = await services.database.read.query
      .selectFrom('user_roles')
      .where('role', '=', 'operator')
      .select('user_id')
      .execute();
    const [first, second] = [await scene().person('op1'), await scene().person('op2')];
    for (const id of [first, second]) await services.developers.grantRole(id, 'operator');
    for (const { user_id: id } of earlier)
      await store.userDeletion.delete(Number(id), scene().installation.now(), async () => {});

    const outcomes = await inParallel(
      2,
      async (index) => (await services.accountDeletion.delete(index === 0 ? first : second, 'user')).outcome,
    );
    assert.deepEqual(tally(outcomes), { deleted: 1, last_operator: 1 });
  });

  test('wins over a refresh at the same moment: whatever that answered is worth nothing afterwards', async () => {
    const { installation } = scene();
    const app = await scene().app();
    for (let round = 0; round < 6; round += 1) {
      const id = await scene().person(`racer${round}`);
      const { refresh } = await grantTokens(await scene().browser(`racer${round}`), app);
      const late = await scene().browser(`racer${round}`);
      const code = await grantCode(late, app);
      const [answers] = await Promise.all([
        inParallel(4, (index) => (index % 2 === 0 ? app.refresh(refresh) : app.exchange(code))),
        installation.services.accountDeletion.delete(id, 'user'),
      ]);
      for (const answer of answers) {
        assert.ok(['200 undefined', '400 invalid_grant'].includes(errorOf(answer)), answer.text);
        if (answer.status !== 200) continue;
        assert.equal((await callWith(installation, String(answer.json['access_token']))).status, 401);
        assert.equal(errorOf(await app.refresh(String(answer.json['refresh_token']))), '400 invalid_grant');
      }
      assert.equal((await late.get('/account')).status, 303);
    }
  });

  test('leaves nothing behind by requests that were on their way: the next clean-up takes it', async () => {
    const { installation } = scene();
    const { services } = installation;
    const id = await scene().person('jonas');
    await services.accountDeletion.delete(id, 'operator');
    // A sign-in that had just checked the password.
    const browser = { id: 'b'.repeat(43), userAgent: 'Unmistakable/2.0', locale: 'en' } as const;
    const late = services.sessions.start({ userId: id, credentialVersion: 0 }, PASSWORD_AMR, browser);
    await assert.rejects(late, ConditionEndedError);
    await services.audit.observe({ type: 'sign_in_failed', userId: id, detail: { address: '203.0.113.9' } });

    await deleteOld(services, installation.now());

    assert.deepEqual(await storeOf(services).sessions.listByUser(id, 0), []);
    assert.deepEqual(
      (await eventsOf(id)).map(({ detail }) => detail).filter((detail) => detail !== '{}'),
      ['{"by":"operator"}'],
    );
  });

  test('tells the apps that want to know that the user is signed out', async () => {
    const { services } = scene().installation;
    const id = await scene().person('karl');
    const app = await scene().app({ backchannelLogoutUri: 'https://app.example/logout' });
    await grantTokens(await scene().browser('karl'), app, { scope: 'openid profile' });
    await services.accountDeletion.delete(id, 'user');
    const due = await storeOf(services).logoutNotices.listDue(scene().installation.now(), 10);
    assert.deepEqual(
      due.map(({ userId: user, clientId: client }) => [user, client]),
      [[id, app.clientId]],
    );
  });

  test('answers userinfo of a deleted user like that of a disabled one', async () => {
    const { installation } = scene();
    const { services } = installation;
    const app = await scene().app();
    const answers: Answer[] = [];
    for (const [name, end] of [
      ['lost', (id: string) => services.accountDeletion.delete(id, 'operator')],
      ['barred', (id: string) => installation.setStatus(id, 'disabled')],
    ] as const) {
      const id = await scene().person(name);
      const { access } = await grantTokens(await scene().browser(name), app);
      await end(id);
      answers.push(
        await readAnswer(
          await installation.request('/api/oauth2/userinfo', { headers: { authorization: `Bearer ${access}` } }),
        ),
      );
    }
    const [deleted, disabled] = answers.map(errorOf);
    assert.equal(deleted, '401 invalid_token');
    assert.equal(deleted, disabled);
  });
});
