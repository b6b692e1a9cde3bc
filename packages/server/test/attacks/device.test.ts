import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { decide, DEVICES, questionOn, startDevice } from '../support/scenes/device.js';
import { assertOAuthError, form, readAnswer, type OAuthApp } from '../support/oauth-app.js';
import { createVisitor } from '../support/page-visitor.js';
import { setScene } from './scene.js';

const scene = setScene();

describe('the device flow', () => {
  test('A71: a request that one session was asked about cannot be approved from another', async () => {
    const device = await startDevice(await scene().app(DEVICES));
    const alice = await scene().browser('alice');
    const question = questionOn(await alice.get(`/device?user_code=${device.userCode}`));

    for (const other of [await scene().browser('bob'), await scene().browser('alice')]) {
      await other.get('/device');
      const answer = await other.post('/device/answer', { ...question, decision: 'allow' });
      assert.equal(answer.status, 400);
      assertOAuthError(await device.poll(), 400, 'authorization_pending');
      scene().installation.letTimePass(5000);
    }
    const answer = await alice.post('/device/answer', { ...question, decision: 'allow' });
    assert.equal(answer.location, '/device?done=allowed');
  });

  test('A71: the session that was asked, once signed out and in again, is another', async () => {
    const device = await startDevice(await scene().app(DEVICES));
    const alice = await scene().browser('alice');
    const question = questionOn(await alice.get(`/device?user_code=${device.userCode}`));
    await alice.post('/sign-out');
    await alice.signIn('alice');
    await alice.get('/device');
    assert.equal((await alice.post('/device/answer', { ...question, decision: 'allow' })).status, 400);
    assertOAuthError(await device.poll(), 400, 'authorization_pending');
  });

  test('A27: without the form’s token, from another site or by a link, nothing is approved', async () => {
    const device = await startDevice(await scene().app(DEVICES));
    const alice = await scene().browser('alice');
    const question = questionOn(await alice.get(`/device?user_code=${device.userCode}`));
    const fields = { ...question, decision: 'allow' };
    assert.equal((await alice.post('/device/answer', { ...fields, csrf: 'forged' })).status, 403);
    assert.equal((await alice.post('/device/answer', fields, { 'sec-fetch-site': 'cross-site' })).status, 403);
    assert.equal((await alice.get(`/device/answer?${new URLSearchParams(fields)}`)).status, 405);
    await alice.get(`/device?user_code=${device.userCode}`);
    assertOAuthError(await device.poll(), 400, 'authorization_pending');
  });

  test('guessing user codes is limited per user, and per address across users (RFC 8628 section 5.1)', async () => {
    const { installation } = scene();
    const device = await startDevice(await scene().app(DEVICES));
    const guess = '/device?user_code=BCDF-GHJK';
    const address = '203.0.113.77';
    const statuses: number[] = [];
    for (const name of ['alice', 'bob', 'dev']) {
      const guesser = createVisitor(installation, { address });
      await guesser.signIn(name);
      for (let tries = 0; tries < 11; tries += 1) statuses.push((await guesser.get(guess)).status);
    }
    assert.deepEqual(statuses.slice(9, 11), [400, 429]);
    assert.equal(statuses.at(-1), 429);
    const limited = createVisitor(installation, { address });
    await limited.signIn('dev');
    const right = await limited.get(`/device?user_code=${device.userCode}`);
    assert.equal(right.status, 429, 'a right code tells nothing either');
    assert.ok(Number(right.headers.get('retry-after')) > 0);
  });

  // A blocked user still counted for the address: thirty requests of one user blocked everybody behind it.
  test('A84: one user who keeps guessing blocks nobody else at the address', async () => {
    const { installation } = scene();
    const device = await startDevice(await scene().app(DEVICES));
    const arrive = async (username: string) => {
      await installation.addUser(username);
      const visitor = createVisitor(installation, { address: '203.0.113.78' });
      await visitor.signIn(username);
      return visitor;
    };
    const guesser = await arrive('guesser');
    for (let tries = 0; tries < 35; tries += 1) await guesser.get('/device?user_code=BCDF-GHJK');
    const right = await (await arrive('bystander')).get(`/device?user_code=${device.userCode}`);
    assert.equal(right.status, 200);
  });

  // Ten links opened by a page elsewhere used up the guesses of a signed-in user.
  test('A84: a page elsewhere that opens links with codes makes no guess in the user’s name', async () => {
    const { installation } = scene();
    const device = await startDevice(await scene().app(DEVICES));
    await installation.addUser('visited');
    const visitor = createVisitor(installation, { address: '203.0.113.81' });
    await visitor.signIn('visited');
    for (let links = 0; links < 12; links += 1) {
      await visitor.get('/device?user_code=BCDF-GHJK', { 'sec-fetch-site': 'cross-site' });
      await visitor.get('/device?user_code=BCDF-GHJK', { 'sec-fetch-site': 'same-site', 'sec-fetch-dest': 'image' });
    }
    const path = `/device?user_code=${device.userCode}`;
    const linked = await visitor.get(path, { 'sec-fetch-site': 'cross-site' });
    assert.match(linked.html, new RegExp(`value="${device.userCode}"`), 'the user can go on with one click');
    const asked = await visitor.follow(await visitor.post('/device', { user_code: device.userCode }));
    assert.equal(asked.status, 200);
    assert.match(asked.html, /name="ticket"/);
  });

  // It took 30,000 requests in a public app's name.
  test('starting in a public app’s name is limited by app and address, which stops no other (RFC 8628 section 3.1)', async () => {
    const [app, sibling, confidential] = [
      await scene().app({ isPublic: true, ...DEVICES }),
      await scene().app({ isPublic: true, ...DEVICES }),
      await scene().app(DEVICES),
    ];
    const start = async ({ credentials }: OAuthApp, address = '203.0.113.79') => {
      const body = new URLSearchParams({ ...credentials, scope: 'profile' }).toString();
      return readAnswer(await scene().installation.request('/api/oauth2/device_authorization', form(body), address));
    };
    for (let starts = 0; starts < 60; starts += 1) assert.equal((await start(app)).status, 200);
    const answer = await start(app);
    assertOAuthError(answer, 429, 'temporarily_unavailable');
    assert.ok(Number(answer.headers.get('retry-after')) > 0);
    assert.equal((await start(app, '203.0.113.80')).status, 200);
    assert.equal((await start(sibling)).status, 200);
    for (let starts = 0; starts < 70; starts += 1) assert.equal((await start(confidential)).status, 200);
  });

  test('a database dump has neither code in it', async () => {
    const { installation } = scene();
    const device = await startDevice(await scene().app(DEVICES));
    await decide(await scene().browser('bob'), device.userCode, 'allow').catch(() => undefined);
    const dump = await installation.dump();
    for (const text of [device.code, device.userCode, device.userCode.replace('-', '')]) {
      assert.equal(dump.includes(text), false);
    }
  });
});
