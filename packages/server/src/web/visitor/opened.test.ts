import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setScene } from '#test/attacks/scene.js';
import { grantCode, grantTokens, openRequest, received, textOf } from '#test/support/oauth-app.js';
import type { VisitedPage } from '#test/support/page-visitor.js';
import { DEVICES, startDevice } from '#test/support/scenes/device.js';

const scene = setScene();

/** How browsers say that they load a page before anybody has opened it. */
const IN_ADVANCE: readonly Record<string, string>[] = [
  { 'sec-purpose': 'prefetch' },
  { 'sec-purpose': 'prefetch;prerender', 'sec-fetch-dest': 'document', 'sec-fetch-mode': 'navigate' },
  { 'sec-purpose': 'prefetch;prerender', 'sec-fetch-dest': 'iframe', 'sec-fetch-mode': 'navigate' },
  { purpose: 'prefetch' },
  { 'x-purpose': 'preview' },
  { 'x-moz': 'prefetch' },
];

const assertNothing = ({ status, location, html, headers }: VisitedPage): void => {
  assert.deepEqual([status, location, html], [503, '', '']);
  assert.equal(headers.get('cache-control'), 'no-store');
};

// Only one header of one browser was known, and only two pages looked at it: a page loaded in advance got a code.
describe('A84: a page that a browser loads in advance', () => {
  test('answers no request, in a frame or not, and the user finds it open', async () => {
    const app = await scene().app();
    const alice = await scene().browser('alice');
    await grantCode(alice, app);
    const waiting = (await alice.get(app.authorizePath({ prompt: 'consent' }))).location;
    for (const headers of IN_ADVANCE) {
      assertNothing(await alice.get(app.authorizePath(), headers));
      assertNothing(await alice.get(waiting, headers));
      assertNothing(await alice.get(waiting.replace('?', '/cancel?'), headers));
    }
    assert.ok(received(await alice.get(app.authorizePath())).get('code'));
    assert.equal((await alice.get(waiting)).status, 200);
  });

  test('signs nobody out', async () => {
    const app = await scene().app();
    const alice = await scene().browser('alice');
    const { answer } = await grantTokens(alice, app, { scope: 'openid profile' });
    const signOut = `/api/oauth2/logout?id_token_hint=${textOf(answer, 'id_token')}`;
    for (const headers of IN_ADVANCE) assertNothing(await alice.get(signOut, headers));
    assert.equal((await alice.get('/account')).status, 200);
    assert.equal((await alice.get(signOut)).status, 303);
    assert.equal((await alice.get('/account')).status, 303);
  });

  test('is no guess at a device’s code', async () => {
    const device = await startDevice(await scene().app(DEVICES));
    const bob = await scene().browser('bob');
    for (let rounds = 0; rounds < 6; rounds += 1) {
      for (const headers of IN_ADVANCE) assertNothing(await bob.get('/device?user_code=BCDF-GHJK', headers));
    }
    assert.equal((await bob.get(`/device?user_code=${device.userCode}`)).status, 200);
  });

  test('is none of ours, whichever page it is', async () => {
    const { installation } = scene();
    const alice = await scene().browser('alice');
    const pages: string[] = [];
    for (const path of installation.paths) {
      const opened = await alice.get(path);
      const isPage = opened.location !== '' || opened.headers.get('content-type')?.startsWith('text/html') === true;
      if (!isPage) continue;
      pages.push(path);
      assertNothing(await alice.get(path, { purpose: 'prefetch' }));
    }
    assert.ok(pages.length > 40, `${pages.length} pages`);
  });
});

// Node's fetch sends a mode and no destination, as a program that follows links for its user.
test('a program that opens a page is believed', async () => {
  const app = await scene().app();
  const alice = await scene().browser('alice');
  await alice.get('/account');
  const page = await alice.get(app.authorizePath(), { 'sec-fetch-mode': 'cors' });
  assert.match(page.location, /^\/authorize\?request=/);
  assert.equal((await openRequest(alice, app.authorizePath())).status, 200);
});
