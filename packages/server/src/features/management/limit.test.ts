import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CALLBACK, readAnswer } from '#test/support/oauth-app.js';
import { inParallel, tally } from '#test/support/parallel.js';
import type { Visitor } from '#test/support/page-visitor.js';
import { onEachDatabase } from '#test/support/scenes/account.js';

const nothing = () => Promise.resolve();

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
    const change = async (name: string) => {
      const init = { method: 'PATCH', headers, body: JSON.stringify({ name }) };
      return (await installation.request(`/api/oauth_apps/${app.id}`, init)).status;
    };
    for (let index = 0; index < 10; index += 1) {
      assert.equal((await remove(own)).status, 404, 'what is refused is not counted');
    }
    await change('Own');
    for (let index = 0; index < 10; index += 1) assert.equal(await change('Own'), 200, 'nor what changes nothing');
    const answers: string[] = [];
    for (let index = 0; index < 1_204; index += 1) answers.push(String(await change(`Own ${index % 2}`)));

    assert.deepEqual(tally(answers), { 200: 1_199, 429: 5 });
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

  // Whoever filtered requests, saved a form as it was or clicked twice on a button was told they had changed too much.
  test('in the console are counted if they changed something, however many are sent at once', async () => {
    const owner = await scene().person('owner');
    const { developers } = scene().installation.services;
    await developers.grantRole(owner, 'developer');
    const visitor = await scene().browser('owner');
    const { id, clientId } = await scene().app({ owner, name: 'Calm' });
    const path = `/console/apps/${id}`;
    const count = (): Promise<boolean> =>
      developers.asChange(
        { caller: owner },
        () => Promise.resolve(true),
        () => Promise.resolve(false),
      );
    for (let changes = 0; changes < 1_190; changes += 1) assert.ok(await count());

    const save = (name: string) => visitor.post(path, { name, redirect_uris: CALLBACK });
    await visitor.get(path);
    for (let times = 0; times < 12; times += 1) {
      assert.match((await visitor.post(`${path}/requests`, { outcome: 'failed' })).location, /requests/);
      assert.match((await save('Calm')).location, /done=saved/, clientId);
      assert.match((await visitor.post('/console/tokens/revoke', { token: '999999' })).location, /done=revoked/);
    }
    const renamed = await inParallel(12, (index) => save(`Calm ${index}`));
    assert.deepEqual(tally(renamed.map(({ status }) => String(status))), { 303: 10, 429: 2 });
    assert.equal((await save('Calm')).status, 429);
  });

  // A thief of one, however old, used up the owner's too, and kept them from revoking tokens and mending apps for an hour.
  test('in the console in one session leave room for those in another', async () => {
    const owner = await scene().person('robbed');
    const { developers } = scene().installation.services;
    await developers.grantRole(owner, 'developer');
    const { id } = await scene().app({ owner, name: 'Calm' });
    const path = `/console/apps/${id}`;
    const [thief, own] = [await scene().browser('robbed'), await scene().browser('robbed')];
    const [session] = (await scene().installation.services.sessions.list(owner))
      .map((line) => line.id)
      .toSorted((a, b) => a - b);
    for (let times = 0; times < 1_201; times += 1) {
      await developers.asChange({ caller: owner, session: session ?? 0 }, nothing, nothing);
    }
    const save = async (browser: Visitor, name: string): Promise<number> => {
      await browser.get(path);
      return (await browser.post(path, { name, redirect_uris: CALLBACK })).status;
    };
    assert.deepEqual([await save(thief, 'Stolen'), await save(own, 'Mended')], [429, 303]);
  });
});
