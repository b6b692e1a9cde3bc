import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeJwt } from 'jose';
import { PASSWORD_ACR, TWO_FACTORS_ACR } from '#server/protocol/acr.js';
import { setScene } from '../attacks/scene.js';
import { decide, DEVICES, startDevice } from '../support/scenes/device.js';
import { addResource, NOTES } from '../support/scenes/resources.js';
import { addPasskey, turnOn } from '../support/scenes/sign-in.js';
import { createAuthenticator, type StoredPasskey } from '../support/authenticator.js';
import { PASSWORD } from '../support/installation.js';
import { grantTokens, received, requestOf, textOf } from '../support/oauth-app.js';
import { createVisitor, type VisitedPage, type Visitor } from '../support/page-visitor.js';
import { errorOf, essential, isAskedToSignIn, open, signInOn, signInTo, verified } from './actors.js';

const scene = setScene();

/** A new user with a second step and a passkey. */
const somebodyWithBoth = async (username: string) => {
  const { installation, browser } = scene();
  await installation.addUser(username);
  const visitor = await browser(username);
  const passkey = await addPasskey(installation, visitor);
  return { username, passkey, ...(await turnOn(installation, visitor)) };
};

/** A new browser in which the password and a code were entered. */
const afterCode = async (username: string, code: string): Promise<Visitor> => {
  const visitor = createVisitor(scene().installation);
  await visitor.get('/sign-in');
  await visitor.follow(await visitor.post('/sign-in', { username, password: PASSWORD }));
  assert.equal((await visitor.post('/sign-in/second-step', { code })).location, '/account');
  return visitor;
};

const usePasskeyOn = async (visitor: Visitor, page: VisitedPage, passkey: StoredPasskey, fields = {}) => {
  const credential = createAuthenticator(scene().installation.issuer).use(page, passkey);
  return visitor.post('/sign-in/passkey', { credential, ...fields });
};

const afterPasskey = async (passkey: StoredPasskey): Promise<Visitor> => {
  const visitor = createVisitor(scene().installation);
  const answer = await usePasskeyOn(visitor, await visitor.get('/sign-in'), passkey);
  assert.equal(answer.location, '/account');
  return visitor;
};

/** What the id_tokens of a sign-in and of a refresh a minute later say about it. */
const assertTold = async (visitor: Visitor, told: { amr: readonly string[]; acr: string }): Promise<void> => {
  const { installation, app } = scene();
  const inkwell = await app();
  const { claims, refreshToken } = await signInTo(installation, visitor, inkwell);
  assert.deepEqual({ amr: claims['amr'], acr: claims['acr'] }, told);
  installation.letTimePass(60_000);
  const refreshed = textOf(await inkwell.refresh(refreshToken), 'id_token');
  const { amr, acr } = await verified(installation, refreshed, { app: inkwell });
  assert.deepEqual({ amr, acr }, told, 'a refresh tells of the same sign-in');
};

test('a password is told as one (RFC 8176 section 2)', async () => {
  await assertTold(await scene().browser('alice'), { amr: ['pwd'], acr: PASSWORD_ACR });
});

test('a password and the code of an authenticator are two factors (RFC 8176 section 2)', async () => {
  const { username, phone } = await somebodyWithBoth('totp-user');
  await assertTold(await afterCode(username, phone.code()), { amr: ['pwd', 'otp', 'mfa'], acr: TWO_FACTORS_ACR });
});

test('a recovery code, good once, is told like any other code that is (RFC 8176 section 2)', async () => {
  const { username, recoveryCodes } = await somebodyWithBoth('recovery-user');
  const visitor = await afterCode(username, recoveryCodes[0] ?? '');
  await assertTold(visitor, { amr: ['pwd', 'otp', 'mfa'], acr: TWO_FACTORS_ACR });
});

test('a passkey is pop, user and mfa; nothing is claimed about where the key is kept', async () => {
  const { passkey } = await somebodyWithBoth('passkey-user');
  await assertTold(await afterPasskey(passkey), { amr: ['pop', 'user', 'mfa'], acr: TWO_FACTORS_ACR });
});

test('creating an account counts as signing in with its password', async () => {
  const visitor = createVisitor(scene().installation);
  await visitor.get('/sign-up');
  const values = { username: 'newcomer', email: 'newcomer@example.com', password: PASSWORD };
  assert.equal((await visitor.post('/sign-up', values)).status, 303);
  await assertTold(visitor, { amr: ['pwd'], acr: PASSWORD_ACR });
});

