import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createClient, OctroiError, type Client, type ClientOptions, type Transaction } from '../../dist/core/index.js';
import { startOctroi, type OctroiServer } from '../support/octroi-server.js';
import { createVisitor } from '../support/visitor.js';

const CALLBACK = 'http://localhost:4000/oauth/callback';
const ISSUER = 'https://id.example';
const TRANSACTION: Transaction = { state: 'st', verifier: 'v'.repeat(43), nonce: 'no' };
const NOW = Date.UTC(2026, 0, 15, 12);

/** A client whose server answers every request in this way. */
const clientOf = (
  answer: (url: URL, init: RequestInit) => Response | Promise<Response>,
  options: Partial<ClientOptions> = {},
): Client =>
  createClient({
    issuer: ISSUER,
    clientId: 'client_1',
    redirectUri: CALLBACK,
    now: () => NOW,
    fetch: async (input, init = {}) => answer(new URL(input instanceof Request ? input.url : input), init),
    ...options,
  });

const TOKENS = {
  access_token: 'a1',
  token_type: 'Bearer',
  expires_in: 7200,
  refresh_token: 'r1',
  scope: 'profile balance',
};
const answering = (changes: object, options: Partial<ClientOptions> = {}): Client =>
  clientOf(() => Response.json({ ...TOKENS, ...changes }), options);

const back = (query: Record<string, string>): string =>
  `${CALLBACK}?${new URLSearchParams({ iss: ISSUER, state: 'st', ...query })}`;

describe('a client and a real server', () => {
  let server: OctroiServer;
  before(async () => {
    server = await startOctroi();
  });
  after(() => server.stop());

  for (const kind of ['public', 'confidential'] as const) {
    it(`sign a user in to a ${kind} app, read the balance, refresh, top up and revoke`, async () => {
      const app = await server.addApp(CALLBACK, { public: kind === 'public' });
      const { clientId } = app;
      const secret = kind === 'public' ? {} : { clientSecret: app.clientSecret };
      const client = createClient({
        issuer: server.issuer,
        clientId,
        redirectUri: CALLBACK,
        scope: 'openid profile balance',
        ...secret,
      });

      const { url, transaction } = await client.authorize();
      const alice = createVisitor({ origin: 'http://localhost:4000', handler: async () => new Response() });
      let seen = await alice.signInAt(await alice.go(url));
      if (seen.url.origin === server.issuer) seen = await alice.allowAt(seen);
      const tokens = await client.callback(seen.url, transaction);
      assert.match(tokens.idToken ?? '', /^eyJ/);
      assert.equal((await client.userinfo(tokens.accessToken)).balance_formatted, '750.00');
      assert.match(await client.topup(tokens.accessToken), /\/topup\?ticket=/);

      const next = await client.refresh(tokens);
      assert.notEqual(next.refreshToken, tokens.refreshToken);
      await client.revoke(next);
      await assert.rejects(client.userinfo(next.accessToken), { code: 'invalid_token', status: 401, retryable: false });
      await assert.rejects(client.refresh(next), (error: unknown) => {
        assert.ok(error instanceof OctroiError);
        assert.equal(error.code, 'invalid_grant');
        assert.ok(error.requestId !== undefined && error.uri?.startsWith(server.issuer));
        return true;
      });
    });
  }
});

describe('beginning a sign-in', () => {
  it('always sends PKCE and a state of 256 bits, never twice the same', async () => {
    const client = answering({});
    const [one, two] = [await client.authorize(), await client.authorize()];
    const { searchParams } = new URL(one.url);
    assert.equal(searchParams.get('code_challenge_method'), 'S256');
    const digest = await crypto.subtle.digest('SHA-256', Buffer.from(one.transaction.verifier));
    assert.equal(searchParams.get('code_challenge'), Buffer.from(digest).toString('base64url'));
    assert.match(one.transaction.state, /^[\w-]{43}$/);
    for (const name of ['state', 'verifier', 'nonce'] as const)
      assert.notEqual(one.transaction[name], two.transaction[name]);
  });

  it('lets parameters be added, but not the ones that make it safe be changed', async () => {
    const { url, transaction } = await answering({}).authorize({
      auto_authorize: 'false',
      prompt: 'consent',
      state: 'mine',
      redirect_uri: 'https://evil.example',
      code_challenge: 'mine',
    });
    const { searchParams } = new URL(url);
    assert.deepEqual([searchParams.get('auto_authorize'), searchParams.get('prompt')], ['false', 'consent']);
    assert.deepEqual([searchParams.get('state'), searchParams.get('redirect_uri')], [transaction.state, CALLBACK]);
    assert.notEqual(searchParams.get('code_challenge'), 'mine');
  });
});

