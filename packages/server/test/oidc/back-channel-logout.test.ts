import assert from 'node:assert/strict';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { PASSWORD_AMR } from '#server/protocol/acr.js';
import { parseParams } from '#server/protocol/params.js';
import { setScene } from '../attacks/scene.js';
import { PARAMETERS } from '../support/fixtures.js';
import { startPeer } from '../support/peer.js';
import { registerApp, type OAuthApp } from '../support/oauth-app.js';
import { startTestServer } from '../support/server.js';
import { signInTo, verified } from './actors.js';

const scene = setScene();
const EVENT = 'http://schemas.openid.net/event/backchannel-logout';
const MINUTE = 60_000;

/** An app's server that keeps the logout tokens it is sent, and answers with a status. */
const startListener = async (status = () => 200) => {
  const tokens: string[] = [];
  const hear = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    assert.equal(request.headers['content-type'], 'application/x-www-form-urlencoded');
    tokens.push(new URLSearchParams(await text(request)).get('logout_token') ?? '');
    response.writeHead(status()).end();
  };
  const peer = await startPeer((request, response) => void hear(request, response));
  return { uri: `${peer.origin}/backchannel`, tokens };
};

const connected = async (uri: string, traits: { idTokenAlg?: string } = {}) => {
  const { installation, app, browser } = scene();
  const inkwell = await app({ backchannelLogoutUri: uri, ...traits });
  const visitor = await browser('alice');
  return { inkwell, visitor, ...(await signInTo(installation, visitor, inkwell)) };
};

const deliver = (): Promise<void> => scene().installation.services.logoutNotices.deliver();

for (const alg of ['RS256', 'ES256']) {
  test(`signing out sends each app of the session a logout token signed with ${alg} (Back-Channel Logout section 2.4)`, async () => {
    const { installation, ids } = scene();
    const { uri, tokens } = await startListener();
    const { inkwell, visitor, claims } = await connected(uri, { idTokenAlg: alg });

    await visitor.post('/sign-out');
    assert.equal(tokens.length, 0, 'nothing goes out while the session ends');
    await deliver();

    assert.equal(tokens.length, 1);
    const told = await verified(installation, tokens[0] ?? '', { app: inkwell, typ: 'logout+jwt' });
    assert.equal(told.alg, alg);
    assert.equal(told.sub, ids.alice);
    assert.equal(told['sid'], claims['sid']);
    assert.deepEqual(told['events'], { [EVENT]: {} });
    assert.equal(Number(told.exp) - Number(told.iat), 120);
    assert.equal(typeof told.jti, 'string');
    assert.ok(!('nonce' in told));

    await deliver();
    assert.equal(tokens.length, 1, 'once is enough');
  });
}

test('every way of signing out is told, and only the session that ended (Back-Channel Logout section 2.3)', async () => {
  const { installation, ids } = scene();
  const { uri, tokens } = await startListener();
  const phone = await connected(uri);
  const laptop = await connected(uri);
  const ways: Record<string, () => Promise<unknown>> = {
    'the app signs out': () => laptop.visitor.get(`/api/oauth2/logout?id_token_hint=${laptop.idToken}`),
    'the account is disabled': async () => {
      await installation.services.accountStatuses.set(ids.alice, 'disabled');
      await installation.services.accountStatuses.set(ids.alice, 'enabled');
    },
  };
  for (const [way, end] of Object.entries(ways)) {
    const before = tokens.length;
    await end();
    await deliver();
    assert.equal(tokens.length, before + 1, way);
  }
  const sids = await Promise.all(
    [laptop, phone].map(async ({ inkwell }, index) => {
      const told = await verified(installation, tokens[index] ?? '', { app: inkwell, typ: 'logout+jwt' });
      return told['sid'];
    }),
  );
  assert.deepEqual(sids, [laptop.claims['sid'], phone.claims['sid']]);
});

test('giving the password again is no sign-out, and the sign-out after it is told (Back-Channel Logout section 2.3)', async () => {
  const { uri, tokens } = await startListener();
  const { inkwell, visitor, claims } = await connected(uri);
  await visitor.signIn('alice');
  await deliver();
  assert.equal(tokens.length, 0);

  await visitor.post('/sign-out');
  await deliver();
  assert.equal(tokens.length, 1);
  const told = await verified(scene().installation, tokens[0] ?? '', { app: inkwell, typ: 'logout+jwt' });
  assert.equal(told['sid'], claims['sid']);
});

test('an unreachable app is retried later, and notified when it is back (Back-Channel Logout section 2.8)', async () => {
  const { installation } = scene();
  let status = 503;
  const { uri, tokens } = await startListener(() => status);
  const { visitor } = await connected(uri);
  await visitor.post('/sign-out');

  await deliver();
  await deliver();
  assert.equal(tokens.length, 1, 'not again at once');
  installation.letTimePass(MINUTE);
  await deliver();
  assert.equal(tokens.length, 2);
  status = 204;
  installation.letTimePass(5 * MINUTE);
  await deliver();
  assert.equal(tokens.length, 3);
  assert.notEqual(tokens[1], tokens[2], 'each try has a token of its own');
  installation.letTimePass(24 * 60 * MINUTE);
  await deliver();
  assert.equal(tokens.length, 3);
});

