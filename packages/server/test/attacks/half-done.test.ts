import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Effect } from '#server/domain/audit/audit.js';
import { DAY, HOUR } from '#server/kernel/clock.js';
import type { Schema } from '#server/wiring/schema.js';
import { ACCESS_KINDS } from '../support/effects/access.js';
import { ACCOUNT_KINDS } from '../support/effects/accounts.js';
import { APP_KINDS } from '../support/effects/apps.js';
import type { KindsOf } from '../support/effects/kind.js';
import { SIGN_IN_KINDS } from '../support/effects/sign-in.js';
import { PASSWORD } from '../support/installation.js';
import { callWith, grantCode, grantTokens, textOf } from '../support/oauth-app.js';
import { rowsOf, whileRefusing } from '../support/refusing.js';
import { onEachDatabase, type Scene } from '../support/scenes/account.js';
import { turnOn } from '../support/scenes/sign-in.js';

/** What changes here. */
const EFFECTS = [
  'apps',
  'app_logos',
  'app_redirect_uris',
  'app_secrets',
  'authorizations',
  'codes',
  'developer_tokens',
  'device_requests',
  'invitations',
  'known_browsers',
  'ledger_entries',
  'mail_links',
  'passkeys',
  'recovery_codes',
  'resources',
  'root_keys',
  'sessions',
  'signing_keys',
  'token_families',
  'topup_orders',
  'totp_secrets',
  'upstream_identities',
  'user_roles',
  'users',
] as const satisfies readonly (keyof Schema)[];

/** Each kind of event that is recorded, and how it comes about. */
const KINDS: KindsOf<Exclude<Effect, 'topup_credited'>> = {
  ...APP_KINDS,
  ...ACCOUNT_KINDS,
  ...SIGN_IN_KINDS,
  ...ACCESS_KINDS,
};

const withoutAudit = <T>({ installation }: Scene, work: () => Promise<T>): Promise<T> =>
  whileRefusing(installation.services.database, 'audit_events', work);

const stateOf = ({ installation }: Scene) => rowsOf(installation.services.database, EFFECTS);

// An app was created, its caller got 503, and its secret was lost: the event was recorded in a commit of its own.
onEachDatabase('an effect whose event cannot be recorded', (scene) => {
  const count = async (type: string): Promise<number> => {
    const { query } = scene().installation.services.database.read;
    return (await query.selectFrom('audit_events').where('type', '=', type).select('id').execute()).length;
  };

  for (const [event, kinds] of Object.entries(KINDS)) {
    for (const [name, prepare] of Object.entries(kinds)) {
      test(`${name}: nothing happened, and a repeat works`, async () => {
        const effect = await prepare(scene());
        const before = await stateOf(scene());
        const recorded = await count(event);

        await withoutAudit(scene(), () => assert.rejects(effect()));
        assert.deepEqual(await stateOf(scene()), before);

        await effect();
        assert.notDeepEqual(await stateOf(scene()), before);
        assert.ok((await count(event)) > recorded, `${event} is recorded`);
      });
    }
  }

  // The one effect of two steps, because balances may be elsewhere (ADR 0041).
  test('crediting an order: the order stays uncredited, and a repeat credits it without paying twice', async () => {
    const { accounts, wallet } = scene().installation.services;
    const id = await scene().person('buyer');
    const placed = await wallet.placeOrder(id, { amount: 500, provider: 'test', appId: null, returnTo: null });
    assert.equal(placed.outcome, 'placed');
    const [order] = await wallet.listOrders(id, 1, null);
    assert.ok(order);
    const { amount, currency } = order;
    const confirm = () => wallet.confirmPayment({ provider: 'test', orderId: order.id, amount, currency });
    const creditedAt = async () => (await wallet.findOrder(order.id, id))?.creditedAt;
    const recorded = await count('topup_credited');

    await withoutAudit(scene(), () => assert.rejects(confirm()));
    assert.equal(await creditedAt(), null);

    assert.equal(await confirm(), true);
    assert.notEqual(await creditedAt(), null);
    assert.equal((await accounts.getById(id))?.quota, BigInt(order.units));
    assert.equal(await count('topup_credited'), recorded + 1);
  });

  test('the management API answers with an error, and a repeat creates one app', async () => {
    const { installation, devId } = scene();
    const created = await installation.services.developers.createToken(devId, 'ci', null);
    assert.ok(created.outcome === 'done');
    const create = (): Promise<Response> =>
      installation.request('/api/oauth_apps', {
        method: 'POST',
        headers: {
          authorization: `Bearer ${created.value.token.reveal()}`,
          'content-type': 'application/json',
        },
        body: JSON.stringify({ name: 'Once', redirect_uris: ['https://once.example/callback'] }),
      });
    const refused = await withoutAudit(scene(), create);
    assert.ok(refused.status >= 500, String(refused.status));
    assert.equal((await create()).status, 201);
    const names = (await installation.services.apps.list(devId)).map((app) => app.name);
    assert.equal(names.filter((app) => app === 'Once').length, 1);
  });
});

