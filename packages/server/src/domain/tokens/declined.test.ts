import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { DAY, HOUR } from '#server/kernel/clock.js';
import { setScene } from '#test/attacks/scene.js';
import {
  allow,
  assertOAuthError,
  callWith,
  grantTokens,
  openRequest,
  received,
  textOf,
  type OAuthApp,
} from '#test/support/oauth-app.js';
import { PASSWORD } from '#test/support/installation.js';
import type { Visitor } from '#test/support/page-visitor.js';
import { decide, DEVICES, startDevice } from '#test/support/scenes/device.js';
import { deleteOld } from '#test/support/store.js';

const scene = setScene();

const STAYING = { scope: 'profile offline_access' };
const ACCESS_TOKEN_LIFETIME = 2 * HOUR;

/** Allows the app what it asks for, with "Stay connected" unticked. Resolves to the code. */
const untick = async (visitor: Visitor, app: OAuthApp, asked: Record<string, string> = STAYING): Promise<string> => {
  const page = await openRequest(visitor, app.authorizePath({ ...asked, prompt: 'consent' }));
  return received(await allow(visitor, page, { unticked: ['offline_access'] })).get('code') ?? '';
};

/** Whether the user's page says that the app is connected. */
const showsConnected = async (visitor: Visitor): Promise<boolean> =>
  (await visitor.get('/account/authorizations')).html.includes('Currently connected');

describe('“Stay connected”, unticked', () => {
  // The refresh token of an earlier consent was good for a year after.
  test('ends the refresh tokens that the app got before, and the access tokens run out (OpenID Connect Core section 11)', async () => {
    const app = await scene().app();
    const alice = await scene().browser('alice');
    const before = await grantTokens(alice, app);
    const again = await grantTokens(alice, app, { prompt: 'consent' });
    const answer = await app.exchange(await untick(alice, app));

    assert.equal(answer.json['refresh_token'], undefined);
    for (const { refresh } of [before, again]) assertOAuthError(await app.refresh(refresh), 400, 'invalid_grant');
    for (const access of [before.access, again.access, textOf(answer, 'access_token')]) {
      assert.equal((await callWith(scene().installation, access)).status, 200);
      assert.equal((await app.introspect(access)).json['active'], true);
    }
    assert.equal((await app.introspect(before.refresh)).json['active'], false);
    scene().installation.letTimePass(ACCESS_TOKEN_LIFETIME);
    assert.equal((await callWith(scene().installation, before.access)).status, 401);
  });

  test('is about this app and this user only', async () => {
    const [app, other] = [await scene().app(), await scene().app()];
    const [alice, bob] = [await scene().browser('alice'), await scene().browser('bob')];
    const elsewhere = await grantTokens(alice, other);
    const ofBob = await grantTokens(bob, app);
    await untick(alice, app);
    assert.equal((await other.refresh(elsewhere.refresh)).status, 200);
    assert.equal((await app.refresh(ofBob.refresh)).status, 200);
  });

  test('holds for a code given out before, and stays so when no page asks (OpenID Connect Core section 11)', async () => {
    const app = await scene().app();
    const alice = await scene().browser('alice');
    const early = received(await allow(alice, await openRequest(alice, app.authorizePath(STAYING)))).get('code') ?? '';
    await untick(alice, app);
    assert.equal((await app.exchange(early)).json['refresh_token'], undefined);
    const silent = received(await alice.get(app.authorizePath(STAYING))).get('code') ?? '';
    assert.equal((await app.exchange(silent)).json['refresh_token'], undefined);
  });

  test('does not bring tokens back when the user ticks it again: the app gets a new one', async () => {
    const app = await scene().app();
    const alice = await scene().browser('alice');
    const before = await grantTokens(alice, app, STAYING);
    await untick(alice, app);
    const after = await grantTokens(alice, app, { ...STAYING, prompt: 'consent' });
    assertOAuthError(await app.refresh(before.refresh), 400, 'invalid_grant');
    assert.equal((await app.refresh(after.refresh)).status, 200);
  });

  test('shows the app as connected for as long as its access token lives, and no longer', async () => {
    const app = await scene().app();
    const user = await scene().installation.addUser('carol');
    const carol = await scene().browser('carol');
    await app.exchange(await untick(carol, app));
    assert.equal(await showsConnected(carol), true);
    scene().installation.letTimePass(ACCESS_TOKEN_LIFETIME);
    assert.equal(await showsConnected(carol), false);

    const families = async (): Promise<number> => {
      const { query } = scene().installation.services.database.read;
      return (await query.selectFrom('token_families').where('user_id', '=', user).select('id').execute()).length;
    };
    assert.equal(await families(), 1);
    scene().installation.letTimePass(31 * DAY);
    await deleteOld(scene().installation.services, scene().installation.now());
    assert.equal(await families(), 0);
  });
});

describe('what a user has unticked', () => {
  const silently = { auto_authorize: 'true' };

  // A trusted app that asked for one more scope got all of them, and a refresh token, without a page.
  test('is not given to a trusted app without a page', async () => {
    const app = await scene().app({ isTrusted: true });
    const alice = await scene().browser('alice');
    await untick(alice, app);
    for (const scope of ['profile balance', 'profile balance offline_access']) {
      const asked = await openRequest(alice, app.authorizePath({ scope, ...silently }));
      assert.equal(asked.status, 200, scope);
      assert.equal(/stays connected for up to 365 days/.test(asked.html), scope.includes('offline_access'), scope);
      const unasked = received(await alice.get(app.authorizePath({ scope, ...silently, prompt: 'none' })));
      assert.equal(unasked.get('error'), 'consent_required');
    }
    const covered = received(await alice.get(app.authorizePath({ ...STAYING, ...silently }))).get('code') ?? '';
    assert.equal((await app.exchange(covered)).json['refresh_token'], undefined);
  });
});

