import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { MINUTE } from '#server/kernel/clock.js';
import {
  allow,
  type Answer,
  callWith,
  CALLBACK,
  grantCode,
  grantTokens,
  openRequest,
  received,
  requestOf,
  scopeBoxesOn,
} from '../support/oauth-app.js';
import { setScene } from './scene.js';

const scene = setScene();

const silently = { auto_authorize: 'true' };
const ELSEWHERE = 'https://elsewhere.example/callback';

describe('an app that changes', () => {
  test('A25: trust ends with the name or the address it was given to', async () => {
    for (const change of [{ name: 'Another name' }, { redirectUris: [CALLBACK, ELSEWHERE] }]) {
      const app = await scene().app({ isTrusted: true });
      const alice = await scene().browser('alice');
      assert.ok(received(await alice.get(app.authorizePath({ ...silently, prompt: 'none' }))).get('code'));
      const bob = await scene().browser('bob');
      await scene().installation.services.apps.update(app.id, scene().ids.dev, change);
      const asked = await openRequest(bob, app.authorizePath(silently));
      assert.equal(asked.status, 200);
      assert.match(asked.html, /Continue as bob/);
    }
  });

  // The developer of a trusted app sent strangers anywhere, by links to sign out.
  test('A9: trust ends with another address for after signing out, and a link leads no stranger there', async () => {
    const leaving = 'https://app.example/bye';
    const app = await scene().app({ isTrusted: true, postLogoutRedirectUris: [leaving] });
    const { apps } = scene().installation.services;
    const straightTo = async (uri: string): Promise<string> => {
      const link = new URLSearchParams({ client_id: app.clientId, post_logout_redirect_uri: uri });
      return (await (await scene().browser()).get(`/api/oauth2/logout?${link}`)).location;
    };

    await apps.update(app.id, scene().ids.dev, { postLogoutRedirectUris: [leaving] });
    assert.equal(await straightTo(leaving), leaving, 'it was trusted with this one');
    await apps.update(app.id, scene().ids.dev, { postLogoutRedirectUris: [leaving, ELSEWHERE] });

    assert.equal(await straightTo(ELSEWHERE), '');
    assert.equal((await apps.findById(app.id))?.isTrusted, false);
  });

  test('a trusted app that changes nothing of that stays trusted', async () => {
    const app = await scene().app({ isTrusted: true });
    await scene().installation.services.apps.update(app.id, scene().ids.dev, {
      description: 'Better words',
      redirectUris: [CALLBACK],
    });
    const alice = await scene().browser('alice');
    assert.ok(received(await alice.get(app.authorizePath(silently))).get('code'));
  });

  test('A25: a small consent to the changed app does not carry over what the old one was allowed', async () => {
    const app = await scene().app();
    const alice = await scene().browser('alice');
    await grantCode(alice, app, { scope: 'profile balance' });
    await scene().installation.services.apps.update(app.id, scene().ids.dev, {
      name: 'Another name',
      redirectUris: [CALLBACK, ELSEWHERE],
    });
    const small = { scope: 'profile', redirect_uri: ELSEWHERE };
    await allow(alice, await openRequest(alice, app.authorizePath(small)));
    assert.equal((await openRequest(alice, app.authorizePath({ ...small, scope: 'profile balance' }))).status, 200);
  });

  test('a small consent to the same app keeps what it was allowed before', async () => {
    const app = await scene().app();
    const alice = await scene().browser('alice');
    await grantCode(alice, app, { scope: 'balance' });
    await grantCode(alice, app, { scope: 'profile' });
    assert.ok(received(await alice.get(app.authorizePath({ scope: 'profile balance' }))).get('code'));
  });
});

