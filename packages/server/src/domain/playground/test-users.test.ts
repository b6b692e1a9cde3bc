import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setScene } from '#test/attacks/scene.js';
import { callWith, grantTokens } from '#test/support/oauth-app.js';
import type { VisitedPage, Visitor } from '#test/support/page-visitor.js';
import {
  answerOf,
  authorize,
  authorizePath,
  begin,
  codeOf,
  open,
  press,
  RUN,
  runIdOf,
} from '#test/support/scenes/playground.js';
import { addResource, NOTES } from '#test/support/scenes/resources.js';

const scene = setScene();

const textIn = (json: Record<string, unknown>, name: string): string => {
  const value = json[name];
  assert.ok(typeof value === 'string', `${name} is no text`);
  return value;
};

/** The claims of a decoded token on the page. */
const claimsOf = (page: VisitedPage, token: 'access_token' | 'id_token'): Record<string, unknown> => {
  const decoded: unknown = JSON.parse(codeOf(page, `decoded-${token}`));
  assert.ok(typeof decoded === 'object' && decoded !== null && 'claims' in decoded);
  assert.ok(typeof decoded.claims === 'object' && decoded.claims !== null);
  return { ...decoded.claims };
};

/** A run that has its tokens, in which the app sees a test user. */
const runAs = async (user: Readonly<Record<string, string>>, scopes: readonly string[] = ['balance']) => {
  const app = await scene().app();
  const dev = await scene().browser('dev');
  const page = await press(dev, await authorize(dev, await begin(dev, app, { scopes, user })), 'exchange');
  return { app, dev, page };
};

/** The userinfo answer in the run. */
const userinfoOf = async (dev: Visitor, page: VisitedPage, number: number) =>
  answerOf(await press(dev, page, 'userinfo'), number);

const change = (dev: Visitor, page: VisitedPage, pressed: string, fields: Readonly<Record<string, string>> = {}) =>
  dev.post(`${RUN}/user`, { run: runIdOf(page), change: pressed, ...fields });

const everyUser = async (): Promise<unknown> =>
  scene().installation.services.database.read.query.selectFrom('users').selectAll().orderBy('id').execute();

