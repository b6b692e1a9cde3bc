import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { DAY, HOUR, MINUTE } from '#server/kernel/clock.js';
import { assertOAuthError, form, openRequest, readAnswer, received, textOf } from '#test/support/oauth-app.js';
import { createVisitor, type VisitedPage } from '#test/support/page-visitor.js';
import { startPeer, type Peer } from '#test/support/peer.js';
import { authorizePath, connect, useInstallation } from '#test/support/scenes/registrar.js';

const JWK = { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' };
const REDIRECT = 'http://127.0.0.1:49152/callback';

type Document = Readonly<Record<string, unknown>>;

interface Served {
  peer: Peer;
  clientId: string;
  /** Serves the document with these members changed. */
  serve(changes?: Document, headers?: Record<string, string>, status?: number): void;
}

/** Another party's web server with an app's document. */
const publish = async (path = '/client.json'): Promise<Served> => {
  const peer = await startPeer();
  const clientId = `${peer.origin}${path}`;
  const serve = (changes: Document = {}, headers: Record<string, string> = {}, status = 200): void => {
    const document = {
      client_id: clientId,
      client_name: 'Editor',
      redirect_uris: ['http://127.0.0.1/callback'],
      ...changes,
    };
    peer.answer((_, response) =>
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(document)),
    );
  };
  serve();
  return { peer, clientId, serve };
};