describe('“Stay connected”, unticked, is not ended by a page that does not ask', () => {
  const LESS = { scope: 'profile balance' };

  // The app got a refresh token once the user signed in again, on a page without the box.
  test('such as the sign-in of a one-click request', async () => {
    const app = await scene().app();
    const alice = await scene().browser('alice');
    await untick(alice, app);
    const asked = { ...LESS, auto_authorize: 'true', prompt: 'login' };
    const page = await alice.follow(await openRequest(alice, app.authorizePath(asked)));
    const request = /name="request" value="([^"]+)"/.exec(page.html)?.[1] ?? '';
    const fields = { request, username: 'alice', password: PASSWORD };
    const after = await alice.follow(await alice.post('/sign-in', fields));
    const code = received(after).get('code') ?? '';
    assert.equal((await app.exchange(code)).json['refresh_token'], undefined);
  });

  test('such as a consent page without the box', async () => {
    const app = await scene().app();
    const alice = await scene().browser('alice');
    await untick(alice, app);
    const page = await openRequest(alice, app.authorizePath({ ...LESS, prompt: 'consent' }));
    assert.doesNotMatch(page.html, /stays connected/);
    const code = received(await allow(alice, page)).get('code') ?? '';
    assert.equal((await app.exchange(code)).json['refresh_token'], undefined);
  });

  test('such as the page of a device that does not ask for it', async () => {
    const app = await scene().app(DEVICES);
    const alice = await scene().browser('alice');
    await untick(alice, app);
    const device = await startDevice(app, LESS);
    await decide(alice, device.userCode, 'allow', []);
    assert.equal((await device.poll()).json['refresh_token'], undefined);
  });
});

describe('the boxes of the device page', () => {
  const ALL = { scope: 'openid profile balance offline_access' };

  // Devices got everything they asked for, and a refresh token whatever the user had declined.
  test('each have their effect (RFC 8628 section 3.3)', async () => {
    const { installation } = scene();
    const app = await scene().app(DEVICES);
    const alice = await scene().browser('alice');
    for (const unticked of ['balance', 'offline_access']) {
      const device = await startDevice(app, ALL);
      assert.equal((await decide(alice, device.userCode, 'allow', [unticked])).location, '/device?done=allowed');
      const answer = await device.poll();
      assert.equal(answer.json['refresh_token'] === undefined, unticked === 'offline_access');
      assert.equal(textOf(answer, 'scope').includes(unticked), false);
      const claims = await callWith(installation, textOf(answer, 'access_token'));
      assert.equal(claims.json['balance_formatted'] === undefined, unticked === 'balance');
    }
  });

  test('are marked where they are new', async () => {
    const app = await scene().app(DEVICES);
    const alice = await scene().browser('alice');
    const newOn = async (scope: string): Promise<number> => {
      const { userCode } = await startDevice(app, { scope });
      const { html } = await alice.get(`/device?user_code=${userCode}`);
      return html.split('<span class="badge">New</span>').length - 1;
    };
    assert.equal(await newOn('profile balance'), 0);
    await grantTokens(alice, app, { scope: 'profile' });
    assert.equal(await newOn('profile balance'), 1);
  });

  test('hold in the browser too: an app on a device and in a browser is one app', async () => {
    const app = await scene().app(DEVICES);
    const alice = await scene().browser('alice');
    const inBrowser = await grantTokens(alice, app);
    const device = await startDevice(app, STAYING);
    await decide(alice, device.userCode, 'allow', ['offline_access']);
    assertOAuthError(await app.refresh(inBrowser.refresh), 400, 'invalid_grant');

    const waiting = await startDevice(app, STAYING);
    await decide(alice, waiting.userCode, 'allow');
    await untick(alice, app);
    const answer = await waiting.poll();
    assert.deepEqual([answer.status, answer.json['refresh_token']], [200, undefined]);
  });

  test('all unticked, nothing is allowed, and the page says so', async () => {
    const device = await startDevice(await scene().app(DEVICES), { scope: 'balance' });
    const answered = await decide(await scene().browser('alice'), device.userCode, 'allow', ['balance']);
    assert.equal(answered.location, '/device?done=cancelled');
    assertOAuthError(await device.poll(), 400, 'access_denied');
  });
});

describe('wherever access is about to be given', () => {
  test('the page says for how long: on consent, in one click, at sign-in and for devices', async () => {
    const app = await scene().app(DEVICES);
    const bob = await scene().browser('bob');
    const device = await startDevice(app);
    const stranger = await scene().browser();
    const pages = [
      await openRequest(bob, app.authorizePath()),
      await openRequest(bob, app.authorizePath({ auto_authorize: 'true' })),
      await openRequest(stranger, app.authorizePath({ auto_authorize: 'true' })).then((page) => stranger.follow(page)),
      await bob.get(`/device?user_code=${device.userCode}`),
    ];
    for (const page of pages) assert.match(page.html, /stays connected for up to 365 days/);
    const asked = await startDevice(app, STAYING);
    for (const page of [
      await openRequest(bob, app.authorizePath(STAYING)),
      await bob.get(`/device?user_code=${asked.userCode}`),
    ]) {
      assert.match(page.html, /Keep this access when you are away, for up to 365 days or until you revoke it/);
    }
  });
});