const refused = (url: string, transaction: Transaction | null, code: string, client = answering({})) =>
  assert.rejects(client.callback(url, transaction), { code }, url);

const jwt = (claims: object): string => `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.s`;

const CLAIMS = { iss: ISSUER, aud: 'client_1', sub: '1', nonce: 'no', exp: NOW / 1000 + 60 };

const withIdToken = (idToken: string | undefined): Client =>
  answering({ id_token: idToken, scope: 'openid profile' }, { scope: 'openid profile' });

describe('ending a sign-in', () => {
  it('refuses an answer without a state, also where none is known: null is not null', async () => {
    await refused(`${CALLBACK}?code=c&iss=${ISSUER}`, null, 'missing_parameters');
    await refused(`${CALLBACK}?code=c&iss=${ISSUER}`, TRANSACTION, 'missing_parameters');
    await refused(back({ code: 'c' }), null, 'invalid_state');
    await refused(back({ code: 'c', state: 'other' }), TRANSACTION, 'invalid_state');
    await refused(back({ code: 'c', state: '' }), { ...TRANSACTION, state: 'st' }, 'invalid_state');
  });

  it('believes no error that is not the answer to its own request', async () => {
    await refused(back({ error: 'access_denied', state: 'other' }), TRANSACTION, 'invalid_state');
    await refused(back({ error: 'access_denied' }), TRANSACTION, 'access_denied');
    await refused(back({ error: 'access_denied', code: 'c' }), TRANSACTION, 'access_denied');
  });

  it('refuses an answer of another server, or of none (RFC 9207 section 2.4)', async () => {
    await refused(back({ code: 'c', iss: 'https://evil.example' }), TRANSACTION, 'issuer_mismatch');
    await refused(`${CALLBACK}?code=c&state=st`, TRANSACTION, 'issuer_mismatch');
  });

  it('sends code, verifier and redirect URI in the body, and follows no redirect with them', async () => {
    let sent = new URLSearchParams();
    const client = clientOf((url, init) => {
      assert.equal(url.href, `${ISSUER}/api/oauth2/token`);
      assert.equal(init.redirect, 'manual');
      assert.ok(init.body instanceof URLSearchParams);
      sent = init.body;
      return Response.json(TOKENS);
    });
    await client.callback(back({ code: 'c+/=&' }), TRANSACTION);
    assert.deepEqual(Object.fromEntries(sent), {
      grant_type: 'authorization_code',
      code: 'c+/=&',
      redirect_uri: CALLBACK,
      code_verifier: TRANSACTION.verifier,
      client_id: 'client_1',
    });
  });

  it('takes an id_token that answers this very sign-in', async () => {
    for (const claims of [CLAIMS, { ...CLAIMS, aud: ['client_1'] }]) {
      assert.equal((await withIdToken(jwt(claims)).callback(back({ code: 'c' }), TRANSACTION)).idToken, jwt(claims));
    }
  });

  it('A42: refuses an id_token with a wrong nonce, or another fault (OpenID Connect Core section 3.1.3.7)', async () => {
    const faults = {
      'another nonce': { nonce: 'other' },
      'no nonce': { nonce: undefined },
      'another app': { aud: 'client_2' },
      'another app too': { aud: ['client_1', 'client_2'] },
      'another server': { iss: 'https://evil.example' },
      expired: { exp: NOW / 1000 },
      'without end': { exp: undefined },
      'without user': { sub: undefined },
    };
    for (const [fault, changes] of Object.entries(faults)) {
      const client = withIdToken(jwt({ ...CLAIMS, ...changes }));
      await assert.rejects(client.callback(back({ code: 'c' }), TRANSACTION), { code: 'invalid_id_token' }, fault);
    }
    for (const idToken of [undefined, 'no jwt', 'a.%.c', `e30.${Buffer.from('[').toString('base64url')}.s`]) {
      await refused(back({ code: 'c' }), TRANSACTION, 'invalid_id_token', withIdToken(idToken));
    }
  });
});

const exchange = (changes: object) => answering(changes).callback(back({ code: 'c' }), TRANSACTION);

