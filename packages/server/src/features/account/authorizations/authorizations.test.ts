import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setScene } from '#test/attacks/scene.js';
import { callWith, grantCode, grantTokens } from '#test/support/oauth-app.js';

const scene = setScene();

const idOf = (html: string, app: string): string =>
  new RegExp(`${app}.*?name="authorization" value="(\\d+)"`, 's').exec(html)?.[1] ?? '';

describe('the authorizations page', () => {
  test('says who stands behind an app, what it may see, and whether it is connected', async () => {
    const alice = await scene().browser('alice');
    const trusted = await scene().app({ name: 'Trusty', isTrusted: true });
    const unknown = await scene().app({ name: 'Stray', owner: '' });
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

  test('tells the name under which an app was allowed, when it has another one now', async () => {
    const bob = await scene().browser('bob');
    const app = await scene().app({ name: 'Lamb' });
    await grantTokens(bob, app);
    await scene().installation.services.apps.update(app.id, scene().ids.dev, { name: 'Wolf' });
    assert.match((await bob.get('/account/authorizations')).html, /It was named Lamb when you allowed it\./);
  });
});
