import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MINUTE } from '#server/kernel/clock.js';
import { CALLBACK } from '#test/support/oauth-app.js';
import { jwksOf, newAppKey } from '#test/support/client-proofs.js';
import { onEachDatabase } from '#test/support/scenes/account.js';
import { withheld } from '#test/support/withheld.js';

const SIGN_IN_AGAIN = /^\/sign-in\?again=1&return_to=%2Fconsole/;

// Whoever held a session, however old, gave themselves credentials that outlived it.
onEachDatabase('credentials that outlive a session', (scene) => {
  test('a developer token, an app, a secret and keys are created only within ten minutes of a sign-in', async () => {
    const { installation, devId } = scene();
    const { apps, developers } = installation.services;
    const app = await scene().app();
    const dev = await scene().browser('dev');
    const jwks = jwksOf(await newAppKey());
    const settings = { name: 'Inkwell', redirect_uris: CALLBACK };
    const requests: readonly (readonly [string, Record<string, string>])[] = [
      ['/console/tokens', { name: 'ci', expires: '30' }],
      ['/console/new-app', { name: 'Another', redirect_uris: CALLBACK }],
      [`/console/apps/${app.id}/secrets`, {}],
      [`/console/apps/${app.id}`, { ...settings, jwks }],
    ];
    const made = async () => ({
      tokens: (await developers.listTokens(devId)).length,
      apps: (await apps.list(devId)).length,
      secrets: (await apps.findById(app.id).then((found) => (found === undefined ? [] : apps.secrets(found)))).length,
      keys: (await apps.findById(app.id))?.jwks ?? null,
    });
    const before = await made();

    installation.letTimePass(10 * MINUTE);
    for (const [path, fields] of requests) {
      await dev.get('/console');
      const refused = await dev.post(path, fields);
      assert.equal(refused.status, 303, path);
      assert.match(refused.location, SIGN_IN_AGAIN, path);
    }
    assert.deepEqual(await made(), before);
    assert.doesNotMatch((await dev.get('/console')).html, /action="\/console\/tokens"/);
    assert.match((await dev.get('/console/new-app')).location, SIGN_IN_AGAIN);
    assert.doesNotMatch((await dev.get(`/console/apps/${app.id}`)).html, /action="[^"]+\/secrets"/);

    const renamed = await dev.post(`/console/apps/${app.id}`, { ...settings, name: 'Renamed' });
    assert.match(renamed.location, /done=saved$/, 'what is no credential needs no fresh sign-in');

    await dev.signIn('dev');
    for (const [path, fields] of requests) {
      await dev.get('/console');
      const answer = await dev.post(path, fields);
      assert.ok(answer.status === 200 || /done=/.test(answer.location), `${path}: ${answer.status} ${answer.location}`);
    }
    const after = await made();
    assert.deepEqual([after.tokens, after.apps], [before.tokens + 1, before.apps + 1]);
    assert.notEqual(after.keys, null);
  });

  // A session of a week ago added a redirect URI, which receives the codes of the app's users, and deleted apps.
  test('what guards an app is changed only within ten minutes of a sign-in, and is mailed to its owner', async () => {
    const { installation, devId } = scene();
    const { apps } = installation.services;
    await installation.confirmEmail(devId, 'dev@example.com');
    const app = await scene().app();
    const path = `/console/apps/${app.id}`;
    const settings = { name: 'Inkwell', redirect_uris: CALLBACK };
    const dev = await scene().browser('dev');
    const guarded: readonly (readonly [string, Record<string, string>])[] = [
      [path, { ...settings, redirect_uris: `${CALLBACK}\nhttps://evil.example/cb` }],
      [path, { ...settings, require_pkce: 'true' }],
      [path, { ...settings, require_pushed_authorization_requests: 'true' }],
      [path, { ...settings, dpop_bound_access_tokens: 'true' }],
      [path, { ...settings, post_logout_redirect_uris: 'https://evil.example/bye' }],
      [path, { ...settings, backchannel_logout_uri: 'https://evil.example/logout' }],
      [`${path}/delete`, { understood: 'true' }],
      ['/console/resources', { identifier: 'https://api.example', name: 'API' }],
      ['/console/resources/remove', { identifier: 'https://api.example' }],
    ];
    const before = await apps.findById(app.id);
    installation.letTimePass(10 * MINUTE);
    for (const [action, fields] of guarded) {
      await dev.get('/console');
      const refused = await dev.post(action, fields);
      assert.match(refused.location, SIGN_IN_AGAIN, JSON.stringify(fields));
    }
    assert.deepEqual(await apps.findById(app.id), before);
    assert.doesNotMatch((await dev.get(path)).html, /action="[^"]+\/delete"/);

    await dev.signIn('dev');
    for (const [action, fields] of guarded.slice(0, 7)) {
      await dev.get('/console');
      assert.match((await dev.post(action, fields)).location, /done=/, JSON.stringify(fields));
    }
    assert.equal(await apps.findById(app.id), undefined);
  });

  // A form that names what the app has needs no recent sign-in, and wrote it back after the owner had removed it.
  test('an old session does not bring back a redirect URI that is being removed', async () => {
    const { installation } = scene();
    const evil = 'https://evil.example/cb';
    const app = await scene().app({ redirectUris: [CALLBACK, evil] });
    const path = `/console/apps/${app.id}`;
    const settings = { name: 'Inkwell' };
    const intruder = await scene().browser('dev');
    installation.letTimePass(10 * MINUTE);
    const owner = await scene().browser('dev');
    for (const each of [intruder, owner]) await each.get(path);

    const unchanged = () => intruder.post(path, { ...settings, redirect_uris: `${CALLBACK}\n${evil}` });
    const answers = await Promise.all([
      unchanged(),
      owner.post(path, { ...settings, redirect_uris: CALLBACK }),
      unchanged(),
      unchanged(),
    ]);

    for (const { location } of answers) assert.match(location, /done=saved$|^\/sign-in\?again=1/);
    const kept = (await installation.services.apps.findById(app.id))?.redirectUris.map(({ uri }) => uri);
    assert.deepEqual(kept, [CALLBACK]);
  });

  // Whether a sign-in is recent is judged when the form has arrived, so withholding its last byte gains no time.
  test('a form that is withheld until the sign-in is no longer recent creates nothing', async () => {
    const { installation, devId } = scene();
    const { apps, developers, secondStep } = installation.services;
    const app = await scene().app();
    const state = async () => ({
      tokens: await developers.listTokens(devId),
      apps: await apps.list(devId),
      secrets: await apps.findById(app.id).then((found) => (found === undefined ? [] : apps.secrets(found))),
      isOn: await secondStep.isOn(devId),
      proposal: await secondStep.proposal(devId, 'dev'),
    });
    const before = await state();
    const forms: readonly (readonly [string, Record<string, string>])[] = [
      ['/console/tokens', { name: 'ci', expires: '30' }],
      ['/console/new-app', { name: 'Another', redirect_uris: CALLBACK }],
      [`/console/apps/${app.id}/secrets`, {}],
      ['/account/security/two-step/begin', {}],
      ['/account/security/passkeys/remove', { passkey: '1' }],
    ];
    for (const [path, fields] of forms) {
      const dev = await scene().browser('dev');
      await dev.get('/console');
      const { body, asked, send } = withheld(String(new URLSearchParams({ ...fields, csrf: dev.csrfToken() })));
      const headers = {
        cookie: [...dev.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        'content-type': 'application/x-www-form-urlencoded',
      };
      const init: RequestInit & { duplex: 'half' } = { method: 'POST', headers, body, duplex: 'half' };
      const answer = installation.request(path, init);
      await asked;
      installation.letTimePass(10 * MINUTE);
      send();
      assert.equal((await answer).status, 303, path);
      assert.match((await answer).headers.get('location') ?? '', /^\/sign-in\?again=1/, path);
    }
    assert.deepEqual(await state(), before);
  });
});
