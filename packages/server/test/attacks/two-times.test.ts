import assert from 'node:assert/strict';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { after, before, describe, test } from 'node:test';
import { decodeJwt } from 'jose';
import { HOUR, MINUTE, SECOND, steadyClock } from '#server/kernel/clock.js';
import { createLog } from '#server/kernel/log.js';
import { signInTo } from '../oidc/actors.js';
import { newAppKey } from '../support/client-proofs.js';
import { openInstallation, PASSWORD, type Installation } from '../support/installation.js';
import { assertOAuthError, callWith, grantTokens, registerApp, textOf } from '../support/oauth-app.js';
import { createVisitor, type Visitor } from '../support/page-visitor.js';
import { startPeer } from '../support/peer.js';
import { turnOn } from '../support/scenes/sign-in.js';
import { callBound, registerSigningApp } from '../support/signing-app.js';
import { deleteOld, storeOf } from '../support/store.js';

// While the reference time was ahead, apps, phones and resources were judged by it: nobody could use a code from a phone, and
// every token was "issued in the future".
describe('after the clock was set back by two hours', () => {
  let installation: Installation;
  let alice: Visitor;
  /** Ours, which only tests move. */
  let elapsed = 0;
  const seconds = (): number => Math.floor(installation.now() / SECOND);
  const letTimePass = (duration: number): void => {
    installation.letTimePass(duration);
    elapsed += duration;
  };

  before(async () => {
    installation = await openInstallation({}, createLog('silent'), (wall) => ({
      ...steadyClock(wall, () => elapsed),
      world: { now: wall },
    }));
    await installation.addUser('alice');
    await installation.addUser('dev');
    alice = createVisitor(installation);
    await alice.signIn('alice');
    installation.letTimePass(-2 * HOUR);
  });
  after(() => installation.close());

  const owner = async (): Promise<string> => (await installation.services.accounts.findByLogin('dev'))?.id ?? '';

  test('A97: access tokens and id_tokens carry the true time', async () => {
    const app = await registerApp(installation, { owner: await owner() });
    const { claims, accessToken } = await signInTo(installation, alice, app);
    const { iat, exp } = decodeJwt(accessToken);
    assert.deepEqual([claims.iat, iat], [seconds(), seconds()]);
    assert.deepEqual([claims.exp, exp], [seconds() + 7200, seconds() + 7200]);
    assert.equal((await callWith(installation, accessToken)).status, 200);
  });

  test('A97: an access token lives as long as it says, and is not revived by setting the clock back again', async () => {
    const app = await registerApp(installation, { owner: await owner() });
    const { access } = await grantTokens(alice, app);
    letTimePass(2 * HOUR - SECOND);
    assert.equal((await callWith(installation, access)).status, 200);
    letTimePass(SECOND);
    assertOAuthError(await callWith(installation, access), 401, 'invalid_token');
    letTimePass(20 * MINUTE);
    installation.letTimePass(-HOUR);
    assertOAuthError(await callWith(installation, access), 401, 'invalid_token');
    assert.equal((await app.introspect(access)).json['active'], false);
  });

  test('A97: a token from before lives on, and no longer than it would have', async () => {
    const app = await registerApp(installation, { owner: await owner() });
    const { access } = await grantTokens(alice, app);
    installation.letTimePass(-HOUR);
    assert.equal((await callWith(installation, access)).status, 200);
    letTimePass(2.5 * HOUR);
    assertOAuthError(await callWith(installation, access), 401, 'invalid_token');
  });

  test('proofs and assertions with the true time are good, once', async () => {
    const [app, key] = [await registerSigningApp(installation, { owner: await owner() }), await newAppKey()];
    const { refresh } = await grantTokens(alice, { ...app, exchange: (code) => app.exchange(code, {}, { dpop: key }) });
    const first = await app.refresh(refresh, { dpop: key });
    assert.equal(first.status, 200, first.text);
    assert.equal((await callBound(installation, key, textOf(first, 'access_token'))).status, 200);

    const { jti } = decodeJwt(await app.assertion());
    const used = { dpop: key, proof: { claims: { jti } } };
    const next = await app.refresh(textOf(first, 'refresh_token'), used);
    assert.equal(next.status, 200, next.text);
    assertOAuthError(await app.refresh(textOf(next, 'refresh_token'), used), 400, 'invalid_dpop_proof');
  });

  test('A63, A97: what was used is remembered for an hour of true time', async () => {
    const { database, time } = installation.services;
    const { usedJtis } = storeOf(installation.services);
    assert.equal(await usedJtis.use('proof', installation.now() + MINUTE), true);
    assert.ok(time.reference.now() - installation.now() > HOUR);
    await deleteOld({ database }, time.reference.now(), time.world.now());
    assert.equal(await usedJtis.use('proof', installation.now() + MINUTE), false);
  });

  test('codes of authenticator apps are good', async () => {
    const bob = createVisitor(installation);
    await installation.addUser('bob');
    await bob.signIn('bob');
    const { phone } = await turnOn({ ...installation, letTimePass }, bob);
    const other = createVisitor(installation);
    await other.get('/sign-in');
    const asked = await other.post('/sign-in', { username: 'bob', password: PASSWORD });
    assert.match(asked.location, /^\/sign-in\/second-step/);
    await other.follow(asked);
    await other.post('/sign-in/second-step', { code: phone.code() });
    assert.equal((await other.get('/account')).status, 200);
  });

  test('logout tokens carry the true time', async () => {
    const tokens: string[] = [];
    const hear = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
      tokens.push(new URLSearchParams(await text(request)).get('logout_token') ?? '');
      response.end();
    };
    const peer = await startPeer((request, response) => void hear(request, response));
    const app = await registerApp(installation, {
      owner: await owner(),
      backchannelLogoutUri: `${peer.origin}/backchannel`,
    });
    const browser = createVisitor(installation);
    await browser.signIn('alice');
    await signInTo(installation, browser, app);
    await browser.post('/sign-out');
    await installation.services.logoutNotices.deliver();
    assert.equal(decodeJwt(tokens[0] ?? '').iat, seconds());
  });
});
