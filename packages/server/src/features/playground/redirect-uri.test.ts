import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { PASSWORD } from '#test/support/installation.js';
import { allow, form, newPkce, openRequest, requestOf } from '#test/support/oauth-app.js';
import { createVisitor, type VisitedPage } from '#test/support/page-visitor.js';
import { setScene } from '#test/attacks/scene.js';
import {
  authorize,
  authorizePath,
  begin,
  CALLBACK_URI,
  consent,
  RUN,
  runIdOf,
} from '#test/support/scenes/playground.js';

const scene = setScene();

/** The local error page: no redirect. */
const assertStays = (page: VisitedPage): void => {
  assert.equal(page.status, 400, page.location);
  assert.equal(page.location, '');
};

describe('the redirect URI of the playground', () => {
  test('A1: is no redirect URI for a request that was not begun at the playground, not even the owner’s', async () => {
    const app = await scene().app();
    for (const who of ['dev', 'alice', undefined]) {
      const visitor = await scene().browser(who);
      assertStays(await visitor.get(app.authorizePath({ redirect_uri: CALLBACK_URI })));
      assertStays(await visitor.get(app.authorizePath({ redirect_uri: CALLBACK_URI, state: null })));
    }
  });

  test('A1: is nobody’s, when an app has it too, from before that was refused', async () => {
    const app = await scene().app({ redirectUris: ['http://localhost:9/playground/callback'] });
    const earlier = { app_id: app.id, uri: CALLBACK_URI, created_at: 1 };
    await scene().installation.services.database.write(({ query }) =>
      query.insertInto('app_redirect_uris').values(earlier).execute(),
    );
    for (const who of ['dev', 'alice', undefined]) {
      const visitor = await scene().browser(who);
      assertStays(await visitor.get(app.authorizePath({ redirect_uri: CALLBACK_URI, auto_authorize: 'true' })));
    }
  });

  test('A1: takes no state from another user, another session, a stranger, or by a form from another site', async () => {
    const app = await scene().app();
    const leaked = authorizePath(await begin(await scene().browser('dev'), app));
    for (const who of ['alice', 'dev', undefined]) assertStays(await (await scene().browser(who)).get(leaked));
    const [endpoint = '', query = ''] = leaked.split('?');
    const posted = await scene().installation.request(endpoint, form(query, { 'sec-fetch-site': 'cross-site' }));
    assert.equal(posted.status, 400);
  });

  test('A1: takes no state for another app, of the same developer or of another', async () => {
    const { installation, ids } = scene();
    await installation.services.developers.grantRole(ids.alice, 'developer');
    const [app, second, foreign] = [await scene().app(), await scene().app(), await scene().app({ owner: ids.alice })];
    const dev = await scene().browser('dev');
    const path = authorizePath(await begin(dev, app));
    for (const other of [second, foreign]) {
      assertStays(await dev.get(path.replace(app.clientId, other.clientId)));
    }
  });

  test('A1: takes no state for an app that has become another developer’s since', async () => {
    const { installation, ids } = scene();
    const app = await scene().app();
    const dev = await scene().browser('dev');
    const path = authorizePath(await begin(dev, app));
    await installation.services.database.write(({ query }) =>
      query.updateTable('apps').set({ owner_id: ids.alice }).where('id', '=', app.id).execute(),
    );
    assertStays(await dev.get(path));
    assert.equal((await dev.get(RUN)).location, '/playground');
  });

  test('A1: takes a state once, and none that is over', async () => {
    const app = await scene().app();
    const dev = await scene().browser('dev');
    const begun = await begin(dev, app);
    await authorize(dev, begun);
    assertStays(await dev.get(authorizePath(begun)));

    const replaced = authorizePath(await begin(dev, app));
    await begin(dev, app);
    assertStays(await dev.get(replaced));
  });

  test('A29: a user who takes the browser over on the consent page gets no code there', async () => {
    const app = await scene().app();
    const browser = await scene().browser('dev');
    const page = await openRequest(browser, authorizePath(await begin(browser, app)));
    const request = requestOf(page);
    await browser.post('/authorize/switch-account', { request });
    await browser.get(`/authorize?request=${request}`);
    await browser.get(`/sign-in?request=${request}`);
    await browser.post('/sign-in', { request, username: 'alice', password: PASSWORD });
    const asked = await browser.get(`/authorize?request=${request}`);
    assertStays(asked.status === 200 ? await allow(browser, asked) : asked);
    assert.deepEqual(await scene().installation.services.authorizations.list(scene().ids.alice, 50), []);
  });

  test('A29: the owner gets none either after signing in again, because the run ended with its session', async () => {
    const app = await scene().app();
    const browser = await scene().browser('dev');
    const page = await openRequest(browser, authorizePath(await begin(browser, app)));
    await browser.signIn('dev');
    const asked = await browser.get(`/authorize?request=${requestOf(page)}`);
    assertStays(await allow(browser, asked));
    assert.equal((await browser.get(RUN)).location, '/playground');
  });

  test('A67: cannot be pushed', async () => {
    const app = await scene().app();
    const fields = { ...app.credentials, response_type: 'code', redirect_uri: CALLBACK_URI };
    const pushed = await scene().installation.request('/api/oauth2/par', form(new URLSearchParams(fields).toString()));
    assert.equal(pushed.status, 400);
  });
});

