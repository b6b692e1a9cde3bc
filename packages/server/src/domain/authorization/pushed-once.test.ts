import assert from 'node:assert/strict';
import { test } from 'node:test';
import { REPEAT_WINDOW } from '#server/domain/authorization/store/answers.js';
import { hashSecret } from '#server/kernel/secret.js';
import { allow, form, grantCode, openRequest, readAnswer, requestOf, type OAuthApp } from '#test/support/oauth-app.js';
import type { VisitedPage, Visitor } from '#test/support/page-visitor.js';
import { inParallel } from '#test/support/parallel.js';
import { onEachDatabase, type Scene } from '#test/support/scenes/account.js';
import { PAR, pushedPath, requestFields } from '#test/support/signing-app.js';

/** The path of a request that the app has pushed. */
const push = async ({ installation }: Scene, app: OAuthApp, fields: Record<string, string> = {}): Promise<string> => {
  const body = new URLSearchParams({ ...app.credentials, ...requestFields(app), ...fields }).toString();
  return pushedPath(app, await readAnswer(await installation.request(PAR, form(body))));
};

/** What the app received: codes or errors. The other pages are ours and lead nowhere. */
const answersIn = (pages: readonly VisitedPage[]): string[] =>
  pages.flatMap(({ status, location }) => {
    const { searchParams } = new URL(location || '/', 'http://x');
    const received = searchParams.has('code') ? 'code' : searchParams.get('error');
    if (received === null) assert.deepEqual([status, location], [400, '']);
    return received ?? [];
  });

const press = (visitor: Visitor, page: VisitedPage, decision: 'allow' | 'cancel'): Promise<VisitedPage> =>
  decision === 'allow' ? allow(visitor, page) : visitor.post('/authorize', { request: requestOf(page), decision });

/** That of the stored request, which pages have in their form. */
const handleOf = (path: string): string => {
  const requestUri = new URL(path, 'http://x').searchParams.get('request_uri') ?? '';
  return hashSecret(`continued ${requestUri.slice(requestUri.lastIndexOf(':') + 1)}`);
};

onEachDatabase('a pushed request', (scene) => {
  const user = async (name: string) => {
    await scene().person(name);
    return scene().browser(name);
  };

  // Twelve visits at once got twelve codes: each had looked before the first was answered.
  test('A67: that needs no page is answered once, however many visits there are at once (RFC 9126 section 4)', async () => {
    const app = await scene().app();
    const alice = await user('alice');
    await grantCode(alice, app);
    const path = await push(scene(), app);
    assert.deepEqual(answersIn(await inParallel(12, () => alice.get(path))), ['code']);
    const refused = await push(scene(), app, { prompt: 'none', scope: 'profile balance openid' });
    assert.deepEqual(answersIn(await inParallel(12, () => alice.get(refused))), ['consent_required']);
  });

  test('A67: is answered by whoever answers its page, and until then the page can be loaded again', async () => {
    const app = await scene().app();
    const bob = await user('bob');
    for (const decision of ['allow', 'cancel'] as const) {
      const path = await push(scene(), app, { prompt: 'consent' });
      await openRequest(bob, path);
      const page = await openRequest(bob, path);
      const received = decision === 'allow' ? 'code' : 'access_denied';
      assert.deepEqual(answersIn([await press(bob, page, decision)]), [received]);
      const handle = requestOf(page);
      const later = [path, `/authorize?request=${handle}`, `/authorize/cancel?request=${handle}`];
      for (const address of later) assert.deepEqual(answersIn([await bob.get(address)]), [], address);
    }
  });

  // Without JavaScript, the browser follows the second click only, and that ended at a page which said that the request had
  // expired, although the first had allowed it.
  // Without JavaScript, the browser follows only the second click, and that ended at a page which said that the request had
  // expired, although the first had allowed it.
  test('A67: answers a second click on its page like the first for a minute', async () => {
    const carol = await user('carol');
    for (const [decision, received, other] of [
      ['allow', 'code', 'cancel'],
      ['cancel', 'access_denied', null],
    ] as const) {
      for (const fields of [{}, { prompt: 'consent' }]) {
        const page = await openRequest(carol, await push(scene(), await scene().app(), fields));
        assert.deepEqual(answersIn([await press(carol, page, decision)]), [received]);
        const again = answersIn(await inParallel(4, () => press(carol, page, decision)));
        assert.deepEqual(again, [received, received, received, received]);
        if (other !== null) assert.deepEqual(answersIn([await press(carol, page, other)]), []);
        scene().installation.letTimePass(REPEAT_WINDOW);
        assert.deepEqual(answersIn([await press(carol, page, decision)]), []);
      }
    }
  });

  test('A67: answers no second click in another session or browser, or after an answer without a page', async () => {
    const app = await scene().app();
    const dave = await user('dave');
    const page = await openRequest(dave, await push(scene(), app));
    assert.deepEqual(answersIn([await press(dave, page, 'allow')]), ['code']);
    const [other, erin] = [await scene().browser('dave'), await user('erin')];
    for (const browser of [other, erin]) assert.deepEqual(answersIn([await press(browser, page, 'allow')]), []);
    await dave.post('/sign-out');
    await dave.signIn('dave');
    assert.deepEqual(answersIn([await press(dave, page, 'allow')]), []);

    const path = await push(scene(), app);
    const handle = handleOf(path);
    assert.deepEqual(answersIn([await dave.get(path)]), ['code']);
    for (const decision of ['allow', 'cancel']) {
      assert.deepEqual(answersIn([await dave.post('/authorize', { request: handle, decision })]), []);
    }
  });
});
