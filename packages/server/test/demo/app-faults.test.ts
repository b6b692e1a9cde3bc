import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { ALICE, breaks, hangs, json, Peer, type Reply, tokens } from './peer.js';
import { locationOf, SECRET, signedIn, visit } from './visitor.js';

const peer = new Peer();

before(() => peer.start());
after(() => peer.stop());
beforeEach(() => peer.reset());

describe('the demo app meets a token endpoint in trouble', () => {
  const troubles: Record<string, Reply> = {
    'a 500': json(500, { error: 'server_error' }),
    'a broken connection': breaks,
    'no answer at all': hangs,
    'an expired code': json(400, { error: 'invalid_grant' }),
    'a token answer without access token': json(200, { token_type: 'Bearer', expires_in: 7200 }),
    'a token of another type': json(200, { ...tokens(1), token_type: 'DPoP' }),
    'an answer that is not JSON': (_arrival, response) => response.end('<h1>Welcome</h1>'),
    'a redirect elsewhere': (_arrival, response) => response.writeHead(307, { location: '/elsewhere' }).end(),
  };
  for (const [what, reply] of Object.entries(troubles)) {
    it(`signs nobody in on ${what}`, async () => {
      peer.script('token', reply);
      const logged: string[] = [];
      const onError = (error: unknown): number => logged.push(String(error));
      const visitor = visit(peer, reply === hangs ? { onError, timeout: 50 } : { onError });
      const state = (await visitor.start()).get('state') ?? '';
      assert.equal(await visitor.comeBack({ code: 'c1', state, iss: peer.origin }), '/?error=server_error');
      assert.equal((await visitor.get('/api/user/info')).status, 401);
      assert.equal(peer.calls('token').length, 1);
      assert.equal(peer.arrivals.length, 1, 'the secret went nowhere else');
      assert.equal(logged.length, 1);
      assert.ok(!logged.join().includes(SECRET));
    });
  }

  // RFC 6749 section 5.1 makes both optional.
  const { refresh_token: _, expires_in: __, ...bare } = tokens(1);
  it('signs in on a token answer without refresh token and life, for as long as the access token works', async () => {
    peer.script('token', json(200, bare));
    const visitor = await signedIn(peer);
    assert.match(await visitor.page(), /Hello, alice/);
    peer.script('userinfo', json(401, { error: 'invalid_token' }));
    assert.equal(locationOf(await visitor.get('/')), '/?error=authorization_ended');
  });
});

describe('the demo app keeps its access token alive', () => {
  it('replaces it when less than five minutes are left', async () => {
    peer.script('token', json(200, tokens(1)), json(200, tokens(2)));
    let now = Date.now();
    const visitor = await signedIn(peer, { now: () => now });
    // Up to a minute earlier than five, so that not all sessions refresh at once.
    now += (7200 - 4 * 60) * 1000;
    assert.match(await visitor.page(), /750\.00/);
    assert.equal(peer.calls('token')[1]?.form.get('refresh_token'), 'refresh_1');
    assert.deepEqual(
      peer.calls('userinfo').map((call) => call.bearer),
      ['access_2'],
    );
  });

  it('leaves it alone when more is left', async () => {
    let now = Date.now();
    const visitor = await signedIn(peer, { now: () => now });
    now += (7200 - 330) * 1000;
    assert.match(await visitor.page(), /Hello, alice/);
    assert.equal(peer.calls('token').length, 1);
  });

  it('refreshes once for many requests at a time', async () => {
    peer.script('token', json(200, tokens(1)), json(200, tokens(2)));
    let now = Date.now();
    const visitor = await signedIn(peer, { now: () => now });
    now += (7200 - 200) * 1000;
    const answers = await Promise.all(Array.from({ length: 8 }, () => visitor.get('/api/user/info')));
    assert.deepEqual(new Set(answers.map((answer) => answer.status)), new Set([200]));
    assert.equal(peer.calls('token').length, 2);
  });

  it('refreshes once and asks again after a 401', async () => {
    peer.script('token', json(200, tokens(1)), json(200, tokens(2)));
    peer.script('userinfo', json(401, { error: 'invalid_token' }), json(200, ALICE));
    const visitor = await signedIn(peer);
    assert.deepEqual(await (await visitor.get('/api/user/info')).json(), ALICE);
    assert.deepEqual(
      peer.calls('userinfo').map((call) => call.bearer),
      ['access_1', 'access_2'],
    );
  });

  it('stops after the second 401 and signs out', async () => {
    peer.script('token', json(200, tokens(1)), json(200, tokens(2)));
    peer.script('userinfo', json(401, { error: 'invalid_token' }));
    const visitor = await signedIn(peer);
    assert.equal(locationOf(await visitor.get('/')), '/?error=authorization_ended');
    assert.equal(peer.calls('userinfo').length, 2);
    assert.equal(peer.calls('token').length, 2);
  });

  it('keeps the old refresh token when the answer brings no new one', async () => {
    const { refresh_token: _, scope: __, ...bare } = tokens(2);
    peer.script('token', json(200, tokens(1)), json(200, bare));
    const visitor = await signedIn(peer);
    assert.equal(locationOf(await visitor.press('/refresh-token')), '/?news=token_refreshed');
    await visitor.press('/refresh-token');
    assert.equal(peer.calls('token')[2]?.form.get('refresh_token'), 'refresh_1');
  });
});

