import assert from 'node:assert/strict';
import { grantCode, grantTokens, textOf } from '../oauth-app.js';
import { DEVICES, questionOn, startDevice } from '../scenes/device.js';
import type { KindsOf } from './kind.js';

/** Effects on what users have allowed, and on keys. */
export const ACCESS_KINDS: KindsOf<
  | 'authorization_ended'
  | 'authorization_granted'
  | 'code_replayed'
  | 'keys_rotated'
  | 'refresh_token_reused'
  | 'secret_key_rotated'
> = {
  authorization_granted: {
    'allowing an app': async (scene) => {
      await scene.person('allowing');
      const app = await scene.app();
      const browser = await scene.browser('allowing');
      return () => grantCode(browser, app);
    },
    'allowing a device': async (scene) => {
      await scene.person('viewer');
      const browser = await scene.browser('viewer');
      const { userCode } = await startDevice(await scene.app(DEVICES));
      await browser.get('/device');
      const question = questionOn(await browser.follow(await browser.post('/device', { user_code: userCode })));
      return async () => {
        const { status } = await browser.post('/device/answer', { ...question, decision: 'allow' });
        assert.ok(status < 400, String(status));
      };
    },
  },
  authorization_ended: {
    'ending an authorization': async (scene) => {
      const { authorizations } = scene.installation.services;
      const id = await scene.person('revoking');
      await grantTokens(await scene.browser('revoking'), await scene.app());
      const [given] = await authorizations.list(id, 50);
      return () => authorizations.end(given?.id ?? 0, id);
    },
  },
  code_replayed: {
    'revoking the tokens of a replayed code': async (scene) => {
      await scene.person('replayed');
      const app = await scene.app();
      const code = await grantCode(await scene.browser('replayed'), app);
      assert.equal((await app.exchange(code)).status, 200);
      return async () => assert.equal((await app.exchange(code)).status, 400);
    },
  },
  refresh_token_reused: {
    'revoking the family of a reused refresh token': async (scene) => {
      await scene.person('reused');
      const app = await scene.app();
      const { refresh } = await grantTokens(await scene.browser('reused'), app);
      // Once its successor is used too, the first one is only with a thief.
      const next = await app.refresh(refresh);
      assert.equal((await app.refresh(textOf(next, 'refresh_token'))).status, 200);
      return async () => {
        const { status, text } = await app.refresh(refresh);
        assert.equal(status, 400, text);
        assert.match(text, /used before/);
      };
    },
  },
  secret_key_rotated: {
    'adding a secret key':
      async ({ installation }) =>
      () =>
        installation.services.secretKeys.add(Buffer.alloc(32, 1)),
  },
  keys_rotated: {
    'rotating a key':
      async ({ installation }) =>
      () =>
        installation.services.keys.rotate({ alg: 'HS256', immediately: false }),
    'replacing a key':
      async ({ installation }) =>
      () =>
        installation.services.keys.rotate({ alg: 'HS256', immediately: true }),
  },
};
