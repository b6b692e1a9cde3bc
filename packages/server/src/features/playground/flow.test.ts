import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { HOUR, MINUTE } from '#server/kernel/clock.js';
import { setScene } from '#test/attacks/scene.js';
import { callWith, grantTokens } from '#test/support/oauth-app.js';
import {
  answerOf,
  authorize,
  authorizePath,
  begin,
  codeOf,
  open,
  press,
  RUN,
  runIdOf,
} from '#test/support/scenes/playground.js';

const scene = setScene();

const textIn = (json: Record<string, unknown>, name: string): string => {
  const value = json[name];
  assert.ok(typeof value === 'string', `${name} is no text`);
  return value;
};

describe('a run', () => {
  test('goes from the authorization request to a revoked token, each as the endpoints answer it', async () => {
    const app = await scene().app({ name: 'Tryout' });
    const dev = await scene().browser('dev');
    const begun = await begin(dev, app, { scopes: ['openid', 'balance'] });
    assert.match(codeOf(begun, 'request-1'), /^GET \/api\/oauth2\/authorize\?client_id=client_/);
    assert.match(codeOf(begun, 'request-1'), /code_challenge_method=S256/);

    let page = await authorize(dev, begun);
    assert.match(
      codeOf(page, 'answer-1'),
      /^HTTP\/1\.1 303 See Other\nLocation: http:\/\/localhost:3000\/playground\/callback\?code=/,
    );

    page = await press(dev, page, 'exchange');
    const sent = codeOf(page, 'request-2');
    assert.match(sent, /^POST \/api\/oauth2\/token HTTP\/1\.1\nHost: localhost:3000\n/);
    assert.match(sent, /client_secret=YOUR_CLIENT_SECRET/);
    assert.match(codeOf(page, 'curl-2'), /^curl -i -X POST 'http:\/\/localhost:3000\/api\/oauth2\/token' \\\n/);
    const exchanged = answerOf(page, 2);
    assert.equal(exchanged.status, 200);
    assert.equal(exchanged.json['scope'], 'openid profile balance');
    assert.match(codeOf(page, 'decoded-id_token'), /"nonce"/);

    page = await press(dev, page, 'userinfo');
    assert.equal(answerOf(page, 3).json['username'], 'dev');
    page = await press(dev, page, 'topup');
    assert.match(String(answerOf(page, 4).json['topup_url']), /^http:\/\/localhost:3000\/topup\?ticket=/);

    page = await press(dev, page, 'refresh');
    const refreshed = answerOf(page, 5);
    assert.notEqual(refreshed.json['refresh_token'], exchanged.json['refresh_token']);
    // Real tokens, from the real endpoint.
    const access = textIn(refreshed.json, 'access_token');
    assert.equal((await callWith(scene().installation, access)).status, 200);

    page = await press(dev, page, 'revoke');
    assert.equal(answerOf(page, 6).status, 200);
    assert.equal((await callWith(scene().installation, access)).status, 401);
    page = await press(dev, page, 'userinfo');
    assert.match(answerOf(page, 7).head, /Www-Authenticate: Bearer .*error="invalid_token"/);
    assert.match(page.html, /<a href="\/docs\/errors#invalid_token">/);
  });

  test('shows a refusal that was asked for, as the app would receive it', async () => {
    const app = await scene().app();
    const dev = await scene().browser('dev');
    const begun = await begin(dev, app);
    const cancelled = await dev.follow(await dev.post(`${RUN}/refuse`, { run: runIdOf(begun) }));
    const { pathname, search } = new URL(cancelled.location);
    const page = await open(dev, await dev.get(pathname + search));
    assert.match(codeOf(page, 'answer-1'), /error=access_denied&error_description=/);
    assert.match(page.html, /What to do:/);
    assert.doesNotMatch(page.html, /value="exchange"/);
  });

  for (const traits of [{ isPublic: true }, { requirePkce: true, idTokenAlg: 'ES256' }, { isTrusted: true }]) {
    test(`takes an app that is ${JSON.stringify(traits)}`, async () => {
      const app = await scene().app(traits);
      const dev = await scene().browser('dev');
      const authorized = await authorize(dev, await begin(dev, app, { oneClick: true }));
      const page = await press(dev, authorized, 'exchange');
      assert.equal(answerOf(page, 2).status, 200);
      assert.equal(codeOf(page, 'request-2').includes('client_secret'), !('isPublic' in traits));
    });
  }

  test('keeps no token in the database that a thief could read', async () => {
    const app = await scene().app();
    const dev = await scene().browser('dev');
    const page = await press(dev, await authorize(dev, await begin(dev, app)), 'exchange');
    const stolen = await scene().installation.dump();
    for (const name of ['access_token', 'refresh_token']) {
      assert.ok(!stolen.includes(textIn(answerOf(page, 2).json, name)), name);
    }
  });

  test('ends after an hour, when another begins, and with the app', async () => {
    const app = await scene().app();
    const dev = await scene().browser('dev');
    const first = await begin(dev, app);
    await begin(dev, app);
    const stale = await dev.post(`${RUN}/step`, { run: runIdOf(first), step: 'exchange' });
    assert.equal(stale.location, RUN);
    assert.doesNotMatch((await dev.get(RUN)).html, /id="exchange-1"/);

    const { installation } = scene();
    await installation.services.apps.delete(app.id, scene().ids.dev);
    assert.equal((await dev.get(RUN)).location, '/playground');

    await begin(dev, await scene().app());
    installation.letTimePass(HOUR);
    assert.equal((await dev.get(RUN)).location, '/playground');
  });

  test('leaves what the developer allowed the app elsewhere', async () => {
    const app = await scene().app();
    const dev = await scene().browser('dev');
    const { access } = await grantTokens(dev, app, { scope: 'profile balance' });
    await authorize(dev, await begin(dev, app, { scopes: [] }));
    const answer = await callWith(scene().installation, access);
    assert.equal(typeof answer.json['balance_formatted'], 'string');
  });
});