describe('the demo app tells an ended authorization from a server in trouble', () => {
  it('signs out when the refresh token is no longer good, and says so', async () => {
    peer.script('token', json(200, tokens(1)), json(400, { error: 'invalid_grant' }));
    const visitor = await signedIn(peer);
    const home = locationOf(await visitor.press('/refresh-token'));
    assert.equal(home, '/?error=authorization_ended');
    const page = await visitor.page(home);
    assert.match(page, /Your authorization was ended/);
    assert.match(page, /Sign in with Octroi/);
    const info = await visitor.get('/api/user/info');
    assert.equal(info.status, 401);
    assert.deepEqual(await info.json(), { error: 'Not authenticated' });
  });

  const troubles: Record<string, Reply> = {
    'answers 500': json(500, {}),
    'answers 503': json(503, { error: 'temporarily_unavailable' }),
    'answers 429': json(429, {}),
    'breaks the connection': breaks,
  };
  for (const [what, reply] of Object.entries(troubles)) {
    it(`keeps the session and what it last saw when the server ${what}`, async () => {
      const visitor = await signedIn(peer);
      await visitor.page();
      peer.script('token', reply);
      peer.script('userinfo', reply);
      peer.script('topup', reply);

      const page = await visitor.page();
      assert.match(page, /Octroi cannot be reached right now/);
      assert.match(page, /750\.00/);
      assert.equal((await visitor.get('/api/user/info')).status, 503);
      for (const [method, action] of [
        ['post', '/refresh-token'],
        ['get', '/auth/oauth/topup'],
      ] as const) {
        assert.equal(locationOf(await visitor.send(method, action)), '/?error=temporarily_unavailable');
      }

      peer.reset();
      assert.match(await visitor.page(), /Hello, alice/);
      assert.equal(peer.calls('userinfo')[0]?.bearer, 'access_1');
    });
  }

  it('keeps the session and what it last saw when the server never answers', async () => {
    const visitor = await signedIn(peer, { timeout: 500 });
    await visitor.page();
    peer.script('userinfo', hangs);
    const page = await visitor.page();
    assert.match(page, /Octroi cannot be reached right now/);
    assert.match(page, /750\.00/);
  });

  it('shows what it last saw to nobody else, and ignores cookies that it did not write', async () => {
    const visitor = await signedIn(peer);
    await visitor.page();
    const written = visitor.cookies.get('inkwell_last_seen') ?? '';
    assert.match(written, /alice/);
    peer.script('userinfo', json(503, {}));
    await visitor.signIn();
    const page = await visitor.page();
    assert.match(page, /not known yet/);
    assert.doesNotMatch(page, /alice/);
    visitor.cookies.set('inkwell_last_seen', written.replace('alice', 'mallory'));
    assert.doesNotMatch(await visitor.page(), /mallory/);
  });

  it('keeps the session when its own secret is wrong, since the user can do nothing about it', async () => {
    const logged: string[] = [];
    peer.script('token', json(200, tokens(1)), json(401, { error: 'invalid_client' }));
    const visitor = await signedIn(peer, { onError: (error) => logged.push(String(error)) });
    assert.equal(locationOf(await visitor.press('/refresh-token')), '/?error=server_error');
    assert.match(await visitor.page(), /Hello, alice/);
    assert.match(logged.join(), /invalid_client/);
  });

  it('shows what was not granted as not shared', async () => {
    peer.script('token', json(200, { ...tokens(1), scope: 'profile' }));
    peer.script('userinfo', json(200, { sub: '1', id: 1, username: 'alice' }));
    const page = await (await signedIn(peer)).page();
    assert.match(page, /not shared/);
    assert.match(page, /<code>profile<\/code>/);
    assert.doesNotMatch(page, /<code>balance<\/code>/);
  });

  for (const url of ['javascript:alert(1)', '', 'nowhere']) {
    it(`does not send the user to a top-up address such as "${url}"`, async () => {
      peer.script('topup', json(200, { topup_url: url }));
      const visitor = await signedIn(peer);
      assert.equal(locationOf(await visitor.press('/auth/oauth/topup')), '/?error=server_error');
    });
  }
});
