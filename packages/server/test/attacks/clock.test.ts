import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { DAY, HOUR, MINUTE, SECOND, steadyClock } from '#server/kernel/clock.js';
import { createLog } from '#server/kernel/log.js';
import { openInstallation, type Installation } from '../support/installation.js';
import { assertOAuthError, callWith, grantCode, grantTokens, registerApp, textOf } from '../support/oauth-app.js';
import { createVisitor, type Visitor } from '../support/page-visitor.js';
import { setScene } from './scene.js';

const scene = setScene();

/** The tests of a file share its clock, so a change must be undone. */
const atAnotherTime = async (change: number, story: () => Promise<void>): Promise<void> => {
  const { installation } = scene();
  installation.letTimePass(change);
  try {
    await story();
  } finally {
    installation.letTimePass(-change);
  }
};

describe('processes whose clocks disagree', () => {
  test('A97: an access token from up to 60 s ahead is good, and from further ahead is not', async () => {
    const { access } = await grantTokens(await scene().browser('alice'), await scene().app());
    const use = () => callWith(scene().installation, access);
    await atAnotherTime(-60 * SECOND, async () => assert.equal((await use()).status, 200));
    await atAnotherTime(-61 * SECOND, async () => assertOAuthError(await use(), 401, 'invalid_token'));
  });

  test('A97: what was spent, revoked or ended is so by every clock', async () => {
    const { installation, ids } = scene();
    const app = await scene().app();
    const alice = await scene().browser('alice');

    const spent = await grantCode(alice, app);
    await app.exchange(spent);
    const rotated = await grantTokens(alice, app);
    await app.refresh(textOf(await app.refresh(rotated.refresh), 'refresh_token'));
    const revoked = await grantTokens(alice, app);
    await app.revoke(revoked.refresh);
    const other = await scene().app();
    const ended = await grantTokens(alice, other);
    const line = (await installation.services.authorizations.list(ids.alice, 50)).find(
      ({ appId }) => appId === other.id,
    );
    assert.ok(line && (await installation.services.authorizations.end(line.id, ids.alice)));
    const bob = await scene().browser('bob');
    const cookies = [...bob.cookies];
    await bob.post('/sign-out');
    for (const [name, value] of cookies) bob.cookies.set(name, value);

    for (const change of [-30 * SECOND, -5 * MINUTE, -HOUR]) {
      await atAnotherTime(change, async () => {
        assertOAuthError(await app.exchange(spent), 400, 'invalid_grant');
        assertOAuthError(await app.refresh(rotated.refresh), 400, 'invalid_grant');
        for (const { access, refresh } of [revoked, ended]) {
          assertOAuthError(await callWith(installation, access), 401, 'invalid_token');
          assertOAuthError(await app.refresh(refresh), 400, 'invalid_grant');
        }
        assert.match((await bob.get('/account')).location, /^\/sign-in/);
      });
    }
  });

  // The replay window had no lower bound: after the clock was set back an hour, a used token from then was accepted again.
  test('A97: a clock that was set back opens no second grace for a spent refresh token', async () => {
    const app = await scene().app();
    const { refresh } = await grantTokens(await scene().browser('alice'), app);
    assert.equal((await app.refresh(refresh)).status, 200);
    await atAnotherTime(-5 * MINUTE, async () => assertOAuthError(await app.refresh(refresh), 400, 'invalid_grant'));
  });
});

describe('a process whose clock is set back', () => {
  let installation: Installation;
  let alice: Visitor;

  before(async () => {
    // Time does not pass on its own.
    installation = await openInstallation({}, createLog('silent'), (wall) => steadyClock(wall, () => 0));
    await installation.addUser('alice');
    alice = createVisitor(installation);
    await alice.signIn('alice');
  });
  after(() => installation.close());

  test('A97: gives no life to codes, access tokens, refresh tokens and sessions that have expired', async () => {
    const app = await registerApp(installation, { owner: await installation.addUser('dev') });
    const code = await grantCode(alice, app);
    const { access, refresh } = await grantTokens(alice, app);

    const isOver = {
      code: async () => assertOAuthError(await app.exchange(code), 400, 'invalid_grant'),
      access: async () => assertOAuthError(await callWith(installation, access), 401, 'invalid_token'),
      refresh: async () => assertOAuthError(await app.refresh(refresh), 400, 'invalid_grant'),
      session: async () => assert.match((await alice.get('/account')).location, /^\/sign-in/),
    };
    const lifetimes = { code: 60 * SECOND, access: 2 * HOUR, session: 14 * DAY, refresh: 30 * DAY };
    for (const name of ['code', 'access', 'session', 'refresh'] as const) {
      installation.letTimePass(lifetimes[name]);
      await isOver[name]();
      installation.letTimePass(-lifetimes[name] + SECOND);
      await isOver[name]();
    }
  });

  test('A97: still issues tokens that work', async () => {
    const app = await registerApp(installation, { owner: await installation.addUser('devon') });
    await alice.signIn('alice');
    installation.letTimePass(-HOUR);
    const { access, refresh } = await grantTokens(alice, app);
    assert.equal((await callWith(installation, access)).status, 200);
    assert.equal((await app.refresh(refresh)).status, 200);
  });
});
