import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addResource, NOTES } from '#test/support/scenes/resources.js';
import { PASSWORD } from '#test/support/installation.js';
import { grantTokens } from '#test/support/oauth-app.js';
import { onEachDatabase } from '#test/support/scenes/account.js';
import { storeOf } from '#test/support/store.js';

interface Row {
  [name: string]: unknown;
}

const parse = (text: string) =>
  JSON.parse(text) as Row & {
    profile: Row;
    ledger: Row[];
    orders: Row[];
    authorizations: Row[];
    sessions: Row[];
    passkeys: Row[];
    identities: Row[];
    apps: Row[];
    resources: Row[];
    developer_tokens: Row[];
    events: Row[];
  };

onEachDatabase('the download of one’s data', (scene) => {
  test('has everything about the user, in one JSON file, and nobody else’s', async () => {
    const { installation } = scene();
    const { services } = installation;
    const id = await scene().person('ada', { quota: 1_000_000n, usedQuota: 250_000n });
    await scene().person('other', { quota: 77n });
    await services.developers.grantRole(id, 'developer');
    const own = await scene().app({ owner: id, name: 'Own app' });
    const token = await services.developers.createToken(id, 'ci', null);
    await addResource(installation, id);
    assert.ok(token.outcome === 'done');
    const ada = await scene().browser('ada');
    const [kept, ended] = [await scene().app({ name: 'Kept' }), await scene().app({ name: 'Ended' })];
    const tokens = await grantTokens(ada, kept);
    await grantTokens(ada, ended);
    const given = await services.authorizations.list(id, 50);
    await services.authorizations.end(given.find(({ appName }) => appName === 'Ended')?.id ?? 0, id);
    await services.wallet.placeOrder(id, {
      amount: 2_000,
      provider: 'test',
      appId: null,
      returnTo: 'https://app.example/',
    });
    await storeOf(services).passkeys.insert({
      userId: id,
      credentialId: 'the credential of ada',
      publicKey: 'the public key of ada',
      signCount: 0,
      transports: [],
      isBackedUp: false,
      name: 'Phone',
      createdAt: installation.now(),
    });
    const identity = { issuer: 'https://idp.example', subject: 's1', label: 'ada@idp.example' };
    await storeOf(services).upstreamIdentities.insert(id, identity, installation.now());
    await ada.get('/account/data');

    const file = await ada.post('/account/data/download');

    assert.equal(file.status, 200);
    assert.match(file.headers.get('content-type') ?? '', /^application\/json/);
    assert.match(
      file.headers.get('content-disposition') ?? '',
      new RegExp(`^attachment; filename="account-${id}-2026-`),
    );
    assert.equal(file.headers.get('cache-control'), 'no-store');
    assert.equal(file.headers.get('x-content-type-options'), 'nosniff');
    const data = parse(file.html);
    assert.deepEqual(data.profile, {
      id,
      username: 'ada',
      email: 'ada@example.com',
      email_verified: false,
      created_time: Math.floor(installation.now() / 1000),
      status: 1,
      role: 'developer',
      language: null,
      second_step_since: null,
      quota: 1_000_000,
      used_quota: 250_000,
      balance_formatted: '750.00',
    });
    assert.deepEqual(
      data.ledger.map(({ quota, used_quota: used, memo }) => [quota, used, memo]),
      [[1_000_000, 250_000, 'Opening balance']],
    );
    assert.deepEqual(
      data.orders.map(({ amount, status, provider }) => [amount, status, provider]),
      [['20.00', 'pending', 'test']],
    );
    assert.deepEqual(
      data.authorizations.map(({ app, ended_time: at }) => [app, at !== null]),
      [
        ['Ended', true],
        ['Kept', false],
      ],
    );
    assert.equal(data.sessions.length, 1);
    assert.deepEqual(
      data.passkeys.map(({ name }) => name),
      ['Phone'],
    );
    assert.ok(!file.html.includes('key of ada'));
    assert.deepEqual(
      data.identities.map(({ issuer, subject, label }) => ({ issuer, subject, label })),
      [identity],
    );
    assert.deepEqual(
      data.apps.map(({ client_id: client, name }) => [client, name]),
      [[own.clientId, 'Own app']],
    );
    assert.deepEqual(
      data.resources.map(({ identifier }) => identifier),
      [NOTES],
    );
    assert.deepEqual(
      data.developer_tokens.map(({ name }) => name),
      ['ci'],
    );
    const types = new Set(data.events.map(({ type }) => type));
    for (const type of [
      'data_downloaded',
      'signed_in',
      'authorization_granted',
      'authorization_ended',
      'app_created',
    ]) {
      assert.ok(types.has(type), type);
    }
    const cookie = ada.cookies.get('octroi_session') ?? '?';
    for (const secret of [
      PASSWORD,
      own.secret,
      token.value.token.reveal(),
      tokens.refresh,
      tokens.access,
      cookie,
      'argon2',
      'hash',
    ]) {
      assert.ok(!file.html.includes(secret), secret);
    }
    assert.ok(!file.html.includes('other@example.com'));
  });

  test('goes on over more than is read at once', async () => {
    const id = await scene().person('bess');
    const store = storeOf(scene().installation.services);
    for (let index = 0; index < 1_001; index += 1) {
      await store.auditEvents.insert({
        type: 'signed_in',
        userId: id,
        appId: null,
        detail: { n: index },
        now: index,
      });
    }
    const bess = await scene().browser('bess');
    await bess.get('/account/data');
    const { events } = parse((await bess.post('/account/data/download')).html);
    assert.equal(events.length, 1_001 + 2, 'and the sign-in, and the download itself');
  });

  test('takes the form of the page: no link, and no other site, starts it', async () => {
    await scene().person('cora');
    const cora = await scene().browser('cora');
    assert.equal((await cora.get('/account/data/download')).status, 405);
    assert.equal((await cora.post('/account/data/download', { csrf: 'made up' })).status, 403);
    assert.equal((await cora.post('/account/data/download', {}, { 'sec-fetch-site': 'cross-site' })).status, 403);
    const stranger = await scene().browser();
    await stranger.get('/');
    assert.equal((await stranger.post('/account/data/download')).status, 303);
  });
});
