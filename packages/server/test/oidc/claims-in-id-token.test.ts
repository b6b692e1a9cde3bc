import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setScene } from '../attacks/scene.js';
import { openRequest, readAnswer, received, requestOf, textOf } from '../support/oauth-app.js';
import { signInTo, verified } from './actors.js';

const scene = setScene();
const EVERYTHING = { scope: 'openid profile email balance offline_access' };
const ABOUT_HER = ['name', 'preferred_username', 'username', 'email', 'email_verified', 'id'];
const NEVER = ['quota', 'used_quota', 'balance_formatted'];

const has = (claims: object, names: readonly string[]): string[] => names.filter((name) => Object.hasOwn(claims, name));

test('an id_token says nothing about its user, unless the app’s developer wants it to (OpenID Connect Core section 5.4)', async () => {
  const { installation, app, browser } = scene();
  const { claims } = await signInTo(installation, await browser('alice'), await app(), EVERYTHING);
  assert.deepEqual(has(claims, [...ABOUT_HER, ...NEVER]), []);
});

// Six of twenty client programs read nothing else: users had no name and no address there, or could not sign in.
test('an app for such libraries gets profile and email there too, now and after each refresh, and never the balance', async () => {
  const { installation, app, browser, ids } = scene();
  const inkwell = await app({ claimsInIdToken: true });
  const { claims, accessToken, refreshToken } = await signInTo(
    installation,
    await browser('alice'),
    inkwell,
    EVERYTHING,
  );
  assert.equal(claims.sub, ids.alice);
  assert.deepEqual(has(claims, ABOUT_HER), ABOUT_HER);
  assert.deepEqual(has(claims, NEVER), []);
  const headers = { authorization: `Bearer ${accessToken}` };
  const userinfo = (await readAnswer(await installation.request('/api/oauth2/userinfo', { headers }))).json;
  for (const name of ABOUT_HER) assert.deepEqual(claims[name], userinfo[name], name);

  await installation.services.profile.changeUsername(ids.alice, 'alicia');
  const refreshed = await inkwell.refresh(refreshToken);
  const later = await verified(installation, textOf(refreshed, 'id_token'), { app: inkwell });
  assert.equal(later['name'], 'alicia');
  await installation.services.profile.changeUsername(ids.alice, 'alice');
});

test('what the user does not allow is not there', async () => {
  const { installation, app, browser } = scene();
  const inkwell = await app({ claimsInIdToken: true });
  const bob = await browser('bob');
  const page = await openRequest(bob, inkwell.authorizePath({ scope: 'openid email' }));
  const back = received(await bob.post('/authorize', { request: requestOf(page), decision: 'allow' }));
  const answer = await inkwell.exchange(back.get('code') ?? '');
  const claims = await verified(installation, textOf(answer, 'id_token'), { app: inkwell });
  assert.deepEqual(has(claims, [...ABOUT_HER, ...NEVER]), []);
});