/** A run that has its tokens, in its developer's browser. */
const exchanged = async () => {
  const app = await scene().app();
  const dev = await scene().browser('dev');
  return { dev, page: await press(dev, await authorize(dev, await begin(dev, app)), 'exchange') };
};

describe('what goes wrong on demand', () => {
  test('an access token that has expired, which the next refresh mends', async () => {
    const { dev, page: before } = await exchanged();
    let page = await press(dev, before, 'expired');
    assert.equal(answerOf(page, 3).json['expires_in'], 0);
    assert.equal(answerOf(page, 4).status, 401);
    assert.equal(answerOf(page, 4).json['error_description'], 'The access token has expired.');
    page = await press(dev, page, 'refresh');
    page = await press(dev, page, 'userinfo');
    assert.equal(answerOf(page, 6).status, 200);
  });

  test('a refresh token that was revoked', async () => {
    const { dev, page: before } = await exchanged();
    const page = await press(dev, before, 'revoked');
    assert.equal(answerOf(page, 3).status, 200);
    assert.equal(answerOf(page, 4).json['error'], 'invalid_grant');
  });

  test('a balance of nothing, which the account itself does not feel', async () => {
    const { installation, ids } = scene();
    await installation.services.accounts.credit?.(ids.dev, 5000n, { idempotencyKey: 'to spend', memo: 'To spend' });
    const { dev, page: before } = await exchanged();
    let page = await press(dev, before, 'empty');
    assert.equal(answerOf(page, 3).json['balance_formatted'], '0.00');
    assert.equal(answerOf(page, 3).json['used_quota'], answerOf(page, 3).json['quota']);
    page = await press(dev, page, 'userinfo');
    assert.equal(answerOf(page, 4).json['balance_formatted'], '5.00');
  });

  test('a server that cannot answer, which asks for patience and drops no token', async () => {
    const { dev, page: before } = await exchanged();
    let page = await press(dev, before, 'unavailable');
    assert.equal(answerOf(page, 3).status, 503);
    assert.match(answerOf(page, 3).head, /Retry-After: \d+/);
    page = await press(dev, page, 'userinfo');
    assert.equal(answerOf(page, 4).status, 200);
  });

  test('a code that comes a second time, which ends what came of it', async () => {
    const { dev, page: before } = await exchanged();
    const page = await press(dev, before, 'replayed');
    assert.equal(answerOf(page, 3).json['error'], 'invalid_grant');
    assert.equal(answerOf(page, 4).json['error'], 'invalid_token');
  });

  test('a code that waited too long', async () => {
    const app = await scene().app();
    const dev = await scene().browser('dev');
    const authorized = await authorize(dev, await begin(dev, app));
    scene().installation.letTimePass(MINUTE);
    const page = await press(dev, authorized, 'exchange');
    assert.match(String(answerOf(page, 2).json['error_description']), /expired/);
    assert.doesNotMatch(page.html, /value="userinfo"/);
  });
});

describe('the start', () => {
  test('offers the developer their own apps, and says which cannot be tried', async () => {
    const own = await scene().app({ name: 'Plain one' });
    await scene().app({ name: 'Pushing one', requirePar: true });
    const dev = await scene().browser('dev');
    const page = await dev.get('/playground');
    assert.ok(page.html.includes(`<option value="${own.id}">Plain one</option>`), page.html);
    assert.doesNotMatch(page.html, /<option[^>]*>Pushing one/);
    assert.match(page.html, /Pushing one/);
    assert.match((await dev.get('/console')).html, /href="\/playground"/);
  });

  test('leads a user without apps to the console', async () => {
    const page = await (await scene().browser('bob')).get('/playground');
    assert.match(page.html, /href="\/console"/);
    assert.doesNotMatch(page.html, /<select/);
  });

  test('what the request asks for is what was ticked, and profile always', async () => {
    const app = await scene().app();
    const page = await begin(await scene().browser('dev'), app, { scopes: ['email', 'nonsense'] });
    assert.equal(new URLSearchParams(authorizePath(page).split('?')[1]).get('scope'), 'profile email');
  });
});