describe('a test user', () => {
  const balances = [
    ['plenty', '750.00'],
    ['cents', '0.03'],
    ['nothing', '0.00'],
    ['overspent', '-2.50'],
  ] as const;
  for (const [name, balance] of balances) {
    test(`"${name}" has ${balance}, by the real endpoint`, async () => {
      const { dev, page } = await runAs({ user: name });
      const { status, json } = await userinfoOf(dev, page, 3);
      assert.equal(status, 200);
      assert.equal(json['balance_formatted'], balance);
      assert.equal(json['username'], `test-${name}`);
      assert.equal(Number(json['quota']) - Number(json['used_quota']), Math.round(Number(balance) * 1000));
    });
  }

  test('has an address that is not confirmed, or none', async () => {
    const unverified = await runAs({ user: 'unverified' }, ['email']);
    const told = await userinfoOf(unverified.dev, unverified.page, 3);
    assert.equal(told.json['email'], 'test-unverified@example.com');
    assert.equal(told.json['email_verified'], false);
    const none = await runAs({ user: 'no_email' }, ['email']);
    const { json } = await userinfoOf(none.dev, none.page, 3);
    assert.equal(json['preferred_username'], 'test-no-email');
    assert.ok(!('email' in json) && !('email_verified' in json));
  });

  test('is named by every token, the same in each run, and has no account', async () => {
    const { installation, ids } = scene();
    const { dev, page: exchanged } = await runAs({ user: 'plenty' }, ['openid', 'balance']);
    const { sub } = claimsOf(exchanged, 'id_token');
    assert.equal(claimsOf(exchanged, 'access_token')['sub'], sub);
    const page = await press(dev, await press(dev, exchanged, 'userinfo'), 'refresh');
    const { json } = answerOf(page, 3);
    assert.equal(json['sub'], sub);
    // A number, like an account's id.
    assert.equal(json['id'], Number(sub));
    assert.equal(claimsOf(page, 'id_token')['sub'], sub);
    assert.notEqual(sub, ids.dev);
    assert.equal(await installation.services.accounts.getById(String(sub)), null);
    const again = await runAs({ user: 'plenty' }, ['openid']);
    assert.equal(claimsOf(again.page, 'id_token')['sub'], sub);
    const other = await runAs({ user: 'cents' }, ['openid']);
    assert.notEqual(claimsOf(other.page, 'id_token')['sub'], sub);
  });

  test('whose account is disabled once the app has its tokens fails as a disabled account does', async () => {
    const { app, dev, page: exchanged } = await runAs({ user: 'disabled' });
    assert.equal(answerOf(exchanged, 2).status, 200);
    const page = await press(dev, await press(dev, exchanged, 'userinfo'), 'refresh');

    // The same for an account that is really disabled.
    const { installation, ids } = scene();
    const tokens = await grantTokens(await scene().browser('bob'), app, { scope: 'profile balance' });
    await installation.setStatus(ids.bob, 'disabled');
    const userinfo = await callWith(installation, tokens.access);
    const refreshed = await app.refresh(tokens.refresh);
    await installation.setStatus(ids.bob, 'enabled');

    assert.deepEqual(answerOf(page, 3).json, userinfo.json);
    assert.equal(answerOf(page, 3).status, userinfo.status);
    assert.match(answerOf(page, 3).head, /Www-Authenticate: Bearer .*error="invalid_token"/);
    assert.deepEqual(answerOf(page, 4).json, refreshed.json);
    assert.equal(answerOf(page, 4).status, refreshed.status);
    // Tokens of a disabled account work again once it is enabled.
    await change(dev, page, 'enable');
    assert.equal((await userinfoOf(dev, page, 5)).status, 200);
  });

  test('gains and spends in the middle of a run, and can be disabled', async () => {
    const { dev, page } = await runAs({ user: 'cents' });
    assert.equal((await change(dev, page, 'credit', { amount: '5,00' })).location, `${RUN}#test-user`);
    assert.equal((await userinfoOf(dev, page, 3)).json['balance_formatted'], '5.03');
    await change(dev, page, 'spend', { amount: '30', measure: 'units' });
    assert.equal((await userinfoOf(dev, page, 4)).json['balance_formatted'], '5.00');
    await change(dev, page, 'disable');
    assert.equal((await userinfoOf(dev, page, 5)).json['error'], 'invalid_token');
    await change(dev, page, 'nonsense', { amount: '1' });
    assert.match((await dev.get(RUN)).html, /5\.00 /);
  });

  test('feels what goes wrong on demand as anybody does', async () => {
    const { dev, page: exchanged } = await runAs({ user: 'plenty' });
    let page = await press(dev, exchanged, 'empty');
    assert.equal(answerOf(page, 3).json['balance_formatted'], '0.00');
    page = await press(dev, page, 'expired');
    assert.equal(answerOf(page, 5).json['error_description'], 'The access token has expired.');
    page = await press(dev, page, 'refresh');
    page = await press(dev, page, 'revoked');
    assert.equal(answerOf(page, 8).json['error'], 'invalid_grant');
  });

  test('of the developer’s own making is as it was described', async () => {
    const own = { user: 'own', test_username: '  Zoë   Test ', credited: '12.5', spent: '0.25', measure: 'currency' };
    const { dev, page } = await runAs(own);
    const { json } = await userinfoOf(dev, page, 3);
    assert.equal(json['username'], 'Zoë Test');
    assert.equal(json['quota'], 12_500);
    assert.equal(json['balance_formatted'], '12.25');
    assert.match(String(json['email']), /^user-\d+@example\.com$/);

    const inUnits = await runAs({ ...own, credited: '12', spent: '7', measure: 'units' });
    assert.equal((await userinfoOf(inUnits.dev, inUnits.page, 3)).json['quota'], 12);
  });

  test('is said to be made up, and the consent the developer’s', async () => {
    const app = await scene().app();
    const dev = await scene().browser('dev');
    const start = await dev.get('/playground');
    assert.match(start.html, /no account is created/);
    const begun = await begin(dev, app, { user: { user: 'plenty' } });
    assert.match(begun.html, /Test user: test-plenty/);
    assert.match(begun.html, /you give consent with your own account/);
    assert.doesNotMatch((await begin(dev, app)).html, /Test user/);
  });
});

