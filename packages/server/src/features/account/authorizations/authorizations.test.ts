import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { PAGE } from '#server/domain/account-data/history.js';
import { setScene } from '#test/attacks/scene.js';
import { addApp, allow, NOW } from '#test/support/fixtures.js';
import { callWith, grantCode, grantTokens } from '#test/support/oauth-app.js';
import { storeOf } from '#test/support/store.js';

const scene = setScene();
const APPS = PAGE + 2;

const idOf = (html: string, app: string): string =>
  new RegExp(`${app}.*?name="authorization" value="(\\d+)"`, 's').exec(html)?.[1] ?? '';

const namesOn = (html: string) => [...html.matchAll(/<bdi>Paged(\d+)<\/bdi>/g)].map(([, index]) => Number(index));

const actionOn = (html: string) => /action="(\/account\/authorizations\/end[^"]*)"/.exec(html)?.[1] ?? '';

describe('the authorizations page', () => {
  test('says who stands behind an app, what it may see, and whether it is connected', async () => {
    const alice = await scene().browser('alice');
    const trusted = await scene().app({ name: 'Trusty', isTrusted: true });
    const unknown = await scene().app({ name: 'Stray', owner: null });
    const known = await scene().app({ name: 'Known' });
    await grantTokens(alice, trusted);
    await grantTokens(alice, unknown);
    await grantCode(alice, known);

    const { html } = await alice.get('/account/authorizations');
    const cards = Object.fromEntries(
      [...html.matchAll(/<li class="card entry">(.*?)<\/form><\/li>/gs)].map(([, card = '']) => [
        /<bdi>(\w+)<\/bdi>/.exec(card)?.[1] ?? '',
        card,
      ]),
    );
    assert.match(cards['Trusty'] ?? '', /Verified by .*See your profile.*See your balance.*Currently connected/s);
    assert.match(cards['Stray'] ?? '', /https:\/\/app\.example.*Unknown publisher/s);
    assert.match(cards['Known'] ?? '', /Published by dev/);
    assert.doesNotMatch(cards['Known'] ?? '', /Currently connected/, 'its code was not redeemed');
  });

  test('revokes a connected app with one click, and says what happened', async () => {
    const bob = await scene().browser('bob');
    const app = await scene().app({ name: 'Quill' });
    const { access, refresh } = await grantTokens(bob, app);

    const page = await bob.get('/account/authorizations');
    const ended = await bob.post('/account/authorizations/end', { authorization: idOf(page.html, 'Quill') });
    assert.match(
      ended.html,
      /Access revoked\. Quill can no longer see your account\. Its tokens no longer work\. Quill may keep data/,
    );
    assert.equal((await callWith(scene().installation, access)).status, 401);
    assert.equal((await app.refresh(refresh)).json['error'], 'invalid_grant');

    const again = await bob.post('/account/authorizations/end', { authorization: idOf(page.html, 'Quill') });
    assert.match(again.html, /This access was already revoked/);
  });

  test('for an app that was never connected, says only that access was revoked', async () => {
    const bob = await scene().browser('bob');
    await grantCode(bob, await scene().app({ name: 'Idle' }));
    const page = await bob.get('/account/authorizations');
    const ended = await bob.post('/account/authorizations/end', { authorization: idOf(page.html, 'Idle') });
    assert.match(ended.html, /Access revoked\. Idle can no longer see your account\./);
    assert.doesNotMatch(ended.html, /Its tokens no longer work/);
  });

  // All were one page: whoever had allowed ten thousand apps waited for 20 MB of it.
  test('shows the apps last used, and leads to the others; revoking one leads back to its page', async () => {
    const carl = await scene().installation.addUser('carl');
    const store = storeOf(scene().installation.services);
    for (let index = 0; index < APPS; index += 1) {
      const app = await addApp(store, { clientId: `paged-${index}`, name: `Paged${index}` });
      const { id } = await allow(store, app, { userId: carl });
      await store.authorizations.touch(id, NOW - index);
    }
    const browser = await scene().browser('carl');

    const first = await browser.get('/account/authorizations');
    assert.deepEqual(
      namesOn(first.html),
      Array.from({ length: PAGE }, (_, index) => index),
    );
    const older = /href="([^"]+)" rel="next"/.exec(first.html)?.[1] ?? '';
    const last = await browser.get(older);
    assert.deepEqual(namesOn(last.html), [PAGE, PAGE + 1]);
    assert.doesNotMatch(last.html, /rel="next"/);
    assert.match(last.html, /<a class="button" href="\/account\/authorizations">/);

    const end = (app: string) => browser.post(actionOn(last.html), { authorization: idOf(last.html, app) });
    const ended = await end(`Paged${PAGE}`);
    assert.match(ended.html, /Access revoked/);
    assert.deepEqual(namesOn(ended.html), [PAGE + 1]);
    assert.equal(namesOn((await end(`Paged${PAGE + 1}`)).html).length, PAGE, 'nothing is left of its page');

    const stranger = await scene().browser('bob');
    const notTheirs = await stranger.post('/account/authorizations/end', { authorization: idOf(first.html, 'Paged0') });
    assert.match(notTheirs.html, /This access was already revoked/, 'A92');
  });

  test('tells the name under which an app was allowed, when it has another one now', async () => {
    const bob = await scene().browser('bob');
    const app = await scene().app({ name: 'Lamb' });
    await grantTokens(bob, app);
    await scene().installation.services.apps.update(app.id, scene().ids.dev, { name: 'Wolf' });
    assert.match((await bob.get('/account/authorizations')).html, /It was named Lamb when you allowed it\./);
  });
});
