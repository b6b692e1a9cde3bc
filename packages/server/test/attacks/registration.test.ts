import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { assertOAuthError, form, grantTokens, openRequest, received, registerApp } from '../support/oauth-app.js';
import { createVisitor } from '../support/page-visitor.js';
import { startPeer } from '../support/peer.js';
import {
  authorizePath,
  connect,
  NATIVE,
  register,
  registered,
  sendJson,
  useInstallation,
} from '../support/scenes/registrar.js';

const CLAIMED = 'https://app.example/callback';
const PUBLIC = { redirect_uris: [CLAIMED], token_endpoint_auth_method: 'none' };

describe('an app that registered itself', () => {
  const installation = useInstallation({ OCTROI_REGISTRATION: 'open', OCTROI_AUTO_AUTHORIZE: 'always' });

  const signedIn = async (username: string) => {
    await installation().addUser(username);
    const visitor = createVisitor(installation());
    await visitor.signIn(username);
    return visitor;
  };

  for (const uri of [
    'javascript:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    'file:///etc/passwd',
    'blob:https://app.example/x',
    'http://app.example/callback',
    'http://127.0.0.1.app.example/callback',
    'http://[::2]/callback',
    'http://2130706433/callback',
    'https://app.example/callback#',
    'https://user@app.example/callback',
    'https://app.example\\@evil.example/callback',
    'https://*.app.example/callback',
    'https://app.example/a/../callback',
    'https://app.example/callback?code=x',
    'callback',
    '//app.example/callback',
  ]) {
    test(`A6: cannot have ${uri} as its redirect URI`, async () => {
      assertOAuthError(
        await register(installation(), { ...PUBLIC, redirect_uris: [uri] }),
        400,
        'invalid_redirect_uri',
      );
      assertOAuthError(
        await register(installation(), { ...PUBLIC, redirect_uris: [CLAIMED, uri] }),
        400,
        'invalid_redirect_uri',
      );
    });
  }

  test('A6: cannot have a scheme of its own and a secret', async () => {
    const metadata = { redirect_uris: ['com.example.app:/callback'] };
    for (const token_endpoint_auth_method of ['client_secret_basic', 'client_secret_post']) {
      const answer = await register(installation(), { ...metadata, token_endpoint_auth_method });
      assertOAuthError(answer, 400, 'invalid_redirect_uri');
    }
    for (const silent of [metadata, { ...metadata, token_endpoint_auth_method: 'none' }]) {
      assert.equal((await register(installation(), silent)).json['client_secret'], undefined);
    }
    await registered(installation(), { ...metadata, token_endpoint_auth_method: 'none' });
  });

  test('A23: is never trusted, whatever it says of itself', async () => {
    for (const field of [
      'trusted',
      'is_trusted',
      'isTrusted',
      '__proto__',
      'owner_id',
      'ownerId',
      'registered_by',
      'client_id',
    ]) {
      const value = field === '__proto__' ? { trusted: true, isTrusted: true } : field.includes('rust') ? true : '1';
      const { clientId, path, token } = await registered(installation(), { ...PUBLIC, [field]: value });
      await sendJson(installation(), 'PUT', path, { ...PUBLIC, [field]: value, client_id: clientId }, { token });
      const app = await installation().services.apps.findByClientId(clientId);
      assert.ok(app);
      assert.deepEqual([app.isTrusted, app.owner, app.registeredBy], [false, null, 'registration']);
    }
  });

  test('A23: is not let in silently by a user who does not know it, even where the operator lets all apps in', async () => {
    const { clientId } = await registered(installation(), { ...PUBLIC, client_name: 'Octroi' });
    const visitor = await signedIn('carol');
    for (const changes of [{ auto_authorize: 'true' }, { auto_authorize: 'true', scope: 'profile' }]) {
      const page = await openRequest(visitor, authorizePath({ clientId, redirectUri: CLAIMED, changes }).path);
      assert.equal(page.status, 200);
      assert.match(page.html, /registered itself, so its publisher is unknown/);
      assert.match(page.html, /<strong class="origin">https:\/\/app\.example<\/strong>/);
    }
    const { path } = authorizePath({
      clientId,
      redirectUri: CLAIMED,
      changes: { auto_authorize: 'true', prompt: 'none' },
    });
    assert.equal(received(await openRequest(visitor, path)).get('error'), 'consent_required');
  });

  test('A23: says so on the sign-in page too, which lets it in', async () => {
    const { clientId } = await registered(installation(), PUBLIC);
    const visitor = createVisitor(installation());
    const { path } = authorizePath({ clientId, redirectUri: CLAIMED, changes: { auto_authorize: 'true' } });
    const page = await visitor.follow(await openRequest(visitor, path));
    assert.match(page.html, /name="password"/);
    assert.match(page.html, /so its publisher is unknown/);
  });

  test('A23: on loopback it is asked about each time', async () => {
    const { clientId } = await registered(installation(), NATIVE);
    const visitor = await signedIn('dave');
    const asked = { clientId, redirectUri: 'http://127.0.0.1:4999/callback' };
    await connect(installation(), visitor, asked);
    const { path } = authorizePath({ ...asked, changes: { auto_authorize: 'true' } });
    assert.equal((await openRequest(visitor, path)).status, 200);
  });

  // Anybody could register an address and distribute links to it that start with this server's name.
  test('A75: no link leads to its address after signing out, without the id_token of a user', async () => {
    const leaving = 'https://app.example/bye';
    const { clientId } = await registered(installation(), { ...PUBLIC, post_logout_redirect_uris: [leaving] });
    const query = new URLSearchParams({ client_id: clientId, post_logout_redirect_uri: leaving });
    const page = await createVisitor(installation()).get(`/api/oauth2/logout?${query}`);
    assert.match(page.location, /^\/logout/);
  });

  // Its errors were sent to its address, so a link that starts with this server's name led there without a question.
  test('A5: no link with a fault leads a stranger to its address (RFC 9700 section 4.11.2)', async () => {
    const { clientId } = await registered(installation(), PUBLIC);
    const broken = (changes: Record<string, string> = {}) =>
      authorizePath({ clientId, redirectUri: CLAIMED, changes: { scope: 'nonsense', state: 'x', ...changes } }).path;
    const stranger = createVisitor(installation());
    for (const path of [broken(), broken({ response_mode: 'form_post' }), broken({ prompt: 'login' })]) {
      const page = await stranger.get(path);
      assert.equal(page.status, 400);
      assert.equal(page.location, '');
      assert.match(page.html, /nonsense/, 'whoever makes the app reads what is wrong');
      assert.match(page.html, /Return to https:\/\/app\.example</);
      assert.doesNotMatch(page.html, /<script/, 'nothing leads there but a click');
    }
    const [endpoint = '', body = ''] = broken().split('?');
    assert.equal((await installation().request(endpoint, form(body))).status, 400);

    assert.equal(received(await stranger.get(broken({ prompt: 'none' }))).get('error'), 'invalid_scope');
    assert.equal(received(await (await signedIn('erin')).get(broken())).get('error'), 'invalid_scope');
    const trusted = await registerApp(installation(), { owner: await installation().addUser('olga'), isTrusted: true });
    const told = await stranger.get(trusted.authorizePath({ scope: 'nonsense' }));
    assert.equal(received(told).get('error'), 'invalid_scope');
  });

  // Notices were sent in order, sixteen at once, so slow servers delayed all others.
  test('A84: keeps no developer’s app waiting for its logout notice, however slow its own server is', async () => {
    const { services, addUser, letTimePass } = installation();
    const slow = await startPeer(() => undefined);
    const heard = Promise.withResolvers<void>();
    const prompt = await startPeer((_, response) => {
      response.end();
      heard.resolve();
    });
    const mallory = await signedIn('mallory');
    for (let count = 0; count < 20; count += 1) {
      const { clientId } = await registered(installation(), {
        ...PUBLIC,
        backchannel_logout_uri: `${slow.origin}/out`,
      });
      const tokens = await connect(installation(), mallory, { clientId, redirectUri: CLAIMED });
      assert.equal(tokens.status, 200, tokens.text);
    }
    const app = await registerApp(installation(), {
      owner: await addUser('oscar'),
      backchannelLogoutUri: `${prompt.origin}/out`,
    });
    const alice = await signedIn('alice');
    await grantTokens(alice, app);

    await mallory.post('/sign-out');
    letTimePass(1);
    await alice.post('/sign-out');
    const delivered = services.logoutNotices.deliver();
    await heard.promise;
    assert.ok(slow.requests.length < 16, 'it is told with the first');
    await slow.stop();
    await delivered;
  });

  test('A92: belongs to no developer, so none can see, change or delete it', async () => {
    const { clientId } = await registered(installation(), PUBLIC);
    const id = await installation().addUser('dora');
    const { apps, developers } = installation().services;
    await developers.grantRole(id, 'developer');
    const created = await developers.createToken(id, 'ci', null);
    assert.ok(created.outcome === 'done');
    const token = created.value.token.reveal();
    const app = await apps.findByClientId(clientId);
    assert.deepEqual(await apps.list(id), []);
    for (const [method, body] of [
      ['GET', undefined],
      ['PATCH', { name: 'Mine' }],
      ['DELETE', undefined],
    ] as const) {
      const answer = await sendJson(installation(), method, `/api/oauth_apps/${app?.id}`, body, { token });
      assert.equal(answer.status, 404);
    }
  });
});