// Userinfo answered 503 when it could not be written down that an authorization was used, and the token endpoint when it
// could not be written down that an app was: after the code had been redeemed, so the repeat counted as theft.
onEachDatabase('bookkeeping that fails', (scene) => {
  const refusing = <T>(table: keyof Schema, work: () => Promise<T>): Promise<T> =>
    whileRefusing(scene().installation.services.database, table, work);

  test('does not fail userinfo', async () => {
    const { installation } = scene();
    await scene().person('used');
    const { access } = await grantTokens(await scene().browser('used'), await scene().app());
    installation.letTimePass(HOUR / 2);
    const answer = await refusing('authorizations', () => callWith(installation, access));
    assert.equal(answer.status, 200, answer.text);
  });

  test('fails no code, and none of the tokens it gave', async () => {
    await scene().person('redeemer');
    const app = await scene().app();
    const browser = await scene().browser('redeemer');
    const code = await grantCode(browser, app);
    const tokens = await refusing('apps', () => refusing('app_secrets', () => app.exchange(code)));
    assert.equal(tokens.status, 200, tokens.text);
    assert.equal((await callWith(scene().installation, textOf(tokens, 'access_token'))).status, 200);
  });

  test('fails no page, and no call with a developer token', async () => {
    const { installation, devId } = scene();
    const dev = await scene().browser('dev');
    const token = await installation.services.developers.createToken(devId, 'ci', null);
    assert.ok(token.outcome === 'done');
    const headers = { authorization: `Bearer ${token.value.token.reveal()}` };
    installation.letTimePass(DAY);
    const [page, list] = await refusing('sessions', () =>
      refusing('developer_tokens', async () => [
        await dev.get('/account'),
        await installation.request('/api/oauth_apps', { headers }),
      ]),
    );
    assert.deepEqual([page?.status, list?.status], [200, 200]);
  });
});

// A recovery code was used up in a commit of its own: when the session could not be started, or the second step not be turned
// off, the code was lost for nothing.
onEachDatabase('a code of the second step', (scene) => {
  /** A user who has given their password. */
  const afterPassword = async (name: string) => {
    const browser = await scene().browser();
    await browser.get('/sign-in');
    const page = await browser.post('/sign-in', { username: name, password: PASSWORD });
    assert.match(page.location, /second-step/);
    return browser;
  };
  const withSecondStep = async (name: string) => {
    const id = await scene().person(name);
    const browser = await scene().browser(name);
    return { id, browser, ...(await turnOn(scene().installation, browser)) };
  };
  const refusing = <T>(table: keyof Schema, work: () => Promise<T>): Promise<T> =>
    whileRefusing(scene().installation.services.database, table, work);
  const codesLeft = (id: string) => scene().installation.services.secondStep.recoveryCodesLeft(id);

  test('is used with the session that it starts, or not at all', async () => {
    const { id, phone, recoveryCodes } = await withSecondStep('ann');
    let left = 10;
    for (const [code, codes] of [
      [recoveryCodes[0] ?? '', 'recovery_codes'],
      [phone.code(), 'totp_secrets'],
    ] as const) {
      const browser = await afterPassword('ann');
      const enter = () => browser.post('/sign-in/second-step', { code, return_to: '/account' });
      for (const table of ['sessions', codes, 'audit_events'] as const) {
        const { status } = await refusing(table, enter);
        assert.ok(status >= 500, `${table}: ${status}`);
        assert.equal(await codesLeft(id), left);
        assert.notEqual((await browser.get('/account')).status, 200);
        await browser.get('/sign-in/second-step?return_to=%2Faccount');
      }
      assert.equal((await enter()).location, '/account');
      assert.equal((await browser.get('/account')).status, 200);
      left = 9;
      assert.equal(await codesLeft(id), left);
    }
  });

  test('is used with the second step that it turns off, or not at all', async () => {
    const { id, browser, recoveryCodes } = await withSecondStep('ben');
    await browser.get('/account/security');
    const turnOff = () => browser.post('/account/security/two-step/off', { off_code: recoveryCodes[0] ?? '' });
    const { status } = await refusing('totp_secrets', turnOff);
    assert.ok(status >= 500, String(status));
    assert.equal(await codesLeft(id), 10);
    await browser.get('/account/security');
    assert.equal((await turnOff()).status, 200);
    assert.equal(await scene().installation.services.secondStep.isOn(id), false);
  });
});
