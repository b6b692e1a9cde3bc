import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, beforeEach, describe, it } from 'node:test';
import { createDemoApp } from '#server/demo/app/app.js';
import { ALICE, breaks, json, Peer, tokens } from './demo-app/peer.js';
import { BASE_URL, locationOf, SECRET, signedIn, visit } from './demo-app/visitor.js';

const peer = new Peer();

before(() => peer.start());
after(() => peer.stop());
beforeEach(() => peer.reset());

describe('the demo app starts a sign-in', () => {
  it('asks for one click, with a state, an S256 challenge and no secret', async () => {
    const request = await visit(peer).start();
    assert.deepEqual(
      Object.fromEntries([...request].filter(([name]) => name !== 'state' && name !== 'code_challenge')),
      {
        response_type: 'code',
        client_id: 'client_inkwell',
        redirect_uri: `${BASE_URL}/oauth/callback`,
        scope: 'profile balance',
        code_challenge_method: 'S256',
        auto_authorize: 'true',
      },
    );
    assert.match(request.get('state') ?? '', /^[\w-]{43}$/);
    assert.match(request.get('code_challenge') ?? '', /^[\w-]{43}$/);
  });

  it('leaves auto_authorize out for the full consent page', async () => {
    assert.equal((await visit(peer).start('/auth/oauth/start?consent=full')).has('auto_authorize'), false);
  });

  it('sends the verifier of the very sign-in that came back, when several tabs started one', async () => {
    const visitor = visit(peer);
    const first = await visitor.start();
    await visitor.start();
    await visitor.comeBack({ code: 'c1', state: first.get('state') ?? '', iss: peer.origin });
    const verifier = peer.calls('token')[0]?.form.get('code_verifier') ?? '';
    assert.equal(createHash('sha256').update(verifier).digest('base64url'), first.get('code_challenge'));
  });
});

describe('the demo app takes no answer it did not ask for', () => {
  it('refuses a callback without state in a browser that has none either', async () => {
    const visitor = visit(peer);
    assert.equal(await visitor.comeBack({ code: 'c1', iss: peer.origin }), '/?error=missing_parameters');
    await visitor.start();
    assert.equal(await visitor.comeBack({ code: 'c1', iss: peer.origin }), '/?error=missing_parameters');
    assert.equal(await visitor.comeBack({ code: 'c1', state: '', iss: peer.origin }), '/?error=missing_parameters');
    assert.equal(peer.calls('token').length, 0);
  });

  it('refuses a callback in a browser without a session', async () => {
    const state = (await visit(peer).start()).get('state') ?? '';
    assert.equal(await visit(peer).comeBack({ code: 'c1', state, iss: peer.origin }), '/?error=invalid_state');
    assert.equal(peer.calls('token').length, 0);
  });

  it('takes a state once', async () => {
    const visitor = visit(peer);
    const state = (await visitor.start()).get('state') ?? '';
    assert.equal(await visitor.comeBack({ error: 'access_denied', state }), '/?error=access_denied');
    assert.equal(await visitor.comeBack({ code: 'c1', state, iss: peer.origin }), '/?error=invalid_state');
    assert.equal(peer.calls('token').length, 0);
  });

  for (const [what, iss] of [
    ['another issuer', { iss: 'https://attacker.example' }],
    ['no issuer', {}],
  ] as const) {
    it(`refuses an answer of ${what}, and sends its code nowhere`, async () => {
      const visitor = visit(peer);
      const state = (await visitor.start()).get('state') ?? '';
      assert.equal(await visitor.comeBack({ code: 'c1', state, ...iss }), '/?error=invalid_issuer');
      assert.equal(peer.calls('token').length, 0);
    });
  }

  it('does not believe an error of another issuer', async () => {
    const answer = { error: 'access_denied', iss: 'https://attacker.example' };
    assert.equal(await visit(peer).comeBack(answer), '/?error=invalid_issuer');
  });

  it('says in its own words what went wrong, and echoes nothing', async () => {
    const visitor = visit(peer);
    assert.equal(await visitor.comeBack({ error: '<script>alert(1)</script>' }), '/?error=server_error');
    for (const text of ['<script>alert(1)</script>', 'constructor', '__proto__', 'you have won']) {
      const page = await visitor.page(`/?error=${encodeURIComponent(text)}`);
      assert.match(page, /Something went wrong on our side/);
      assert.ok(!page.includes(text));
    }
    assert.match(await visitor.page('/?error=access_denied'), /You did not allow/);
  });

  it('ends the earlier session when the same browser signs in again', async () => {
    const visitor = await signedIn(peer);
    const earlier = new Map(visitor.cookies);
    await visitor.signIn();
    for (const [name, value] of earlier) visitor.cookies.set(name, value);
    assert.equal((await visitor.get('/api/user/info')).status, 401);
  });

  it('signs in under a new session id, and the old one is worth nothing', async () => {
    const visitor = visit(peer);
    const state = (await visitor.start()).get('state') ?? '';
    const planted = new Map(visitor.cookies);
    assert.equal(await visitor.comeBack({ code: 'c1', state, iss: peer.origin }), '/?login=success');
    assert.notEqual(visitor.cookies.get('inkwell_session'), planted.get('inkwell_session'));
    assert.match(await visitor.page(), /Hello, alice/);
    visitor.cookies.clear();
    for (const [name, value] of planted) visitor.cookies.set(name, value);
    assert.match(await visitor.page(), /Sign in with Octroi/);
  });
});

