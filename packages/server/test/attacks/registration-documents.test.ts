import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { HOUR } from '#server/kernel/clock.js';
import { assertOAuthError, form, openRequest, readAnswer } from '../support/oauth-app.js';
import { createVisitor } from '../support/page-visitor.js';
import { startPeer } from '../support/peer.js';
import { authorizePath, useInstallation } from '../support/scenes/registrar.js';
import { storeOf } from '../support/store.js';

const CLAIMED = 'https://app.example/callback';

const documentOf = (clientId: string): string => JSON.stringify({ client_id: clientId, redirect_uris: [CLAIMED] });

const serveDocument = async (clientId: (origin: string) => string) => {
  const peer = await startPeer();
  const body = documentOf(clientId(peer.origin));
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
      assert.match(page.html, /client_id must be exactly this URL/);
      assert.equal(await storeOf(installation().services).apps.findByClientId(`${peer.origin}/client.json`), undefined);
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

  // Thirty requests that a page had its visitor's browser send left nothing for the visitor to open, for an hour.
  test('A84: does not use up what somebody can open, when pages of other sites name it', async () => {
    const peer = await startPeer();
    peer.answer((request, response) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end(documentOf(`${peer.origin}${request.url}`)),
    );
    const address = '198.51.100.9';
    for (const path of ['/api/oauth2/token', '/api/oauth2/par', '/api/oauth2/device_authorization']) {
      for (let count = 0; count < 20; count += 1) {
        const clientId = encodeURIComponent(`${peer.origin}${path}/${count}`);
        const sent = form(`client_id=${clientId}&grant_type=refresh_token&refresh_token=x`);
        const headers = { ...sent.headers, origin: 'https://elsewhere.example' };
        await installation().request(path, { ...sent, headers }, address);
      }
    }
    const { path } = authorizePath({ clientId: `${peer.origin}/client.json`, redirectUri: CLAIMED });
    assert.equal((await installation().request(path, {}, address)).status, 303);
  });

  test('A23: makes no app trusted, and no developer’s', async () => {
    const peer = await startPeer();
    const clientId = `${peer.origin}/client.json`;
    const document = { client_id: clientId, redirect_uris: [CLAIMED], trusted: true, is_trusted: true, owner_id: '1' };
    peer.answer((_, response) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(document)),
    );
    await arrive(clientId);
    const app = await installation().services.apps.findByClientId(clientId);
    assert.deepEqual([app?.isTrusted, app?.owner, app?.registeredBy], [false, null, 'metadata']);
  });

  // Only documents' URLs and servers were counted, which the requester makes up: each was fetched and became an app.
  test('A84: makes no more than thirty new apps an hour for one client address, wherever the documents are', async () => {
    const peers = await Promise.all(Array.from({ length: 4 }, () => startPeer()));
    for (const peer of peers) {
      peer.answer((request, response) =>
        response.writeHead(200, { 'content-type': 'application/json' }).end(documentOf(`${peer.origin}${request.url}`)),
      );
    }
    const ask = (clientId: string, address: string) =>
      installation().request(authorizePath({ clientId, redirectUri: CLAIMED }).path, {}, address);
    const fetched = () => peers.reduce((sum, { requests }) => sum + requests.length, 0);
    const named = peers.flatMap(({ origin }) => Array.from({ length: 10 }, (_, i) => `${origin}/${i}.json`));
    const statuses = [];
    for (const clientId of named) statuses.push((await ask(clientId, '198.51.100.7')).status);
    assert.deepEqual(
      statuses,
      named.map((_, i) => (i < 30 ? 303 : 429)),
    );

    const [known = '', unknown = ''] = [named[0], named[39]];
    for (const path of ['/api/oauth2/token', '/api/oauth2/par']) {
      const body = `client_id=${encodeURIComponent(unknown)}&grant_type=refresh_token&refresh_token=x`;
      const answer = await readAnswer(await installation().request(path, form(body), '198.51.100.7'));
      assertOAuthError(answer, 429, 'temporarily_unavailable');
    }
    const leaving = `/api/oauth2/logout?client_id=${encodeURIComponent(unknown)}`;
    assert.equal((await installation().request(leaving, {}, '198.51.100.8')).status, 400);
    assert.equal(fetched(), 30);
    assert.equal(await storeOf(installation().services).apps.findByClientId(unknown), undefined);

    assert.equal((await ask(known, '198.51.100.7')).status, 303, 'an app that is known goes on');
    assert.equal((await ask(unknown, '198.51.100.8')).status, 303, 'so does everybody else');
    installation().letTimePass(25 * HOUR);
    assert.equal((await ask(known, '198.51.100.7')).status, 303, 'and reading again is not counted');
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
