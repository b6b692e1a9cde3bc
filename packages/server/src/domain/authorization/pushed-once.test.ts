import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allow, form, grantCode, openRequest, readAnswer, requestOf, type OAuthApp } from '#test/support/oauth-app.js';
import type { VisitedPage } from '#test/support/page-visitor.js';
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

  test('A67: is answered once by whoever answers its page, and until then the page can be loaded again', async () => {
    const app = await scene().app();
    const bob = await user('bob');
    for (const decision of ['allow', 'cancel']) {
      const path = await push(scene(), app, { prompt: 'consent' });
      await openRequest(bob, path);
      const page = await openRequest(bob, path);
      const answer = () =>
        decision === 'allow' ? allow(bob, page) : bob.post('/authorize', { request: requestOf(page), decision });
      const received = decision === 'allow' ? 'code' : 'access_denied';
      assert.deepEqual(answersIn(await inParallel(12, answer)), [received]);
      assert.deepEqual(answersIn([await bob.get(path), await answer()]), []);
    }
  });
});