describe('the demo app acts for its user only on forms of its own', () => {
  for (const action of ['/refresh-token', '/top-up', '/sign-out']) {
    it(`refuses ${action} without the session's token, or with another's`, async () => {
      const visitor = await signedIn(peer);
      const stranger = await signedIn(peer);
      const seen = peer.arrivals.length;
      assert.equal((await visitor.post(action, {})).status, 403);
      assert.equal((await visitor.post(action, { csrf: 'é'.repeat(43) })).status, 403);
      const foreign = await stranger.csrfToken();
      assert.equal((await visitor.post(action, { csrf: foreign })).status, 403);
      assert.equal(peer.arrivals.length, seen + 1, 'only the look at the stranger’s own page');
      assert.match(await visitor.page(), /Hello, alice/);
    });
  }

  it('revokes the refresh token at sign-out, and is signed out even when that fails', async () => {
    for (const reply of [json(200, {}), json(503, {}), breaks]) {
      peer.reset();
      peer.script('revoke', reply);
      const visitor = await signedIn(peer);
      const kept = new Map(visitor.cookies);
      assert.equal(locationOf(await visitor.press('/sign-out')), '/?news=signed_out');
      assert.equal(peer.calls('revoke')[0]?.form.get('token'), 'refresh_1');
      assert.equal(visitor.cookies.size, 0);
      for (const [name, value] of kept) visitor.cookies.set(name, value);
      assert.equal((await visitor.get('/api/user/info')).status, 401, 'the session ended, not only its cookie');
    }
  });

  it('revokes the newest refresh token when the user signs out during a refresh', async () => {
    const visitor = await signedIn(peer);
    const csrf = await visitor.csrfToken();
    const refreshArrived = Promise.withResolvers<() => void>();
    peer.script('token', (arrival, response) => refreshArrived.resolve(() => json(200, tokens(2))(arrival, response)));
    const refreshing = visitor.post('/refresh-token', { csrf });
    const release = await refreshArrived.promise;
    const signingOut = visitor.post('/sign-out', { csrf });
    release();
    await Promise.all([refreshing, signingOut]);
    assert.deepEqual(
      peer.calls('revoke').map((call) => call.form.get('token')),
      ['refresh_2'],
    );
  });
});

describe('the demo app keeps to its server what is not the browser’s', () => {
  it('shows no secret, token or code in any page, header or cookie', async () => {
    const visitor = visit(peer);
    const state = (await visitor.start()).get('state') ?? '';
    const answers = [
      await visitor.get('/'),
      await visitor.get(`/oauth/callback?${new URLSearchParams({ code: 'c1', state, iss: peer.origin })}`),
      await visitor.get('/?login=success'),
      await visitor.get('/api/user/info'),
      await visitor.press('/refresh-token'),
      await visitor.press('/top-up'),
    ];
    for (const answer of answers) {
      const all = JSON.stringify([...answer.headers]) + (await answer.text());
      assert.doesNotMatch(all, /secret_known|access_\d|refresh_\d/);
    }
  });

  it('sets one HttpOnly, Lax cookie that is Secure wherever the app is', async () => {
    const options = { issuer: peer.origin, clientId: 'c', clientSecret: SECRET, name: 'Inkwell' };
    const cookieAt = async (baseUrl: string): Promise<string> => {
      const response = await createDemoApp({ ...options, baseUrl }).request(`${baseUrl}/auth/oauth/start`);
      return response.headers.getSetCookie().join('\n');
    };
    assert.match(await cookieAt(BASE_URL), /^inkwell_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/);
    assert.match(await cookieAt('https://inkwell.example'), /; Secure/);
  });

  it('sends pages that run no script, load nothing foreign and are not kept', async () => {
    const { headers } = await visit(peer).get('/');
    const policy = headers.get('content-security-policy') ?? '';
    assert.match(policy, /default-src 'none'/);
    assert.match(policy, /frame-ancestors 'none'/);
    assert.doesNotMatch(policy, /unsafe|script-src|form-action/);
    assert.equal(headers.get('cache-control'), 'no-store');
    assert.equal(headers.get('cross-origin-opener-policy'), null);
  });

  it('escapes what the authorization server says about the user', async () => {
    peer.script('userinfo', json(200, { ...ALICE, username: '<b>alice</b>' }));
    const page = await (await signedIn(peer)).page();
    assert.ok(page.includes('&lt;b&gt;alice&lt;/b&gt;'));
    assert.ok(!page.includes('<b>alice'));
  });
});