describe('an app with several addresses', () => {
  const twoAddresses = { redirectUris: [CALLBACK, `${CALLBACK}/again`, ELSEWHERE] };
  const elsewhere = { ...silently, redirect_uri: ELSEWHERE };

  // The page named one address, and whoever had registered another got a code there without a page.
  test('A25: is asked about again at an address that no page has named, and the page says that it is new', async () => {
    const app = await scene().app(twoAddresses);
    const alice = await scene().browser('alice');
    await grantCode(alice, app);
    assert.ok(
      received(await alice.get(app.authorizePath({ ...silently, redirect_uri: `${CALLBACK}/again` }))).get('code'),
    );

    assert.equal(
      received(await alice.get(app.authorizePath({ ...elsewhere, prompt: 'none' }))).get('error'),
      'consent_required',
    );
    const page = await openRequest(alice, app.authorizePath(elsewhere));
    assert.match(page.html, /https:\/\/elsewhere\.example/);
    assert.match(page.html, /This address is new/);

    await allow(alice, page);
    for (const uri of [CALLBACK, ELSEWHERE]) {
      const answer = await alice.get(app.authorizePath({ ...silently, redirect_uri: uri }));
      assert.ok(received(answer).get('code'), `${uri} has been shown`);
    }
  });

  test('A25: gets at each address only what was asked there', async () => {
    const app = await scene().app(twoAddresses);
    const alice = await scene().browser('alice');
    await grantCode(alice, app, { scope: 'profile', redirect_uri: ELSEWHERE });
    await grantCode(alice, app, { scope: 'profile balance' });

    assert.ok(received(await alice.get(app.authorizePath({ ...elsewhere, scope: 'profile' }))).get('code'));
    const asked = await openRequest(alice, app.authorizePath({ ...elsewhere, scope: 'profile balance' }));
    assert.match(asked.html, /Continue as alice/);
  });

  test('A25: is asked about again at an address that was removed and comes back', async () => {
    const app = await scene().app(twoAddresses);
    const alice = await scene().browser('alice');
    const { apps } = scene().installation.services;
    await grantCode(alice, app, { redirect_uri: ELSEWHERE });
    await apps.update(app.id, scene().ids.dev, { redirectUris: [CALLBACK] });
    scene().installation.letTimePass(MINUTE);
    await apps.update(app.id, scene().ids.dev, { redirectUris: [CALLBACK, ELSEWHERE] });
    scene().installation.letTimePass(MINUTE);
    await allow(alice, await openRequest(alice, app.authorizePath()));
    assert.equal((await openRequest(alice, app.authorizePath(elsewhere))).status, 200);
  });
});

describe('an answer', () => {
  test('to a second click on the same button is a code again, but not after a minute', async () => {
    const app = await scene().app();
    const alice = await scene().browser('alice');
    const page = await openRequest(alice, app.authorizePath({ prompt: 'consent' }));
    const codes = [await allow(alice, page), await allow(alice, page)].map((answer) => received(answer).get('code'));
    assert.ok(codes[0] && codes[1] && codes[0] !== codes[1]);
    scene().installation.letTimePass(MINUTE);
    assert.equal((await allow(alice, page)).status, 400);
  });

  test('of nothing allowed is access_denied, and the user is asked again', async () => {
    const app = await scene().app();
    const alice = await scene().browser('alice');
    const page = await openRequest(alice, app.authorizePath({ scope: 'balance' }));
    const refused = await alice.post('/authorize', { request: requestOf(page), decision: 'allow' });
    assert.equal(received(refused).get('error'), 'access_denied');
    assert.equal((await openRequest(alice, app.authorizePath({ scope: 'balance' }))).status, 200);
  });

  test('withdrawing a scope is felt by tokens given out before, refreshed ones included', async () => {
    const app = await scene().app();
    const alice = await scene().browser('alice');
    const tokens = await grantTokens(alice, app, { scope: 'profile balance' });
    const page = await openRequest(alice, app.authorizePath({ scope: 'profile balance', prompt: 'consent' }));
    await alice.post('/authorize', { request: requestOf(page), decision: 'allow' });
    const claims = await callWith(scene().installation, tokens.access);
    assert.equal(claims.json['balance_formatted'], undefined);
    assert.equal((await app.refresh(tokens.refresh)).json['scope'], 'profile');
  });

  // A refresh token was issued all the same, and the address of an unticked `email` came with the profile.
  test('each box of the consent page has its effect, and the page says what has none', async () => {
    const app = await scene().app();
    const asked = { scope: 'openid profile email balance offline_access' };
    const effects: Record<string, (answer: Answer, claims: Answer) => boolean> = {
      balance: (_, claims) => claims.json['balance_formatted'] !== undefined,
      offline_access: (answer) => answer.json['refresh_token'] !== undefined,
    };
    const alice = await scene().browser('alice');
    const page = await openRequest(alice, app.authorizePath(asked));
    const boxes = scopeBoxesOn(page);
    assert.deepEqual(boxes, Object.keys(effects));
    assert.match(page.html, /Your email address is part of your profile/);
    for (const unticked of boxes) {
      const asking = await openRequest(alice, app.authorizePath({ ...asked, prompt: 'consent' }));
      const answered = await allow(alice, asking, { unticked: [unticked] });
      const answer = await app.exchange(received(answered).get('code') ?? '');
      const claims = await callWith(scene().installation, String(answer.json['access_token']));
      for (const box of boxes) assert.equal(effects[box]?.(answer, claims), box !== unticked, `${box}, ${unticked}`);
    }
    // Who has declined to stay connected is not asked here, so that stays; who has not is told of it.
    for (const [name, stays] of Object.entries({ alice: false, bob: true })) {
      const browser = await scene().browser(name);
      const told = await openRequest(browser, app.authorizePath({ scope: 'profile', prompt: 'consent' }));
      assert.equal(told.html.includes('stays connected for up to 365 days'), stays, name);
      const answer = await app.exchange(received(await allow(browser, told)).get('code') ?? '');
      assert.equal(answer.json['refresh_token'] !== undefined, stays, name);
    }
  });
});