describe('an app that is known by the address of its document', () => {
  const installation = useInstallation({ OCTROI_CLIENT_ID_METADATA: 'on' });

  const signedIn = async (username: string) => {
    await installation().addUser(username);
    const visitor = createVisitor(installation());
    await visitor.signIn(username);
    return visitor;
  };

  let strangers = 0;
  /**
   * The page a stranger sees who arrives with a request of this app, each from a new address: the sign-in page, if all
   * is well.
   */
  const arrive = async (clientId: string): Promise<VisitedPage> => {
    strangers += 1;
    const visitor = createVisitor(installation(), { address: `198.18.${strangers >> 8}.${strangers & 255}` });
    let page = await openRequest(visitor, authorizePath({ clientId, redirectUri: REDIRECT }).path);
    while (page.location.startsWith('/')) page = await visitor.follow(page);
    return page;
  };

  const refused = async (clientId: string, reason: RegExp, status = 400): Promise<void> => {
    const page = await arrive(clientId);
    assert.equal(page.status, status, page.html);
    assert.equal(page.location, '');
    assert.match(page.html, reason);
  };

  /** The same page in French. */
  const inFrench = async (clientId: string): Promise<string> => {
    const { path } = authorizePath({ clientId, redirectUri: REDIRECT });
    return (await openRequest(createVisitor(installation()), `${path}&ui_locales=fr`)).html;
  };

  test('is offered by the metadata (OAuth Client ID Metadata Document section 6)', async () => {
    const answer = await readAnswer(await installation().request('/.well-known/oauth-authorization-server'));
    assert.equal(answer.json['client_id_metadata_document_supported'], true);
  });

  test('signs a user in, and is read once for all of it (OAuth Client ID Metadata Document section 5.2)', async () => {
    const { peer, clientId } = await publish();
    const tokens = await connect(installation(), await signedIn('carol'), { clientId, redirectUri: REDIRECT });
    assert.equal(tokens.status, 200, tokens.text);

    const refresh = `grant_type=refresh_token&client_id=${encodeURIComponent(clientId)}&refresh_token=${textOf(tokens, 'refresh_token')}`;
    assert.equal((await installation().request('/api/oauth2/token', form(refresh))).status, 200);
    assert.deepEqual(peer.requests, ['GET /client.json']);
  });

  // Both read it again when it was stale, and answered 503: the user stayed signed in, and the token alive.
  test('is not needed to sign its user out, or to revoke its token', async () => {
    const { peer, clientId } = await publish();
    const victor = await signedIn('victor');
    const asked = { clientId, redirectUri: REDIRECT, changes: { scope: 'openid profile' } };
    const tokens = await connect(installation(), victor, asked);
    installation().letTimePass(2 * DAY);
    const before = peer.requests.length;
    await peer.stop();

    const refresh = form(
      new URLSearchParams({
        grant_type: 'refresh_token',
        client_id: clientId,
        refresh_token: textOf(tokens, 'refresh_token'),
      }).toString(),
    );
    assert.equal((await installation().request('/api/oauth2/token', refresh)).status, 503, 'access needs it');
    const revoke = form(
      new URLSearchParams({ client_id: clientId, token: textOf(tokens, 'refresh_token') }).toString(),
    );
    assert.equal((await installation().request('/api/oauth2/revoke', revoke)).status, 200);
    const ended = await victor.get(`/api/oauth2/logout?id_token_hint=${textOf(tokens, 'id_token')}`);
    assert.equal(ended.status, 303, ended.html);
    assert.equal((await victor.get('/account')).status, 303, 'signed out');
    assert.equal(peer.requests.length, before);
  });

  test('is shown with its host, as an app that nobody vouches for', async () => {
    const { clientId, peer } = await publish();
    const visitor = await signedIn('dave');
    const page = await openRequest(visitor, authorizePath({ clientId, redirectUri: REDIRECT }).path);
    assert.equal(page.status, 200);
    assert.ok(page.html.includes(`<strong class="origin">localhost:${peer.port}</strong>`));
    assert.match(page.html, /Unknown publisher\. This app is identified only by its address/);
    assert.ok(page.html.includes('<strong class="origin">http://127.0.0.1:49152</strong>'));
  });

  test('goes by its host when it has no name', async () => {
    const { clientId, peer, serve } = await publish();
    serve({ client_name: undefined });
    const page = await arrive(clientId);
    assert.match(page.html, new RegExp(`localhost:${peer.port}`));
  });

  test('is one app however many ask for it at once', async () => {
    const { peer, clientId } = await publish();
    const pages = await Promise.all(Array.from({ length: 20 }, () => arrive(clientId)));
    assert.deepEqual(new Set(pages.map(({ status }) => status)), new Set([200]));
    assert.deepEqual(peer.requests, ['GET /client.json']);
  });

  test('may authenticate with its keys, and with nothing that would have to be shared (OAuth Client ID Metadata Document section 4.1)', async () => {
    const { clientId, serve } = await publish();
    serve({ token_endpoint_auth_method: 'private_key_jwt', jwks: { keys: [JWK] } });
    assert.equal((await arrive(clientId)).status, 200);
    const alone = form(`grant_type=refresh_token&refresh_token=x&client_id=${encodeURIComponent(clientId)}`);
    assertOAuthError(await readAnswer(await installation().request('/api/oauth2/token', alone)), 401, 'invalid_client');
  });

  for (const [what, changes, reason] of [
    ['a secret', { client_secret: 'x' }, /client_secret/],
    ['the end of a secret', { client_secret_expires_at: 0 }, /client_secret_expires_at/],
    ['client_secret_basic', { token_endpoint_auth_method: 'client_secret_basic' }, /token_endpoint_auth_method/],
    ['client_secret_post', { token_endpoint_auth_method: 'client_secret_post' }, /token_endpoint_auth_method/],
    ['private_key_jwt and no keys', { token_endpoint_auth_method: 'private_key_jwt' }, /jwks/],
    [
      'a private key',
      { token_endpoint_auth_method: 'private_key_jwt', jwks: { keys: [{ ...JWK, d: 'nWGxne' }] } },
      /jwks/,
    ],
    ['no redirect URI', { redirect_uris: [] }, /redirect_uris/],
    [
      'a redirect URI over http',
      { redirect_uris: ['http://client.example/cb'] },
      /redirect_uris.*http is allowed on localhost/,
    ],
    ['redirect URIs that are no array', { redirect_uris: 'x' }, /redirect_uris/],
    ['a name that nobody can read', { client_name: '\u202e' }, /client_name/],
    ['no client_id', { client_id: undefined }, /client_id must be exactly this URL/],
  ] as const) {
    test(`is unknown when its document has ${what}, and its developer is told (OAuth Client ID Metadata Document section 4.1)`, async () => {
      const { clientId, serve } = await publish();
      serve(changes);
      await refused(clientId, reason);
    });
  }

  test('is unknown when its server answers anything but 200 with a JSON object (OAuth Client ID Metadata Document section 5)', async () => {
    const { clientId, peer, serve } = await publish();
    for (const status of [201, 204, 301, 302, 400, 403, 404, 410]) {
      serve({}, { location: `${peer.origin}/other` }, status);
      await refused(clientId, new RegExp(`status ${status}`));
    }
    const other = await publish();
    other.serve({}, { 'content-type': 'text/html' });
    await refused(other.clientId, /content type/);
    for (const body of ['', 'x', '[]', 'null', '"x"', `"${'x'.repeat(6000)}"`]) {
      other.peer.answer((_, response) => response.writeHead(200, { 'content-type': 'application/json' }).end(body));
      await refused(other.clientId, /JSON object|longer than 5120 bytes/);
    }
  });

  test('is unknown in the language of the reader, and its words hide nothing in ours', async () => {
    const { clientId, serve } = await publish();
    serve({}, {}, 404);
    assert.match(await inFrench(clientId), /Son serveur a répondu avec le statut 404, et non 200\./);
    serve({}, {}, 503);
    assert.match(
      await inFrench(clientId),
      /ne peut être lu pour le moment\. Son serveur a répondu avec le statut 503\./,
    );
    serve({ redirect_uris: ['http://app.example/cb'], client_uri: 'x' });
    assert.match(await inFrench(clientId), /client_uri: Il faut une adresse http ou https\./);
    const key = { ...JWK, kid: 'a\u202Eb' };
    serve({ token_endpoint_auth_method: 'private_key_jwt', jwks: { keys: [key, key] } });
    assert.match(await inFrench(clientId), /jwks: Deux clés ont le kid a\?b\./);
  });

  test('is asked for again later when its server is away', async () => {
    const { clientId, peer, serve } = await publish();
    serve({}, {}, 503);
    await refused(clientId, /status 503/, 503);
    serve();
    assert.equal((await arrive(clientId)).status, 200);
    const gone = await publish();
    await gone.peer.stop();
    const page = await arrive(gone.clientId);
    assert.equal(page.status, 503);
    assert.match(page.headers.get('retry-after') ?? '', /^\d+$/);
    assert.equal(peer.requests.length, 2);
  });

  for (const [what, make] of [
    ['no path', (origin: string) => `${origin}/`],
    ['dot segments', (origin: string) => `${origin}/a/../client.json`],
    ['encoded dot segments', (origin: string) => `${origin}/a/%2e%2e/client.json`],
    ['a fragment', (origin: string) => `${origin}/client.json#x`],
    ['a user', (origin: string) => origin.replace('//', '//user:password@') + '/client.json'],
    ['capitals in its host', (origin: string) => `${origin.replace('localhost', 'LOCALHOST')}/client.json`],
    ['more than 500 characters', (origin: string) => `${origin}/${'x'.repeat(500)}`],
    ['http on another host', () => 'http://client.example/client.json'],
  ] as const) {
    test(`is none by an address with ${what}, which nobody fetches (OAuth Client ID Metadata Document section 3)`, async () => {
      const { peer } = await publish();
      await refused(make(peer.origin), /The client_id is the address/);
      assert.deepEqual(peer.requests, []);
    });
  }

  test('is read again when its time is over, as long as its headers say, between 5 minutes and a day (OAuth Client ID Metadata Document section 5.2)', async () => {
    for (const [headers, duration] of [
      [{}, HOUR],
      [{ 'cache-control': 'max-age=600' }, 10 * MINUTE],
      [{ 'cache-control': 'public, max-age=1200', age: '600' }, 10 * MINUTE],
      [{ 'cache-control': 'max-age=1' }, 5 * MINUTE],
      [{ 'cache-control': 'no-store' }, 5 * MINUTE],
      [{ 'cache-control': 'no-cache, max-age=99999' }, 5 * MINUTE],
      [{ 'cache-control': 'max-age=31536000' }, DAY],
    ] as const) {
      const { clientId, peer, serve } = await publish();
      serve({}, headers);
      await arrive(clientId);
      installation().letTimePass(duration - 1);
      await arrive(clientId);
      assert.equal(peer.requests.length, 1, JSON.stringify(headers));
      installation().letTimePass(1);
      await arrive(clientId);
      assert.equal(peer.requests.length, 2, JSON.stringify(headers));
    }
  });

  test('fails closed: with its document, its sign-in and its tokens end (OAuth Client ID Metadata Document section 5.1)', async () => {
    const { clientId, serve } = await publish();
    const tokens = await connect(installation(), await signedIn('erin'), { clientId, redirectUri: REDIRECT });
    const refresh = form(
      `grant_type=refresh_token&client_id=${encodeURIComponent(clientId)}&refresh_token=${textOf(tokens, 'refresh_token')}`,
    );
    installation().letTimePass(DAY);
    serve({}, {}, 404);
    await refused(clientId, /status 404/);
    assertOAuthError(
      await readAnswer(await installation().request('/api/oauth2/token', refresh)),
      400,
      'invalid_client',
    );
    // An app must not drop its tokens because its server is down.
    serve({}, {}, 500);
    assertOAuthError(
      await readAnswer(await installation().request('/api/oauth2/token', refresh)),
      503,
      'temporarily_unavailable',
    );
    serve();
    assert.equal((await installation().request('/api/oauth2/token', refresh)).status, 200);
  });

  test('keeps what users allowed while its document stays, and asks again by another redirect URI or name', async () => {
    const { clientId, serve } = await publish();
    const uris = ['https://client.example/callback'];
    serve({ redirect_uris: uris });
    const visitor = await signedIn('frank');
    const asked = { clientId, redirectUri: 'https://client.example/callback' };
    await connect(installation(), visitor, asked);
    const again = async (redirectUri: string) => openRequest(visitor, authorizePath({ clientId, redirectUri }).path);

    installation().letTimePass(DAY);
    assert.ok(received(await again(asked.redirectUri)).get('code'));
    installation().letTimePass(DAY);
    serve({ redirect_uris: [...uris, 'https://client.example/new'] });
    assert.ok(received(await again(asked.redirectUri)).get('code'));
    assert.equal((await again('https://client.example/new')).status, 200);
    installation().letTimePass(DAY);
    serve({ redirect_uris: uris, client_name: 'Another' });
    assert.equal((await again(asked.redirectUri)).status, 200);
  });

  test('is another app when it begins to authenticate in another way', async () => {
    const { clientId, serve } = await publish();
    serve({ redirect_uris: ['https://client.example/callback'] });
    const visitor = await signedIn('grace');
    await connect(installation(), visitor, { clientId, redirectUri: 'https://client.example/callback' });
    installation().letTimePass(DAY);
    serve({
      redirect_uris: ['https://client.example/callback'],
      token_endpoint_auth_method: 'private_key_jwt',
      jwks: { keys: [JWK] },
    });
    const { path } = authorizePath({ clientId, redirectUri: 'https://client.example/callback' });
    assert.equal((await openRequest(visitor, path)).status, 200);
  });

  // A hundred places were shared by all, so whoever named as many documents of a slow server blocked everybody's apps.
  for (const [which, isKnown] of [
    ['new ones', false],
    ['their own', true],
  ] as const) {
    test(`is read again though strangers keep us waiting for ${which}, as many as they can`, async () => {
      const { peer } = await publish();
      // Another domain than that of the slow server.
      const clientId = `http://127.0.0.1:${peer.port}/client.json`;
      const document = JSON.stringify({ client_id: clientId, redirect_uris: ['http://127.0.0.1/callback'] });
      peer.answer((_, response) => response.writeHead(200, { 'content-type': 'application/json' }).end(document));
      assert.equal((await arrive(clientId)).status, 200);
      const slow = await startPeer();
      const named = Array.from({ length: 110 }, (_, i) => `${slow.origin}/${i}.json`);
      slow.answer(({ url }, response) => {
        const answer = { client_id: `${slow.origin}${url}`, redirect_uris: ['http://127.0.0.1/callback'] };
        response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
      });
      if (isKnown) for (const each of named) assert.equal((await arrive(each)).status, 200);
      installation().letTimePass(DAY);
      slow.answer(() => undefined);
      const before = slow.requests.length;
      const waiting = named.map((each) => arrive(each));
      while (slow.requests.length < before + 4) await new Promise((resolve) => setTimeout(resolve, 10));
      assert.equal((await arrive(clientId)).status, 200);
      assert.equal(slow.requests.length, before + 4);
      await slow.stop();
      await Promise.all(waiting);
    });
  }

  test('is not fetched more often than useful, whoever asks', async () => {
    const { clientId, peer, serve } = await publish();
    serve({ client_id: 'wrong' });
    const statuses = [];
    for (let count = 0; count < 12; count += 1) statuses.push((await arrive(clientId)).status);
    assert.equal(peer.requests.length, 10);
    assert.deepEqual(statuses.slice(-2), [429, 429]);
  });
});

describe('an address as client_id, where only registered apps count', () => {
  const installation = useInstallation({});

  test('is an unknown app, and nothing is fetched', async () => {
    const { clientId, peer } = await publish();
    const page = await openRequest(
      createVisitor(installation()),
      authorizePath({ clientId, redirectUri: REDIRECT }).path,
    );
    assert.equal(page.status, 400);
    assert.deepEqual(peer.requests, []);
    const answer = await readAnswer(await installation().request('/.well-known/openid-configuration'));
    assert.equal(answer.json['client_id_metadata_document_supported'], false);
  });
});