describe('input that describes no user', () => {
  const own = { user: 'own', test_username: 'Mia', credited: '10', spent: '0', measure: 'currency' };
  const wrong: readonly [Record<string, string>, RegExp][] = [
    [{ user: 'root' }, /Choose a user\./],
    [{ ...own, test_username: ' ' }, /Enter a username/],
    [{ ...own, test_username: 'mia@example.com' }, /without @/],
    [{ ...own, test_username: 'mia\u202E' }, /without @, invisible characters, or words that mix alphabets/],
    [{ ...own, test_username: 'm'.repeat(65) }, /at most 64 characters/],
    [{ ...own, credited: '' }, /Enter an amount/],
    [{ ...own, credited: '-5' }, /an amount such as 20/],
    [{ ...own, spent: '1.005' }, /an amount such as 20/],
    [{ ...own, spent: '1.5', measure: 'units' }, /Enter whole units/],
    [{ ...own, credited: '9007199254740992', measure: 'units' }, /more than a balance can hold/],
    [{ ...own, credited: '9007199254740991' }, /more than a balance can hold/],
    [{ ...own, credited: '9'.repeat(400) }, /more than a balance can hold/],
  ];
  test('starts no run, and shows what is wrong', async () => {
    const app = await scene().app();
    const dev = await scene().browser('dev');
    await dev.get('/playground');
    for (const [user, sentence] of wrong) {
      const page = await dev.post('/playground', { app: String(app.id), ...user });
      assert.equal(page.status, 400, JSON.stringify(user));
      assert.match(page.html, sentence);
    }
    assert.equal((await dev.get(RUN)).location, '/playground');
  });

  test('changes nothing in the middle of a run', async () => {
    const { dev, page } = await runAs({ ...own, credited: '9007199254740990', measure: 'units' });
    for (const [amount, sentence] of [
      ['', /Enter an amount/],
      ['ten', /an amount such as 20/],
      ['1', /more than a balance can hold/],
    ] as const) {
      const answer = await change(dev, page, 'credit', { amount });
      assert.equal(answer.status, 400);
      assert.match(answer.html, sentence);
    }
    assert.equal((await userinfoOf(dev, page, 3)).json['quota'], 9_007_199_254_740_990);
  });

  test('is accepted only from the developer, in a run with a test user', async () => {
    const { dev, page } = await runAs({ user: 'plenty' });
    assert.equal(
      (await dev.post(`${RUN}/user`, { run: runIdOf(page), change: 'disable', csrf: 'forged' })).status,
      403,
    );
    const alice = await scene().browser('alice');
    await alice.get('/playground');
    assert.equal((await change(alice, page, 'disable')).location, RUN);
    assert.equal((await userinfoOf(dev, page, 3)).status, 200);
    const plain = await runAs({});
    assert.equal((await change(plain.dev, plain.page, 'credit', { amount: '5' })).location, RUN);
    assert.equal((await userinfoOf(plain.dev, plain.page, 3)).json['username'], 'dev');
  });
});

