import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { assertOAuthError, openRequest, readAnswer, received } from '../support/oauth-app.js';
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
} from '../registration/registrar.js';

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
    assertOAuthError(await register(installation(), metadata), 400, 'invalid_redirect_uri');
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
      assert.deepEqual([app.is_trusted, app.owner_id, app.registered_by], [0, '', 'registration']);
    }
  });

  test('A23: is not let in silently by a user who does not know it, even where the operator lets all apps in', async () => {
    const { clientId } = await registered(installation(), { ...PUBLIC, client_name: 'Octroi' });
    const visitor = await signedIn('carol');
    for (const changes of [{ auto_authorize: 'true' }, { auto_authorize: 'true', scope: 'profile' }]) {
      const page = await openRequest(visitor, authorizePath({ clientId, redirectUri: CLAIMED, changes }).path);
      assert.equal(page.status, 200);
      assert.match(page.html, /registered itself, and nobody vouches for it/);
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
    assert.match(page.html, /nobody vouches for it/);
  });

  test('A23: on loopback it is asked about each time', async () => {
    const { clientId } = await registered(installation(), NATIVE);
    const visitor = await signedIn('dave');
    const asked = { clientId, redirectUri: 'http://127.0.0.1:4999/callback' };
    await connect(installation(), visitor, asked);
    const { path } = authorizePath({ ...asked, changes: { auto_authorize: 'true' } });
    assert.equal((await openRequest(visitor, path)).status, 200);
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

const serveDocument = async (clientId: (origin: string) => string) => {
  const peer = await startPeer();
  const body = JSON.stringify({ client_id: clientId(peer.origin), redirect_uris: [CLAIMED] });
  peer.answer((_, response) => response.writeHead(200, { 'content-type': 'application/json' }).end(body));
  return peer;
};

describe('the document of an app', () => {
  const installation = useInstallation({ OCTROI_CLIENT_ID_METADATA: 'on' });
  const arrive = (clientId: string) =>
    openRequest(createVisitor(installation()), authorizePath({ clientId, redirectUri: CLAIMED }).path);

  for (const [what, clientId] of [
    ['another address', () => 'https://honest.example/client.json'],
    ['another path', (origin: string) => `${origin}/other.json`],
    ['another spelling of its address', (origin: string) => `${origin}/./client.json`],
    ['its address with a query', (origin: string) => `${origin}/client.json?`],
    ['its address with a fragment', (origin: string) => `${origin}/client.json#`],
    ['its address in capitals', (origin: string) => `${origin}/client.json`.toUpperCase()],
    ['nothing', () => ''],
  ] as const) {
    test(`A81: is worth nothing when its client_id is ${what} (OAuth Client ID Metadata Document section 4)`, async () => {
      const peer = await serveDocument(clientId);
      const page = await arrive(`${peer.origin}/client.json`);
      assert.equal(page.status, 400);
      assert.equal(page.location, '');
      assert.match(page.html, /client_id must be this very address/);
      assert.equal(await installation().services.store.apps.findByClientId(`${peer.origin}/client.json`), undefined);
    });
  }

  test('A81: is worth nothing at an address that leads to the real one (OAuth Client ID Metadata Document section 5)', async () => {
    const honest = await serveDocument((origin) => `${origin}/client.json`);
    const thief = await startPeer((_, response) =>
      response.writeHead(302, { location: `${honest.origin}/client.json` }).end(),
    );
    assert.equal((await arrive(`${thief.origin}/client.json`)).status, 400);
    assert.deepEqual(honest.requests, []);
  });

  test('A23: makes no app trusted, and no developer’s', async () => {
    const peer = await startPeer();
    const clientId = `${peer.origin}/client.json`;
    const document = { client_id: clientId, redirect_uris: [CLAIMED], trusted: true, is_trusted: true, owner_id: '1' };
    peer.answer((_, response) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(document)),
    );
    const app = await installation().services.apps.findByClientId(clientId);
    assert.deepEqual([app?.is_trusted, app?.owner_id, app?.registered_by], [0, '', 'metadata']);
  });

  for (const address of [
    '10.0.0.1',
    '169.254.169.254',
    '[::ffff:10.0.0.1]',
    '[fd00:ec2::254]',
    '100.100.100.200',
    '0.0.0.0',
  ]) {
    test(`A80: is not fetched from ${address}, which answers like a server that is away`, async () => {
      const page = await arrive(`https://${address}/client.json`);
      const spelled = new URL(`https://${address}/client.json`).href === `https://${address}/client.json`;
      assert.equal(page.status, spelled ? 503 : 400);
      assert.doesNotMatch(page.html, /ECONN|EHOST|ENOT|certificate|private|blocked/i);
    });
  }

  test('A80: is not fetched from loopback by a server that is on the internet', async () => {
    const peer = await serveDocument((origin) => `${origin}/client.json`);
    const { openInstallation } = await import('../support/installation.js');
    const online = await openInstallation({ OCTROI_CLIENT_ID_METADATA: 'on', OCTROI_ISSUER: 'https://id.example' });
    try {
      for (const clientId of [`${peer.origin}/client.json`, `${peer.origin.replace('http:', 'https:')}/client.json`]) {
        const answer = await online.request(authorizePath({ clientId, redirectUri: CLAIMED }).path);
        assert.ok(answer.status >= 400, String(answer.status));
        const token = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: 'x', client_id: clientId });
        const refused = await readAnswer(await online.request('/api/oauth2/token', { method: 'POST', body: token }));
        assert.ok(refused.status >= 400 && refused.json['error'] !== 'invalid_grant', refused.text);
      }
    } finally {
      await online.close();
    }
    assert.equal(peer.connections(), 0);
  });
});
