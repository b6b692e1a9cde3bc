import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readAnswer } from '#test/support/oauth-app.js';
import { tally } from '#test/support/parallel.js';
import { onEachDatabase } from '#test/support/scenes/account.js';

// A program created and deleted apps as fast as it could: an audit event and a mail each, without end.
onEachDatabase('changes by a developer and their programs', (scene) => {
  test('are 1,200 an hour with one token; reading, other developers and the console that revokes it are not affected', async () => {
    const { installation, devId } = scene();
    const { developers } = installation.services;
    const tokenOf = async (userId: string): Promise<string> => {
      const created = await developers.createToken(userId, 'ci', null);
      assert.ok(created.outcome === 'done');
      return created.value.token.reveal();
    };
    const other = await scene().person('other');
    await developers.grantRole(other, 'developer');
    const [own, others] = [await tokenOf(devId), await tokenOf(other)];
    const send = async (token: string, method: string, path: string) =>
      readAnswer(await installation.request(path, { method, headers: { authorization: `Bearer ${token}` } }));
    const remove = (token: string) => send(token, 'DELETE', '/api/oauth_apps/999999');
    const app = await scene().app();
    const headers = { authorization: `Bearer ${own}`, 'content-type': 'application/json' };
    const change = async () => {
      const init = { method: 'PATCH', headers, body: '{"name":"Own"}' };
      return (await installation.request(`/api/oauth_apps/${app.id}`, init)).status;
    };
    for (let index = 0; index < 10; index += 1) {
      assert.equal((await remove(own)).status, 404, 'what is refused is not counted');
    }
    const answers: string[] = [];
    for (let index = 0; index < 1_205; index += 1) answers.push(String(await change()));

    assert.deepEqual(tally(answers), { 200: 1_200, 429: 5 });
    const refused = await remove(own);
    assert.equal(refused.status, 429);
    assert.match(String(refused.json['message']), /^You have changed too much\. Try again in \d+ seconds\.$/);
    assert.ok(Number(refused.headers.get('retry-after')) > 0);
    const dev = await scene().browser('dev');
    await dev.get('/console');
    assert.equal((await send(own, 'GET', '/api/oauth_apps')).status, 200);
    // A thief of the token kept its owner from revoking it.
    for (const { id } of await developers.listTokens(devId)) {
      assert.equal((await dev.post('/console/tokens/revoke', { token: String(id) })).status, 303);
    }
    assert.equal((await send(own, 'GET', '/api/oauth_apps')).status, 401);
    assert.equal((await remove(others)).status, 404);
  });
});
