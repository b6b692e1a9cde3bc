import assert from 'node:assert/strict';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import type { Environment } from '#server/config/index.js';
import { EVERYTHING } from '#server/domain/request-log/filter.js';
import { openInstallation, type Installation } from '#test/support/installation.js';
import { assertOAuthError, CALLBACK, registerApp, type AppTraits } from '#test/support/oauth-app.js';
import { createVisitor } from '#test/support/page-visitor.js';
import { startPeer } from '#test/support/peer.js';
import { jwksOf } from '#test/support/client-proofs.js';
import { registerSigningApp } from '#test/support/signing-app.js';
import { signInTo } from '#test/oidc/actors.js';

// Notices to addresses that could never be reached failed at debug level, and neither developer nor operator knew.

const PUBLIC = 'https://id.example';

const withInstallation = async (
  environment: Environment,
  work: (installation: Installation, dev: string) => Promise<void>,
): Promise<void> => {
  const installation = await openInstallation({ OCTROI_ISSUER: PUBLIC, ...environment });
  try {
    const dev = await installation.addUser('dev');
    await installation.services.developers.grantRole(dev, 'developer');
    await installation.addUser('alice');
    await work(installation, dev);
  } finally {
    await installation.close();
  }
};

/** An app's server on loopback, which is not on the public internet. */
const startListener = async (status = 200) => {
  const heard: { id: string | undefined; body: string }[] = [];
  const hear = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    heard.push({ id: request.headers['x-request-id']?.toString(), body: await text(request) });
    response.writeHead(status).end();
  };
  const peer = await startPeer((request, response) => void hear(request, response));
  return { peer, heard, uri: `http://localhost:${peer.port}/logout`, listed: `localhost:${peer.port}` };
};

const signOutOf = async (installation: Installation, traits: AppTraits) => {
  const app = await registerApp(installation, traits);
  const visitor = createVisitor(installation);
  await visitor.signIn('alice');
  await signInTo(installation, visitor, app);
  await visitor.post('/sign-out');
  return app;
};

const linesOf = async ({ services }: Installation, appId: number) =>
  (await services.requestLog.list(appId, { ...EVERYTHING, operation: 'backchannel_logout' })).map((line) => ({
    error: line.error,
    reason: line.reason ?? '',
    parameters: line.parameters,
    requestId: line.requestId,
  }));

test('a trusted app on a listed host is told of a sign-out, and its log says so', async () => {
  const { uri, heard, listed } = await startListener();
  await withInstallation({ OCTROI_PRIVATE_HOSTS: listed }, async (installation, dev) => {
    const app = await signOutOf(installation, { owner: dev, isTrusted: true, backchannelLogoutUri: uri });
    await installation.services.logoutNotices.deliver();
    assert.match(heard[0]?.body ?? '', /^logout_token=ey/);
    const [line] = await linesOf(installation, app.id);
    assert.deepEqual(line, {
      error: null,
      reason: '',
      parameters: { url: uri, attempt: '1 of 5' },
      requestId: heard[0]?.id,
    });
  });
});

test('A80: an app that is trusted no more is not called there, and its log says why', async () => {
  const { uri, peer, listed } = await startListener();
  await withInstallation({ OCTROI_PRIVATE_HOSTS: listed }, async (installation, dev) => {
    const { id } = await signOutOf(installation, { owner: dev, isTrusted: true, backchannelLogoutUri: uri });
    const app = await installation.services.apps.findById(id);
    assert.ok(app);
    await installation.services.appOperation.decide(app, 'untrust');
    await installation.services.logoutNotices.deliver();
    assert.equal(peer.connections(), 0);
    const [line] = await linesOf(installation, id);
    assert.equal(line?.error, 'call_refused');
    assert.match(line.reason, /OCTROI_PRIVATE_HOSTS/);
  });
});

test('A80: trust alone leads nowhere that is not listed', async () => {
  const { uri, peer, listed } = await startListener();
  await withInstallation({ OCTROI_PRIVATE_HOSTS: listed }, async (installation, dev) => {
    const { id } = await signOutOf(installation, { owner: dev, isTrusted: true, backchannelLogoutUri: uri });
    // As if the operator had listed it once, and no more.
    const moved = uri.replace(String(peer.port), '1');
    await installation.services.database.write(({ query }) =>
      query.updateTable('apps').set({ backchannel_logout_uri: moved }).where('id', '=', id).execute(),
    );
    await installation.services.logoutNotices.deliver();
    assert.equal(peer.connections(), 0);
    assert.equal((await linesOf(installation, id))[0]?.error, 'call_refused');
  });
});