describe('a token answer', () => {
  const earlier = {
    accessToken: 'a0',
    refreshToken: 'r0',
    expiresAt: NOW,
    lifetime: 1000,
    scope: 'profile',
    idToken: null,
  };

  it('without a refresh_token keeps the old one, and there is none called "undefined"', async () => {
    for (const missing of [undefined, null, '']) {
      assert.equal((await answering({ refresh_token: missing }).refresh(earlier)).refreshToken, 'r0');
      assert.equal((await exchange({ refresh_token: missing })).refreshToken, null);
    }
    assert.equal((await answering({}).refresh(earlier)).refreshToken, 'r1');
  });

  it('without an expires_in ends soon, not never', async () => {
    for (const expiresIn of [undefined, null, 0, -1, 'soon', '1e999']) {
      assert.equal((await exchange({ expires_in: expiresIn })).expiresAt, NOW + 5 * 60_000, String(expiresIn));
    }
    assert.equal((await exchange({ expires_in: 60 })).expiresAt, NOW + 60_000);
  });

  it('counts its life from when it was asked for', async () => {
    let now = NOW;
    const slow = clientOf(
      () => {
        now += 9_000;
        return Response.json(TOKENS);
      },
      { now: () => now },
    );
    assert.equal((await slow.refresh(earlier)).expiresAt, NOW + 7_200_000);
  });

  it('that is none is refused', async () => {
    for (const changes of [
      { access_token: '' },
      { access_token: undefined },
      { token_type: 'DPoP' },
      { token_type: undefined },
    ]) {
      await assert.rejects(exchange(changes), { code: 'invalid_response' });
    }
    const page = clientOf(() => new Response('<html>Welcome to the hotel</html>'));
    await assert.rejects(page.refresh(earlier), { code: 'invalid_response' });
  });
});

const refresh = (client: Client) =>
  client.refresh({ accessToken: 'a', refreshToken: 'r', expiresAt: 0, lifetime: 0, scope: '', idToken: null });

const failing = (status: number, body: object, headers = {}) =>
  clientOf(() => Response.json(body, { status, headers }));

const never = (_: URL, { signal }: RequestInit) =>
  new Promise<Response>((_resolve, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason));
  });

const stalling = (_: URL, { signal }: RequestInit) =>
  new Response(
    new ReadableStream({
      start: (controller) => signal?.addEventListener('abort', () => controller.error(signal.reason)),
    }),
  );

describe('an error', () => {
  it('says what the server said, and whether to try again', async () => {
    const all = {
      error: 'invalid_grant',
      error_description: 'Spent.',
      error_uri: `${ISSUER}/docs/errors#invalid_grant`,
    };
    await assert.rejects(refresh(failing(400, all, { 'x-request-id': 'req-1' })), {
      code: 'invalid_grant',
      description: 'Spent.',
      uri: all.error_uri,
      status: 400,
      requestId: 'req-1',
      retryable: false,
    });
    await assert.rejects(refresh(failing(503, {}, { 'retry-after': '30' })), { retryable: true, retryAfter: 30 });
    await assert.rejects(refresh(failing(429, {}, { 'retry-after': 'Thu, 15 Jan 2026 12:00:00 GMT' })), {
      retryable: true,
      retryAfter: undefined,
    });
    await assert.rejects(refresh(failing(400, { error: 7 })), { code: 'invalid_response', retryable: false });
  });

  it('is network_error when nobody can be reached, or the answer breaks off', async () => {
    const cause = new TypeError('fetch failed');
    await assert.rejects(refresh(clientOf(() => Promise.reject(cause))), {
      code: 'network_error',
      retryable: true,
      cause,
    });
    const breaking = new ReadableStream({ pull: (controller) => controller.error(new TypeError('terminated')) });
    await assert.rejects(refresh(clientOf(() => new Response(breaking))), { code: 'network_error', retryable: true });
  });

  it('is timeout when an answer, or the rest of it, takes too long', async () => {
    await assert.rejects(refresh(clientOf(never, { timeout: 20 })), { code: 'timeout', retryable: true });
    await assert.rejects(refresh(clientOf(stalling, { timeout: 20 })), { code: 'timeout', retryable: true });
  });

  it('shows no token, secret or code when it is printed', async () => {
    const client = clientOf(() => Response.json({ error: 'invalid_grant' }, { status: 400 }), {
      clientSecret: 'secret_private',
    });
    const error: unknown = await client
      .callback(back({ code: 'code_private' }), TRANSACTION)
      .catch((cause: unknown) => cause);
    assert.ok(error instanceof OctroiError);
    assert.doesNotMatch(`${error.stack} ${JSON.stringify(error)}`, /private|vvvv/);
  });
});

describe('addresses that are not on the web', () => {
  it('an issuer is refused when the client is made', () => {
    for (const issuer of ['javascript:alert(1)', 'data:,x', 'ftp://id.example', 'no address']) {
      assert.throws(() => clientOf(() => new Response(), { issuer }), TypeError, issuer);
    }
  });

  it('a top-up page is an answer that is not believed: a browser will be sent there', async () => {
    for (const topup_url of [
      'javascript:alert(1)',
      ' javascript:alert(1)',
      'data:text/html,x',
      '/topup',
      'https:/x',
      7,
    ]) {
      await assert.rejects(answering({ topup_url }).topup('a1'), { code: 'invalid_response' });
    }
  });
});
