// A code or device that was redeemed after the sign-out gave tokens to an app that nobody told of it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decide, DEVICES, startDevice } from '#test/support/scenes/device.js';
import { assertOAuthError, grantCode, grantTokens } from '#test/support/oauth-app.js';
import { onEachDatabase } from '#test/support/scenes/account.js';
import { storeOf } from '#test/support/store.js';

onEachDatabase('what was given in a session and not yet redeemed', (scene) => {
  test('ends with the sign-out: codes and devices', async () => {
    await scene().person('alice');
    const app = await scene().app(DEVICES);
    const [visitor, other] = [await scene().browser('alice'), await scene().browser('alice')];
    const [code, elsewhere] = [await grantCode(visitor, app), await grantCode(other, app)];
    const device = await startDevice(app);
    await decide(visitor, device.userCode, 'allow');
    await visitor.get('/account');
    assert.equal((await visitor.post('/sign-out')).status, 303);
    assertOAuthError(await app.exchange(code), 400, 'invalid_grant');
    assertOAuthError(await device.poll(), 400, 'invalid_grant');
    assert.equal((await app.exchange(elsewhere)).status, 200, 'another session goes on');
  });

  test('outlasts a session that merely expired, or that a new sign-in of the same user continues', async () => {
    const id = await scene().person('bob');
    const app = await scene().app(DEVICES);
    const visitor = await scene().browser('bob');
    const before = await grantCode(visitor, app);
    await visitor.signIn('bob');
    assert.equal((await app.exchange(before)).status, 200);
    const code = await grantCode(visitor, app);
    const device = await startDevice(app);
    await decide(visitor, device.userCode, 'allow');
    await storeOf(scene().installation.services).sessions.deleteExpired(Number.MAX_SAFE_INTEGER);
    assert.deepEqual(await scene().installation.services.sessions.list(id), []);
    assert.equal((await app.exchange(code)).status, 200);
    assert.equal((await device.poll()).status, 200);
  });

  test('leaves what was redeemed: tokens outlast the session', async () => {
    await scene().person('carol');
    const app = await scene().app();
    const visitor = await scene().browser('carol');
    const { refresh } = await grantTokens(visitor, app);
    await visitor.get('/account');
    await visitor.post('/sign-out');
    assert.equal((await app.refresh(refresh)).status, 200);
  });
});
