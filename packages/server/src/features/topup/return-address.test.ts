import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onEachDatabase } from '#test/support/scenes/account.js';

const OLD = 'https://old.example/callback';
const NEW = 'https://new.example/callback';

onEachDatabase('where a top-up returns to', (scene) => {
  // A link and an order led to where an app no longer was, for months.
  test('is no longer linked to once the app has removed the origin, from the link of the app or from an order', async () => {
    const { services } = scene().installation;
    const userId = await scene().person('ida');
    const app = await scene().app({ redirectUris: [OLD, NEW] });
    const ida = await scene().browser('ida');
    const ticket = services.wallet.issueTicket({ userId, appId: app.id, returnTo: 'https://old.example/done' });
    const link = `/topup?ticket=${ticket}`;
    assert.match((await ida.get(link)).html, /href="https:\/\/old\.example\/done"/);
    const placed = await ida.post('/topup', { amount: '10', provider: 'test', ticket });
    assert.equal(placed.status, 303);
    const order = placed.location.replace('/test/', '/orders/');
    assert.match((await ida.get(order)).html, /href="https:\/\/old\.example\/done"/);

    await services.apps.update(app.id, scene().devId, { redirectUris: [NEW] });

    for (const path of [link, order]) {
      const page = await ida.get(path);
      assert.equal(page.status, 200);
      assert.ok(!page.html.includes('old.example'), path);
    }
  });
});
