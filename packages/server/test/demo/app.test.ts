import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, beforeEach, describe, it } from 'node:test';
import { ALICE, breaks, json, Peer, tokens } from './peer.js';
import { BASE_URL, locationOf, signedIn, visit } from './visitor.js';

/** The server, on another port of the same host, has other cookie names. */
const SESSION = 'octroi_app_4000_session';

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

  it('asks for the full consent page, and not for one click, where the user wants that', async () => {
    const request = await visit(peer).start('/auth/oauth/start?consent=full');
    assert.deepEqual([request.get('prompt'), request.get('auto_authorize')], ['consent', 'false']);
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
    assert.equal(await visitor.comeBack({ code: 'c1', state: '', iss: peer.origin }), '/?error=invalid_state');
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
    assert.equal(await visitor.comeBack({ error: 'access_denied', state, iss: peer.origin }), '/?error=access_denied');
    assert.equal(await visitor.comeBack({ code: 'c1', state, iss: peer.origin }), '/?error=invalid_state');
    assert.equal(peer.calls('token').length, 0);
  });

  for (const [what, iss] of [
    ['another issuer', { iss: 'https://attacker.example' }],
    ['no issuer', {}],
  ] as const) {
    it(`refuses an answer of ${what}, sends its code nowhere, and tells the developer`, async () => {
      const logged: string[] = [];
      const visitor = visit(peer, { onError: (error) => logged.push(String(error)) });
      const state = (await visitor.start()).get('state') ?? '';
      assert.equal(await visitor.comeBack({ code: 'c1', state, ...iss }), '/?error=server_error');
      assert.equal(peer.calls('token').length, 0);
      assert.match(logged.join(), /issuer_mismatch/);
    });

    it(`does not believe an error of ${what}`, async () => {
      const visitor = visit(peer);
      const state = (await visitor.start()).get('state') ?? '';
      assert.equal(await visitor.comeBack({ error: 'access_denied', state, ...iss }), '/?error=server_error');
    });
  }

  it('says in its own words what went wrong, and echoes nothing', async () => {
    const visitor = visit(peer);
    const state = (await visitor.start()).get('state') ?? '';
    const home = await visitor.comeBack({ error: '<script>alert(1)</script>', state, iss: peer.origin });
    assert.ok(!(await visitor.page(home)).includes('alert(1)'));
    assert.equal(await visitor.comeBack({ error: 'access_denied' }), '/?error=missing_parameters');
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
    visitor.cookies.set(SESSION, 'planted');
    const planted = new Map(visitor.cookies);
    assert.equal(await visitor.comeBack({ code: 'c1', state, iss: peer.origin }), '/?login=success');
    assert.match(visitor.cookies.get(SESSION) ?? '', /^[\w-]{43}$/);
    assert.match(await visitor.page(), /Hello, alice/);
    visitor.cookies.clear();
    for (const [name, value] of planted) visitor.cookies.set(name, value);
    assert.match(await visitor.page(), /Sign in with Octroi/);
  });
});

describe('the demo app acts for its user only on forms of its own', () => {
  for (const action of ['/refresh-token', '/sign-out', '/auth/oauth/logout']) {
    it(`refuses ${action} from another site, another port of this host, or nowhere, in new and old browsers`, async () => {
      const visitor = await signedIn(peer);
      const seen = peer.arrivals.length;
      for (const headers of [
        {},
        { origin: 'null' },
        { origin: 'https://attacker.example' },
        { origin: 'http://localhost:3000' },
        { 'sec-fetch-site': 'cross-site', origin: 'https://attacker.example' },
        { 'sec-fetch-site': 'same-site', origin: 'http://localhost:3000' },
        { 'sec-fetch-site': 'none' },
      ]) {
        assert.equal((await visitor.post(action, headers)).status, 403, JSON.stringify(headers));
      }
      assert.equal(peer.arrivals.length, seen);
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

  it('takes forms of its own from old browsers, which say only where they come from', async () => {
    const visitor = await signedIn(peer);
    const answer = await visitor.post('/sign-out', { origin: BASE_URL });
    assert.equal(locationOf(answer), '/?news=signed_out');
    assert.equal(peer.calls('revoke').length, 1);
  });

  // The older token is enough: the server revokes its whole family, including the successor being issued.
  it('revokes its tokens and stays signed out when the user signs out during a refresh', async () => {
    const visitor = await signedIn(peer);
    const kept = new Map(visitor.cookies);
    const refreshArrived = Promise.withResolvers<() => void>();
    peer.script('token', (arrival, response) => refreshArrived.resolve(() => json(200, tokens(2))(arrival, response)));
    const refreshing = visitor.send('post', '/refresh-token');
    const release = await refreshArrived.promise;
    assert.equal(locationOf(await visitor.send('post', '/sign-out')), '/?news=signed_out');
    release();
    assert.equal(locationOf(await refreshing), '/?error=authorization_ended');
    assert.deepEqual(
      peer.calls('revoke').map((call) => call.form.get('token')),
      ['refresh_1'],
    );
    for (const [name, value] of kept) visitor.cookies.set(name, value);
    assert.equal((await visitor.get('/api/user/info')).status, 401);
  });
});

/** The cookies that the app at `origin` sets at a first sign-in. */
const cookiesAt = async (origin: string): Promise<string[]> => {
  const visitor = visit(peer, { redirectUri: `${origin}/oauth/callback` });
  const start = await visitor.get('/auth/oauth/start');
  const state = new URL(locationOf(start)).searchParams.get('state') ?? '';
  const answer = await visitor.get(`/oauth/callback?${new URLSearchParams({ code: 'c1', state, iss: peer.origin })}`);
  const lines = [start, answer, await visitor.get('/')].flatMap(({ headers }) => headers.getSetCookie());
  return lines.filter((line) => !line.includes('Max-Age=0'));
};

const namesOf = (lines: string[]): string[] => lines.map((line) => /^[^=]+/.exec(line)?.[0] ?? '');

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
      await visitor.press('/auth/oauth/topup'),
    ];
    for (const answer of answers) {
      const all = JSON.stringify([...answer.headers]) + (await answer.text());
      assert.doesNotMatch(all, /secret_known|access_\d|refresh_\d/);
    }
  });

  it('sets HttpOnly, Lax cookies of its own names, Secure wherever the app is', async () => {
    const local = await cookiesAt(BASE_URL);
    assert.deepEqual(namesOf(local).slice(1), [SESSION, 'inkwell_last_seen']);
    assert.match(local[0] ?? '', /^octroi_app_4000_sign_in_/);
    for (const line of local) {
      assert.match(line, /; Path=\/; HttpOnly/);
      assert.match(line, /; SameSite=Lax/);
      assert.doesNotMatch(line, /; Secure/);
    }
    const secure = await cookiesAt('https://inkwell.example');
    assert.equal(secure.length, 3);
    for (const line of secure) assert.match(line, /; Secure/);
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
