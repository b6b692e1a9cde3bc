import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { PARAMETERS } from '#test/support/fixtures.js';
import {
  allow,
  CALLBACK,
  openRequest,
  received,
  textOf,
  type AppTraits,
  type OAuthApp,
} from '#test/support/oauth-app.js';
import type { Visitor } from '#test/support/page-visitor.js';
import { decide, DEVICES, startDevice } from '#test/support/scenes/device.js';
import { onEachDatabase } from '#test/support/scenes/account.js';

const ELSEWHERE = 'https://other.example/callback';
const BALANCE = { scope: 'profile balance' };
const STAYING = { scope: 'profile offline_access' };
const silently = { auto_authorize: 'true' };

type Asked = Readonly<Record<string, string>>;

/** Answers the consent page of a request at this address. */
const answer = async (visitor: Visitor, app: OAuthApp, at: string, asked: Asked, unticked: string[] = []) => {
  const page = await openRequest(visitor, app.authorizePath({ ...asked, redirect_uri: at, prompt: 'consent' }));
  return received(await allow(visitor, page, { unticked })).get('code') ?? '';
};

/** The scope of a code that is given at this address without a page; null if a page asks. */
const silentScope = async (visitor: Visitor, app: OAuthApp, at: string, asked: Asked): Promise<string | null> => {
  const page = await openRequest(visitor, app.authorizePath({ ...asked, redirect_uri: at }));
  if (page.status === 200) return null;
  return textOf(await app.exchange(received(page).get('code') ?? '', { redirect_uri: at }), 'scope');
};

const withoutPage = async (visitor: Visitor, app: OAuthApp, at: string, asked: Asked): Promise<string | null> =>
  received(await visitor.get(app.authorizePath({ ...asked, redirect_uri: at, prompt: 'none' }))).get('error');

onEachDatabase('a scope that was declined at one address of an app, and allowed at another', (scene) => {
  let users = 0;
  const begin = async (traits: Partial<AppTraits> = {}) => {
    users += 1;
    const userId = await scene().person(`user${users}`);
    const app = await scene().app({ redirectUris: [CALLBACK, ELSEWHERE], ...traits });
    return { app, userId, visitor: await scene().browser(`user${users}`) };
  };

  // It was one list for all addresses, so the first one got without a page what the user had declined there.
  test('A22: is not given at the first without a page, and is once a page there has asked', async () => {
    const { app, visitor } = await begin();
    await answer(visitor, app, CALLBACK, BALANCE, ['balance']);
    assert.equal(await silentScope(visitor, app, CALLBACK, BALANCE), 'profile');
    await answer(visitor, app, ELSEWHERE, BALANCE);

    for (const asked of [BALANCE, { ...BALANCE, ...silently }]) {
      assert.equal(await silentScope(visitor, app, CALLBACK, asked), null);
      assert.equal(await withoutPage(visitor, app, CALLBACK, asked), 'consent_required');
    }
    assert.equal(await silentScope(visitor, app, CALLBACK, { scope: 'profile' }), 'profile');
    assert.equal(await silentScope(visitor, app, ELSEWHERE, BALANCE), 'profile balance');
    await answer(visitor, app, CALLBACK, BALANCE);
    assert.equal(await silentScope(visitor, app, CALLBACK, BALANCE), 'profile balance');
  });

  test('A22: is not given to a trusted app either', async () => {
    const { app, visitor } = await begin({ isTrusted: true });
    await answer(visitor, app, CALLBACK, BALANCE, ['balance']);
    await answer(visitor, app, ELSEWHERE, BALANCE);
    assert.equal(await silentScope(visitor, app, CALLBACK, { ...BALANCE, ...silently }), null);
    assert.equal(await withoutPage(visitor, app, CALLBACK, { ...BALANCE, ...silently }), 'consent_required');
  });

  test('A22: is not given because a device was allowed it', async () => {
    const { app, visitor } = await begin(DEVICES);
    await answer(visitor, app, CALLBACK, BALANCE, ['balance']);
    await decide(visitor, (await startDevice(app, BALANCE)).userCode, 'allow');
    assert.equal(await silentScope(visitor, app, CALLBACK, BALANCE), null);
  });

  test('A22: if it is to stay connected, a page at the first says so, whether it is asked for or not', async () => {
    const { app, visitor } = await begin();
    await answer(visitor, app, CALLBACK, STAYING, ['offline_access']);
    await answer(visitor, app, ELSEWHERE, STAYING);
    const profile = { scope: 'profile' };
    for (const asked of [STAYING, profile]) assert.equal(await silentScope(visitor, app, CALLBACK, asked), null);
    await answer(visitor, app, CALLBACK, profile);
    assert.equal(await silentScope(visitor, app, CALLBACK, profile), 'profile');
  });

  test('withdrawn at the second, is withdrawn at both, and comes back where it was allowed', async () => {
    const { app, visitor } = await begin();
    await answer(visitor, app, CALLBACK, BALANCE);
    await answer(visitor, app, ELSEWHERE, BALANCE, ['balance']);
    assert.equal(await silentScope(visitor, app, CALLBACK, BALANCE), 'profile');
    await answer(visitor, app, CALLBACK, BALANCE);
    assert.equal(await silentScope(visitor, app, CALLBACK, BALANCE), 'profile balance');
    assert.equal(await silentScope(visitor, app, ELSEWHERE, BALANCE), null);
  });

  // An answer without a page was for what the user allows when it is written, not for what it was decided on.
  test('A22: is not given by an answer at the first that was decided before', async () => {
    const { app, userId, visitor } = await begin();
    const { apps, authorizations, sessions } = scene().installation.services;
    await answer(visitor, app, CALLBACK, BALANCE, ['balance']);
    const current = await apps.findById(app.id);
    const who = await sessions.find(visitor.cookies.get('octroi_session') ?? '');
    assert.ok(current !== undefined && who !== null);
    const before = await authorizations.find(userId, current);
    assert.ok(before !== null);
    await answer(visitor, app, ELSEWHERE, BALANCE);
    const parameters = { ...PARAMETERS, redirectUri: CALLBACK, registeredUri: CALLBACK, codeChallenge: null };
    const asked = { ...parameters, scopes: ['profile', 'balance'] as const };
    const code = await authorizations.reuse(
      { app: current, parameters: asked, session: who.session, requestId: null },
      before,
    );
    assert.ok(code !== null && code !== 'refused');
    assert.equal(textOf(await app.exchange(code.reveal(), { redirect_uri: CALLBACK }), 'scope'), 'profile');
  });

  test('by an earlier version, which did not record where, is asked for wherever it was shown', async () => {
    const { app, visitor, userId } = await begin();
    await answer(visitor, app, CALLBACK, BALANCE, ['balance']);
    const shown = JSON.stringify([{ origin: new URL(CALLBACK).origin, scope: 'profile balance', resources: [] }]);
    await scene().installation.services.database.write(({ query }) =>
      sql`update authorizations set shown = ${shown} where user_id = ${userId}`.execute(query),
    );
    assert.equal(await silentScope(visitor, app, CALLBACK, BALANCE), 'profile');
    await answer(visitor, app, ELSEWHERE, BALANCE);
    assert.equal(await silentScope(visitor, app, CALLBACK, BALANCE), null);
  });
});