describe('outside the run', () => {
  test('no token of a test user works for any user', async () => {
    const { installation, ids } = scene();
    await installation.services.accounts.credit?.(ids.dev, 5000n, { idempotencyKey: 'real', memo: 'Real' });
    const { app, dev, page } = await runAs({ user: 'plenty' }, ['openid', 'balance']);
    const { json } = answerOf(page, 2);
    const [access, refresh] = [textIn(json, 'access_token'), textIn(json, 'refresh_token')];

    assert.equal((await callWith(installation, access)).status, 401);
    assert.equal(await installation.services.accessTokens.inspect(access), null);
    const refreshed = await app.refresh(refresh);
    assert.equal(refreshed.status, 400);
    assert.equal(refreshed.json['error'], 'invalid_grant');
    // Trying it elsewhere did not mark the refresh token as stolen.
    assert.equal(answerOf(await press(dev, page, 'refresh'), 3).status, 200);
  });

  test('no published key verifies a token that names a test user, whatever the algorithm', async () => {
    const { installation, ids } = scene();
    const { keys } = installation.services;
    for (const idTokenAlg of ['RS256', 'ES256', 'EdDSA'] as const) {
      const app = await scene().app({ idTokenAlg });
      const dev = await scene().browser('dev');
      const exchangedAs = async (user: Record<string, string>) =>
        press(dev, await authorize(dev, await begin(dev, app, { scopes: ['openid'], user })), 'exchange');
      const made = await exchangedAs({ user: 'plenty' });
      const refreshed = await press(dev, made, 'refresh');
      for (const answer of [answerOf(made, 2), answerOf(refreshed, 3)]) {
        assert.equal(await keys.verifyOwn(textIn(answer.json, 'id_token')), null);
      }
      const own = textIn(answerOf(await exchangedAs({}), 2).json, 'id_token');
      assert.equal((await keys.verifyOwn(own))?.claims.sub, ids.dev, 'of the developer it is as ever');
    }
  });

  test('no run gets a token that another server accepts, whatever its link is made to say', async () => {
    const { installation } = scene();
    await addResource(installation, null);
    const app = await scene().app();
    const dev = await scene().browser('dev');
    for (const user of [{ user: 'plenty' }, {}]) {
      const path = authorizePath(await begin(dev, app, { user }));
      const resource = encodeURIComponent(NOTES);
      const back = await dev.get(`${path}&resource=${resource}&prompt=consent`);
      assert.match(back.location, /error=invalid_target/);
    }
  });

  test('a test user has no session to end, and a top-up link that works for nobody', async () => {
    const { dev, page: exchanged } = await runAs({ user: 'plenty' }, ['openid']);
    const idToken = textIn(answerOf(exchanged, 2).json, 'id_token');
    const asked = await dev.get(`/api/oauth2/logout?id_token_hint=${idToken}`);
    assert.equal(asked.status, 400, 'no id_token of ours');
    assert.match(asked.html, /Sign out/);
    assert.equal((await dev.get(RUN)).status, 200);

    const page = await press(dev, exchanged, 'topup');
    const { pathname, search, searchParams } = new URL(textIn(answerOf(page, 3).json, 'topup_url'));
    assert.equal((await dev.get(pathname + search)).status, 403);
    const ticket = searchParams.get('ticket') ?? '';
    assert.equal((await dev.post('/topup', { ticket, amount: '20', provider: 'test' })).status, 403);
    assert.equal((await (await scene().browser('alice')).get(pathname + search)).status, 403);
  });

  test('no account is made, and none is changed', async () => {
    const before = await everyUser();
    const own = { user: 'own', test_username: 'alice', credited: '10', spent: '0', measure: 'currency' };
    const { dev, page } = await runAs(own, ['openid', 'balance']);
    await change(dev, page, 'credit', { amount: '100' });
    await change(dev, page, 'spend', { amount: '30' });
    await change(dev, page, 'disable');
    await press(dev, page, 'userinfo');
    assert.deepEqual(await everyUser(), before);
  });

  test('a code that is replayed is told to the developer, whose code it was', async () => {
    const { dev, page, app } = await runAs({ user: 'plenty' });
    const replayed = await press(dev, page, 'replayed');
    assert.equal(answerOf(replayed, 3).json['error'], 'invalid_grant');
    assert.equal(answerOf(replayed, 4).json['error'], 'invalid_token');
    const { services } = scene().installation;
    const notices = await services.audit.noticesFor(scene().ids.dev, 0);
    assert.ok(notices.some(({ type, appId }) => type === 'code_replayed' && appId === app.id));
  });

  test('what the developer allowed ends the test user’s tokens too', async () => {
    const { dev, page } = await runAs({ user: 'plenty' });
    const { services } = scene().installation;
    for (const { id } of await services.authorizations.list(scene().ids.dev, 50)) {
      await services.authorizations.end(id, scene().ids.dev);
    }
    assert.equal((await userinfoOf(dev, page, 3)).json['error'], 'invalid_token');
  });
});

describe('the same once more', () => {
  test('begins a run like the one that was refused', async () => {
    const app = await scene().app();
    const dev = await scene().browser('dev');
    const begun = await begin(dev, app, { scopes: ['openid', 'balance'], user: { user: 'cents' } });
    const cancelled = await dev.follow(await dev.post(`${RUN}/refuse`, { run: runIdOf(begun) }));
    const { pathname, search } = new URL(cancelled.location);
    const refused = await open(dev, await dev.get(pathname + search));
    assert.match(codeOf(refused, 'answer-1'), /error=access_denied/);

    const again = await open(dev, await dev.post(`${RUN}/again`, { run: runIdOf(refused) }));
    assert.notEqual(runIdOf(again), runIdOf(refused));
    assert.match(codeOf(again, 'request-1'), /scope=openid\+profile\+balance/);
    const page = await press(dev, await authorize(dev, again), 'exchange');
    assert.equal((await userinfoOf(dev, page, 3)).json['balance_formatted'], '0.03');
  });
});