test('a second sign-in by another method shows in its tokens; the first one’s tokens keep theirs (OpenID Connect Core section 12.2)', async () => {
  const { installation, app, browser } = scene();
  const [inkwell, visitor] = [await app(), await browser('bob')];
  const passkey = await addPasskey(installation, visitor);
  const first = await signInTo(installation, visitor, inkwell);
  assert.deepEqual(first.claims['amr'], ['pwd']);
  installation.letTimePass(2_000);

  const page = await open(visitor, inkwell, { prompt: 'login' });
  const signedIn = await usePasskeyOn(visitor, page, passkey, { request: requestOf(page) });
  const code = received(await visitor.follow(signedIn)).get('code') ?? '';
  const idToken = textOf(await inkwell.exchange(code), 'id_token');
  const second = await verified(installation, idToken, { app: inkwell });
  assert.deepEqual([second['amr'], second['acr']], [['pop', 'user', 'mfa'], TWO_FACTORS_ACR]);
  assert.equal(second['sid'], first.claims['sid'], 'it is the same session to the apps');

  const refreshed = textOf(await inkwell.refresh(first.refreshToken), 'id_token');
  const { amr, acr } = await verified(installation, refreshed, { app: inkwell });
  assert.deepEqual([amr, acr], [['pwd'], PASSWORD_ACR]);
});

test('a device is told how its user signed in where they allowed it (RFC 8628)', async () => {
  const { installation, app } = scene();
  const { passkey } = await somebodyWithBoth('device-user');
  const television = await app(DEVICES);
  const visitor = await afterPasskey(passkey);
  const device = await startDevice(television, { scope: 'openid profile' });
  await decide(visitor, device.userCode, 'allow');
  const idToken = textOf(await device.poll(), 'id_token');
  const claims = await verified(installation, idToken, { app: television });
  assert.deepEqual([claims['amr'], claims['acr']], [['pop', 'user', 'mfa'], TWO_FACTORS_ACR]);
});

test('a resource learns the class of the sign-in that its token came of (RFC 9470 section 6.1)', async () => {
  const { installation, ids, app, browser } = scene();
  const { passkey } = await somebodyWithBoth('resource-user');
  await addResource(installation, ids.dev);
  for (const [visitor, acr] of [
    [await browser('alice'), PASSWORD_ACR],
    [await afterPasskey(passkey), TWO_FACTORS_ACR],
  ] as const) {
    const { access } = await grantTokens(visitor, await app(), { scope: null, resource: NOTES });
    assert.equal(decodeJwt(access)['acr'], acr);
  }
});

test('acr_values may prefer two factors: a user with one signs in with that (OpenID Connect Core section 3.1.2.1)', async () => {
  const { installation, app, browser } = scene();
  const wish = { acr_values: TWO_FACTORS_ACR };
  const { claims } = await signInTo(installation, await browser('alice'), await app(), wish);
  assert.equal(claims['acr'], PASSWORD_ACR);
});

test('a sign-in outside the essential classes must be repeated, and is refused if it is outside them again (OpenID Connect Core section 5.5.1.1)', async () => {
  const { installation, app, browser } = scene();
  await installation.addUser('carol');
  const [inkwell, visitor] = [await app(), await browser('carol')];
  const passkey = await addPasskey(installation, visitor);
  installation.letTimePass(2_000);
  const wanted = essential(TWO_FACTORS_ACR);

  const first = await open(visitor, inkwell, wanted);
  assert.ok(isAskedToSignIn(first));
  assert.equal(errorOf(await signInOn(visitor, first, 'carol')), 'unmet_authentication_requirements');

  installation.letTimePass(2_000);
  const second = await open(visitor, inkwell, wanted);
  const consent = await visitor.follow(await usePasskeyOn(visitor, second, passkey, { request: requestOf(second) }));
  assert.equal(consent.status, 200);
  const { claims } = await signInTo(installation, visitor, inkwell, wanted);
  assert.equal(claims['acr'], TWO_FACTORS_ACR);

  assert.ok(received(await open(visitor, inkwell, { ...wanted, prompt: 'none' })).get('code'));
  const other = { ...essential(PASSWORD_ACR), prompt: 'none' };
  assert.equal(errorOf(await open(visitor, inkwell, other)), 'unmet_authentication_requirements');
  assert.equal(errorOf(await open(visitor, await app(), other)), 'consent_required', 'a stranger learns no ways');
});