test('a notice that was not delivered is in the log with its reason, at each attempt', async () => {
  const { uri, peer } = await startListener(503);
  await withInstallation({ OCTROI_ISSUER: 'http://localhost:3000' }, async (installation, dev) => {
    const { id } = await signOutOf(installation, { owner: dev, backchannelLogoutUri: uri });
    await installation.services.logoutNotices.deliver();
    await peer.stop();
    installation.letTimePass(60_000);
    await installation.services.logoutNotices.deliver();
    assert.deepEqual(
      (await linesOf(installation, id)).map(({ error, reason, parameters }) => [error, reason, parameters['attempt']]),
      [
        [
          'call_failed',
          'It could not be fetched; the server must be on the public internet and answer over https.',
          '2 of 5',
        ],
        ['call_failed', 'The app answered with status 503.', '1 of 5'],
      ],
    );
    assert.equal((await installation.services.requestLog.summary(id)).failed, 2);
  });
});

test('keys that cannot be read are in the log with the reason', async () => {
  const pages: Record<string, string> = { '/empty': '{"keys":[]}', '/html': '<h1>Back soon</h1>' };
  const peer = await startPeer((request, response) => {
    const page = pages[request.url ?? ''];
    response.writeHead(page === undefined ? 404 : 200).end(page);
  });
  await withInstallation({ OCTROI_ISSUER: 'http://localhost:3000' }, async (installation, dev) => {
    const said: string[] = [];
    for (const path of ['/empty', '/html', '/gone', '/good']) {
      const app = await registerSigningApp(installation, { owner: dev, jwksUri: `${peer.origin}${path}` });
      if (path === '/good') pages[path] = jwksOf(app.key);
      const answer = await app.exchange('x');
      assertOAuthError(
        answer,
        path === '/good' ? 400 : 503,
        path === '/good' ? 'invalid_grant' : 'temporarily_unavailable',
      );
      const [line] = await installation.services.requestLog.list(app.id, { ...EVERYTHING, operation: 'jwks_uri' });
      said.push(`${line?.error}: ${line?.reason}`);
    }
    assert.match(said[0] ?? '', /^call_failed: It is not a usable JWK Set\. /);
    assert.match(said[1] ?? '', /^call_failed: It is not a usable JWK Set\. /);
    assert.deepEqual(said.slice(2), ['call_failed: The app answered with status 404.', 'null: null']);
  });
});

test('an address is accepted when set only for a trusted app and a listed host, and the refusal says so', async () => {
  const environment = { OCTROI_PRIVATE_HOSTS: 'chat.internal:8080,10.0.0.0/8:8443' };
  await withInstallation(environment, async (installation) => {
    const { apps } = installation.services;
    const set = async (field: 'backchannelLogoutUri' | 'jwksUri', uri: string, isTrusted: boolean) => {
      const draft = { name: 'Chat', redirectUris: [CALLBACK], isTrusted, [field]: uri };
      return apps.faultsOf(draft).map(({ field: name, fault }) => `${name} ${fault.code} ${fault.values.join()}`);
    };
    for (const uri of ['http://chat.internal:8080/out', 'https://10.1.2.3:8443/out', 'http://name.internal:8443/out']) {
      assert.deepEqual(await set('backchannelLogoutUri', uri, true), [], uri);
      assert.notDeepEqual(await set('backchannelLogoutUri', uri, false), [], `${uri}, untrusted`);
    }
    const refused = {
      'https://10.1.2.3/out': 'uriNotPublic',
      'http://10.1.2.3:8444/out': 'uriNotPublic',
      'https://169.254.169.254:8443/out': 'uriNotPublic',
      'http://chat.internal/out': 'uriNotHttps',
      'http://chat.example:8080/out': 'uriNotHttps',
      'http://8.8.8.8:8443/out': 'uriNotHttps',
    };
    for (const [uri, code] of Object.entries(refused)) {
      assert.deepEqual(await set('backchannelLogoutUri', uri, true), [
        `backchannel_logout_uri ${code} OCTROI_PRIVATE_HOSTS`,
      ]);
    }
    assert.deepEqual(await set('jwksUri', 'https://10.1.2.3:8443/keys', true), []);
    assert.deepEqual(await set('jwksUri', 'https://10.1.2.3:8443/keys', false), [
      'jwks_uri uriNotPublic OCTROI_PRIVATE_HOSTS',
    ]);
    // Whoever can change keys on their way could sign in as the app.
    assert.notDeepEqual(await set('jwksUri', 'http://chat.internal:8080/keys', true), []);
  });
});

test('an app keeps an address that is called no more while it changes other settings', async () => {
  const environment = { OCTROI_PRIVATE_HOSTS: 'chat.internal:8080' };
  await withInstallation(environment, async (installation, dev) => {
    const { apps } = installation.services;
    const backchannelLogoutUri = 'http://chat.internal:8080/out';
    const { id } = await registerApp(installation, { owner: dev, isTrusted: true, backchannelLogoutUri });
    const change = (changes: object) => apps.update(id, dev, changes);
    // Another name ends the trust.
    assert.equal((await change({ name: 'Chat 2', backchannelLogoutUri }))?.outcome, 'done');
    assert.equal((await change({ description: 'Chats', backchannelLogoutUri }))?.outcome, 'done');
    const moved = { backchannelLogoutUri: `${backchannelLogoutUri}/other` };
    assert.equal((await change(moved))?.outcome, 'refused');
  });
});