describe('what comes back to the playground', () => {
  test('A41: a code is accepted only in the session that requested it', async () => {
    const app = await scene().app();
    const dev = await scene().browser('dev');
    const callback = await consent(dev, authorizePath(await begin(dev, app)));
    for (const who of ['alice', 'dev', undefined]) assertStays(await (await scene().browser(who)).get(callback));
    assertStays(await dev.get('/playground/callback?code=abc&state=made-up'));
    assertStays(await dev.get('/playground/callback?code=abc'));
    // And it still waits for its own session.
    assert.equal((await dev.get(callback)).location, `${RUN}#exchange-1`);
  });

  test('a second answer changes nothing', async () => {
    const app = await scene().app();
    const dev = await scene().browser('dev');
    const callback = await consent(dev, authorizePath(await begin(dev, app)));
    await dev.get(callback);
    await dev.get(callback.replace(/code=[^&]+/, 'code=another'));
    const page = await dev.get(RUN);
    assert.doesNotMatch(page.html, /code=another/);
    assert.doesNotMatch(page.html, /id="exchange-2"/);
  });

  test('A37: a code from there is worth nothing without the app’s secret and the verifier of the run', async () => {
    const app = await scene().app();
    const dev = await scene().browser('dev');
    const callback = await consent(dev, authorizePath(await begin(dev, app)));
    const code = new URLSearchParams(callback.split('?')[1]).get('code') ?? '';
    const changes = { redirect_uri: CALLBACK_URI };
    assert.equal((await app.exchange(code, changes)).json['error'], 'invalid_grant');
    const guessed = await app.exchange(code, { ...changes, code_verifier: newPkce().verifier });
    assert.equal(guessed.json['error'], 'invalid_grant');
    const unproven = await app.exchange(code, { ...changes, client_secret: 'YOUR_CLIENT_SECRET' });
    assert.equal(unproven.json['error'], 'invalid_client');
  });
});

describe('the playground itself', () => {
  test('A27: is for signed-in users, and takes no form from elsewhere', async () => {
    const app = await scene().app();
    const stranger = createVisitor(scene().installation);
    for (const path of ['/playground', RUN])
      assert.match((await stranger.get(path)).location, /^\/sign-in\?return_to=/);
    const dev = await scene().browser('dev');
    const run = runIdOf(await begin(dev, app));
    for (const path of ['/playground', `${RUN}/step`, `${RUN}/refuse`]) {
      assert.equal((await dev.post(path, { run, step: 'exchange', csrf: 'forged' })).status, 403);
    }
  });

  test('starts no run with another developer’s app', async () => {
    const app = await scene().app();
    const alice = await scene().browser('alice');
    await alice.get('/playground');
    for (const id of [String(app.id), '0', '-1', '1e3', '']) {
      const page = await alice.post('/playground', { app: id });
      assert.equal(page.status, 400);
    }
    assert.equal((await alice.get(RUN)).location, '/playground');
  });
});

describe('OCTROI_PLAYGROUND=off', () => {
  const without = setScene({ OCTROI_PLAYGROUND: 'off' });

  test('there is no playground, no link to it, and no redirect URI of it', async () => {
    const app = await without().app();
    const dev = await without().browser('dev');
    for (const path of ['/playground', RUN, '/playground/callback']) assert.equal((await dev.get(path)).status, 404);
    assert.doesNotMatch((await dev.get('/console')).html, /playground/);
    assertStays(await dev.get(app.authorizePath({ redirect_uri: CALLBACK_URI })));
  });
});