/** An app's server that answers nothing until it is let go, and counts what it holds. */
const startSlowListener = async () => {
  const open = new Set<ServerResponse>();
  let isSlow = true;
  const peer = await startPeer((request, response) => {
    request.resume();
    if (!isSlow) return void response.end();
    open.add(response);
    response.on('close', () => open.delete(response));
  });
  const letGo = (): void => {
    isSlow = false;
    for (const response of open) response.end();
  };
  return { uri: `${peer.origin}/backchannel`, open, letGo };
};

const waitFor = async (what: () => boolean): Promise<void> => {
  for (let turns = 0; !what() && turns < 150; turns += 1) await new Promise((resolve) => setTimeout(resolve, 10));
};

/** So many sessions of alice's end in which this app got tokens. */
const endSessions = ({ id }: OAuthApp, count: number) =>
  scene().installation.services.database.write(({ query }) =>
    query
      .insertInto('logout_notices')
      .values(
        Array.from({ length: count }, (_, index) => {
          const now = scene().installation.now() - count;
          return {
            app_id: id,
            user_id: scene().ids.alice,
            sid: `${index}`,
            attempts: 0,
            next_attempt_at: now,
            created_at: now,
          };
        }),
      )
      .execute(),
  );

// Six loops with 96 connections to one developer's apps kept everybody else's waiting for 47 seconds.
test('slow apps, however many notices they have, delay no others and hold few connections (Back-Channel Logout section 2.8)', async () => {
  const { app, installation, ids } = scene();
  const slow = await Promise.all(Array.from({ length: 12 }, startSlowListener));
  for (const { uri } of slow) {
    await endSessions(await app({ backchannelLogoutUri: uri }), 20);
    await endSessions(await app({ backchannelLogoutUri: `${uri}/another` }), 20);
  }
  const opened = () => slow.map(({ open }) => open.size);
  const total = () => opened().reduce((sum, each) => sum + each, 0);
  const runs = [deliver(), deliver(), deliver()];
  await waitFor(() => total() >= 8);

  const { uri, tokens } = await startListener();
  const other = await registerApp(installation, { owner: ids.bob, backchannelLogoutUri: uri });
  await endSessions(other, 5);
  runs.push(deliver());
  await waitFor(() => tokens.length === 5);
  assert.equal(tokens.length, 5, 'told while the slow ones are still held');
  assert.deepEqual([total(), Math.max(...opened())], [8, 2]);

  for (const { letGo } of slow) letGo();
  await Promise.all(runs);
  const left = installation.services.database.read.query.selectFrom('logout_notices').select('id');
  assert.deepEqual(await left.execute(), []);
});

test('an app that never answers is given up after a few attempts (Back-Channel Logout section 2.8)', async () => {
  const { installation } = scene();
  const { uri, tokens } = await startListener(() => 400);
  const { visitor } = await connected(uri);
  await visitor.post('/sign-out');
  for (let hour = 0; hour < 48; hour += 1) {
    await deliver();
    installation.letTimePass(3_600_000);
  }
  assert.equal(tokens.length, 5);
});

test('an app without a logout URI is not notified, nor one that removed it (Back-Channel Logout section 2.2)', async () => {
  const { installation, ids } = scene();
  const { uri, tokens } = await startListener();
  const { visitor, inkwell } = await connected(uri);
  const forget = (app: OAuthApp) => installation.services.apps.update(app.id, ids.dev, { backchannelLogoutUri: null });
  await visitor.post('/sign-out');
  assert.equal((await forget(inkwell))?.outcome, 'done');
  await deliver();
  assert.equal(tokens.length, 0);
});

test('a running server tells them at once, without waiting for its next turn (Back-Channel Logout section 2.3)', async () => {
  const server = await startTestServer();
  try {
    const heard = Promise.withResolvers<string>();
    const peer = await startPeer((request, response) => {
      heard.resolve(text(request));
      request.on('end', () => response.end());
    });
    const alice = await server.addUser('alice');
    const { id } = await server.addApp(alice, {
      redirectUris: ['https://app.example/callback'],
      backchannelLogoutUri: `${peer.origin}/backchannel`,
    });
    const app = await server.services.apps.findById(id);
    assert.ok(app);
    const alices = { userId: alice, credentialVersion: 0 };
    const browser = { id: 'b', userAgent: '', locale: 'en' } as const;
    const { session, secret } = await server.services.sessions.start(alices, PASSWORD_AMR, browser);
    const { authorizations, exchangeTokens } = server.services;
    const asked = { app, session, requestId: null, parameters: PARAMETERS };
    const code = await authorizations.allow(asked, { scopes: ['openid'], resources: [] });
    const request = { client: app, credential: null, resources: [], proof: null };
    const sent = {
      grant_type: 'authorization_code',
      code: code === null || code === 'refused' ? '' : code.reveal(),
      redirect_uri: 'https://app.example/callback',
    };
    await exchangeTokens(request, parseParams(new URLSearchParams(sent).toString()));

    await server.services.sessions.end(secret.reveal());
    assert.match(await heard.promise, /^logout_token=ey/);
  } finally {
    await server.stop();
  }
});
