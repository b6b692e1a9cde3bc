import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SECOND } from '#server/kernel/clock.js';
import { registerApp } from '#test/support/oauth-app.js';
import { onEachDatabase } from '#test/support/scenes/account.js';
import { withheld } from '#test/support/withheld.js';

// PATCH authenticated its caller and then waited for the body, so whoever withheld it changed an app with a token that had
// expired meanwhile.
onEachDatabase('a call whose body is withheld until its token has expired', (scene) => {
  const CALLS = {
    create: { method: 'POST', path: () => '/api/oauth_apps' },
    change: { method: 'PATCH', path: (id: number) => `/api/oauth_apps/${id}` },
    delete: { method: 'DELETE', path: (id: number) => `/api/oauth_apps/${id}` },
    'add a secret': { method: 'POST', path: (id: number) => `/api/oauth_apps/${id}/secrets` },
  };

  for (const [does, { method, path }] of Object.entries(CALLS)) {
    test(`does not ${does}`, async () => {
      const { installation, devId } = scene();
      const { apps, developers } = installation.services;
      const app = await registerApp(installation, { owner: devId });
      const created = await developers.createToken(devId, 'short', installation.now() + SECOND);
      assert.ok(created.outcome === 'done');
      const state = async () => {
        const all = await apps.list(devId);
        return { all, secrets: await Promise.all(all.map((each) => apps.secrets(each))) };
      };
      const before = await state();

      const { body, asked, send } = withheld('{"name":"Late","redirect_uris":["https://late.example/cb"]}');
      const headers = {
        authorization: `Bearer ${created.value.token.reveal()}`,
        'content-type': 'application/json',
      };
      const init: RequestInit & { duplex: 'half' } = { method, headers, body, duplex: 'half' };
      const answer = installation.request(path(app.id), init);
      await asked;
      installation.letTimePass(2 * SECOND);
      send();
      assert.equal((await answer).status, 401);
      assert.deepEqual(await state(), before);
    });
  }
});
