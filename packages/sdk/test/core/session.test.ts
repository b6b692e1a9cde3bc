import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createClient, createSession, type Session, type SessionOptions, type Tokens } from '../../dist/core/index.js';

const ISSUER = 'https://id.example';
const API = 'https://api.example';
const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 0, 15, 12);
const TOKENS: Tokens = {
  accessToken: 'a1',
  refreshToken: 'r1',
  expiresAt: NOW + 2 * HOUR,
  lifetime: 2 * HOUR,
  scope: 'profile',
  idToken: null,
};

interface Sent {
  readonly url: URL;
  readonly init: RequestInit;
  readonly bearer: string | null;
}

type Answer = (sent: Sent) => Response | Promise<Response> | undefined;

/** A user with tokens in memory, a server that refreshes r1 to a2 and r2, and a test's changes to both. */
const scene = ({ answer = () => undefined, ...options }: SessionOptions & { answer?: Answer } = {}) => {
  const sent: Sent[] = [];
  const state = { now: NOW, tokens: TOKENS as Tokens | null, signedOut: 0 };
  const client = createClient({
    issuer: ISSUER,
    clientId: 'client_1',
    redirectUri: 'https://app.example/callback',
    now: () => state.now,
    fetch: async (input, init = {}) => {
      const url = new URL(input instanceof Request ? input.url : input);
      const request = { url, init, bearer: new Headers(init.headers).get('authorization') };
      sent.push(request);
      const given = await answer(request);
      if (given !== undefined) return given;
      const count = sent.filter((each) => each.url.pathname.endsWith('/token')).length + 1;
      if (url.pathname.endsWith('/token')) {
        return Response.json({
          access_token: `a${count}`,
          token_type: 'Bearer',
          expires_in: 7200,
          refresh_token: `r${count}`,
        });
      }
      return url.pathname.endsWith('/userinfo') ? Response.json({ sub: '1' }) : new Response('fine');
    },
  });
  const store = {
    read: async () => state.tokens,
    replace: async (expected: Tokens, next: Tokens | null) => {
      if (state.tokens?.accessToken !== expected.accessToken) return false;
      state.tokens = next;
      return true;
    },
  };
  const open = (): Session =>
    createSession(client, store, { now: () => state.now, onSignedOut: () => (state.signedOut += 1), ...options });
  const refreshes = (): number => sent.filter(({ url }) => url.pathname.endsWith('/token')).length;
  return { client, session: open(), sent, state, refreshes };
};

const refuse = (status: number, error: string): Response => Response.json({ error }, { status });
const isRefresh = ({ url }: Sent): boolean => url.pathname.endsWith('/token');

describe('a session', () => {
  it('uses its token until five minutes before the end, and a fresh one from then on', async () => {
    const { session, state } = scene();
    state.now = NOW + 2 * HOUR - 301_000;
    assert.equal(await session.accessToken(), 'a1');
    state.now = NOW + 2 * HOUR - 239_000;
    assert.equal(await session.accessToken(), 'a2');
  });

  it('combines concurrent refreshes into one that serves all callers', async () => {
    const { session, state, refreshes } = scene();
    state.now = NOW + 3 * HOUR;
    const tokens = await Promise.all(Array.from({ length: 20 }, () => session.accessToken()));
    assert.deepEqual([new Set(tokens), refreshes()], [new Set(['a2']), 1]);
  });

  it('takes what another process has refreshed meanwhile, and does not refresh again', async () => {
    const { session, state, refreshes } = scene({
      exclusively: async (work) => {
        state.tokens = { ...TOKENS, accessToken: 'theirs', expiresAt: state.now + HOUR };
        return work();
      },
    });
    state.now = NOW + 3 * HOUR;
    assert.deepEqual([await session.accessToken(), refreshes()], ['theirs', 0]);
  });

  it('takes the other’s tokens when two refresh at the same moment', async () => {
    const theirs = { ...TOKENS, accessToken: 'theirs', expiresAt: NOW + 5 * HOUR };
    for (const mine of [() => undefined, () => refuse(400, 'invalid_grant')]) {
      const { session, state } = scene({
        answer: (request) => {
          if (!isRefresh(request)) return undefined;
          state.tokens = theirs;
          return mine();
        },
      });
      state.now = NOW + 3 * HOUR;
      assert.equal(await session.accessToken(), 'theirs');
      assert.equal(state.signedOut, 0);
    }
  });

  it('stays signed in while offline or while the server fails or is busy, and recovers afterwards', async () => {
    const failures: Answer[] = [
      () => Promise.reject(new TypeError('fetch failed')),
      () => refuse(500, 'server_error'),
      () => refuse(503, 'temporarily_unavailable'),
      () => refuse(429, 'slow_down'),
      () => refuse(401, 'invalid_client'),
      () => new Response('<html>Welcome to the hotel</html>'),
    ];
    for (const failure of failures) {
      let isFailing = true;
      const { session, state } = scene({ answer: (request) => (isFailing ? failure(request) : undefined) });
      state.now = NOW + 3 * HOUR;
      await assert.rejects(session.user());
      assert.deepEqual([state.tokens, state.signedOut], [TOKENS, 0]);
      isFailing = false;
      assert.equal((await session.user()).sub, '1');
    }
  });

  it('uses a token to its end while it cannot be refreshed', async () => {
    const { session, state } = scene({
      answer: (request) => (isRefresh(request) ? refuse(503, 'server_error') : undefined),
    });
    state.now = NOW + 2 * HOUR - 1_000;
    assert.equal(await session.accessToken(), 'a1');
    state.now = NOW + 2 * HOUR;
    await assert.rejects(session.accessToken(), { code: 'server_error', retryable: true });
  });

  it('replaces a token that has all its life left when it is asked to, once however many ask', async () => {
    const { session, refreshes } = scene();
    await Promise.all([session.refresh(), session.refresh()]);
    assert.deepEqual([await session.accessToken(), refreshes()], ['a2', 1]);
    await session.refresh();
    assert.deepEqual([await session.accessToken(), refreshes()], ['a3', 2]);
  });

  it('says so when a refresh it is asked for fails, and keeps what it has', async () => {
    const { session } = scene({
      answer: (request) => (isRefresh(request) ? refuse(503, 'temporarily_unavailable') : undefined),
    });
    await assert.rejects(session.refresh(), { code: 'temporarily_unavailable', retryable: true });
    assert.equal(await session.accessToken(), 'a1');
  });

  it('reports the granted scopes and when the token expires', async () => {
    const { session, state } = scene();
    assert.deepEqual(await session.granted(), { scopes: ['profile'], expiresAt: NOW + 2 * HOUR });
    state.now = NOW + HOUR;
    await session.refresh();
    assert.equal((await session.granted()).expiresAt, NOW + 3 * HOUR);
    state.tokens = null;
    await assert.rejects(session.granted(), { code: 'not_signed_in' });
    await assert.rejects(session.refresh(), { code: 'not_signed_in' });
  });

  it('signs out once, and only on invalid_grant', async () => {
    const { session, state, refreshes } = scene({
      answer: (request) => (isRefresh(request) ? refuse(400, 'invalid_grant') : undefined),
    });
    state.now = NOW + 3 * HOUR;
    const outcomes = await Promise.allSettled(Array.from({ length: 5 }, () => session.user()));
    assert.ok(outcomes.every(({ status }) => status === 'rejected'));
    await assert.rejects(session.user(), { code: 'not_signed_in' });
    assert.deepEqual([state.tokens, state.signedOut, refreshes()], [null, 1, 1]);
  });

  it('calls no code of the app while others are kept waiting', async () => {
    let isLocked = false;
    const seen: boolean[] = [];
    const { session, state } = scene({
      answer: (request) => (isRefresh(request) ? refuse(400, 'invalid_grant') : undefined),
      onSignedOut: () => seen.push(isLocked),
      exclusively: async (work) => {
        isLocked = true;
        try {
          return await work();
        } finally {
          isLocked = false;
        }
      },
    });
    state.now = NOW + 3 * HOUR;
    await assert.rejects(session.user(), { code: 'invalid_grant' });
    assert.deepEqual(seen, [false]);
  });

  it('ends what it has at the server when the user signs out, and is over even if the server is away', async () => {
    const { session, state, sent } = scene();
    await session.signOut();
    assert.equal(sent[0]?.url.pathname, '/api/oauth2/revoke');
    assert.equal(sent[0]?.init.body?.toString(), 'token=r1&client_id=client_1');
    assert.deepEqual([state.tokens, state.signedOut], [null, 1]);
    const offline = scene({ answer: () => Promise.reject(new TypeError('fetch failed')) });
    await offline.session.signOut();
    assert.equal(offline.state.tokens, null);
  });

  it('is over even if a refresh lands while the user signs out', async () => {
    const theirs = { ...TOKENS, accessToken: 'theirs', refreshToken: 'r9' };
    let tokens: Tokens | null = TOKENS;
    const { client, sent } = scene();
    const session = createSession(client, {
      read: async () => tokens,
      replace: async (expected, next) => {
        if (expected === TOKENS) tokens = theirs;
        if (tokens?.accessToken !== expected.accessToken) return false;
        tokens = next;
        return true;
      },
    });
    await session.signOut();
    assert.equal(tokens, null);
    assert.match(String(sent[0]?.init.body), /^token=r9&/);
  });
});

const lateBody = (signal: AbortSignal | null | undefined): ReadableStream<Uint8Array> =>
  new ReadableStream({
    start: (controller) => {
      const end = setTimeout(() => controller.close(), 60);
      signal?.addEventListener('abort', () => {
        clearTimeout(end);
        controller.error(signal.reason);
      });
    },
  });

describe('a request with the user’s token', () => {
  it('goes to the server and the origins that were named, and nowhere else', async () => {
    const { session, sent } = scene({ allowedOrigins: [`${API}/`] });
    await session.fetch(`${ISSUER}/api/oauth2/userinfo`);
    await session.fetch(`${API}/drops`);
    for (const url of [
      'https://evil.example/',
      'https://api.example.evil.example/',
      'http://api.example/',
      `${API}:8443/`,
    ]) {
      await assert.rejects(session.fetch(url), { code: 'origin_not_allowed' });
    }
    assert.equal(sent.length, 2);
  });

  it('keeps the headers it was given, in whatever form', async () => {
    const { session, sent } = scene({ allowedOrigins: [API] });
    for (const headers of [
      new Headers({ 'x-own': 'yes' }),
      [['x-own', 'yes']] as [string, string][],
      { 'x-own': 'yes' },
    ]) {
      await session.fetch(`${API}/drops`, { headers, method: 'PUT' });
      const { init, bearer } = sent.at(-1) ?? assert.fail('nothing was sent');
      assert.deepEqual([new Headers(init.headers).get('x-own'), bearer, init.method], ['yes', 'Bearer a1', 'PUT']);
    }
    assert.deepEqual(Object.keys(sent[0]?.init ?? {}).toSorted(), ['headers', 'method', 'signal']);
  });

  it('is retried once with a fresh token when the answer blames the token', async () => {
    const challenge = { 'www-authenticate': 'Bearer error="invalid_token"' };
    const { session, sent, refreshes } = scene({
      allowedOrigins: [API],
      answer: ({ bearer }) =>
        bearer === 'Bearer a1' ? new Response('', { status: 401, headers: challenge }) : undefined,
    });
    assert.equal(await (await session.fetch(`${API}/drops`, { method: 'POST', body: 'ink' })).text(), 'fine');
    assert.deepEqual([sent.at(-1)?.bearer, sent.at(-1)?.init.body, refreshes()], ['Bearer a2', 'ink', 1]);

    const always = scene({
      allowedOrigins: [API],
      answer: ({ url }) => (url.origin === API ? new Response('', { status: 401, headers: challenge }) : undefined),
    });
    assert.equal((await always.session.fetch(`${API}/drops`)).status, 401);
    assert.equal(always.refreshes(), 1);
  });

  it('is not sent again when its body was a stream, or the refusal has another reason', async () => {
    const refusing = (headers: Record<string, string>) =>
      scene({
        allowedOrigins: [API],
        answer: ({ url }) => (url.origin === API ? new Response('', { status: 401, headers }) : undefined),
      });
    const streaming = refusing({ 'www-authenticate': 'Bearer error="invalid_token"' });
    const body = new ReadableStream<Uint8Array>({ start: (controller) => controller.close() });
    assert.equal((await streaming.session.fetch(`${API}/drops`, { method: 'POST', body })).status, 401);
    const basic = refusing({ 'www-authenticate': 'Basic realm="ink"' });
    assert.equal((await basic.session.fetch(`${API}/drops`)).status, 401);
    assert.deepEqual([streaming.refreshes(), basic.refreshes()], [0, 0]);
  });

  it('may be answered as slowly as it likes once the answer has begun', async () => {
    const client = createClient({
      issuer: ISSUER,
      clientId: 'client_1',
      redirectUri: 'https://app.example/callback',
      timeout: 20,
      fetch: async (_, init) => new Response(lateBody(init?.signal)),
    });
    assert.equal(await (await client.send(`${API}/stream`, {}, 'a1')).text(), '');
  });

  it('is given up at a signal of the app’s own, with its reason', async () => {
    const own = new AbortController();
    const { session } = scene({
      allowedOrigins: [API],
      answer: ({ init }) => {
        own.abort(new RangeError('enough'));
        return Promise.reject(init.signal?.reason);
      },
    });
    await assert.rejects(session.fetch(`${API}/stream`, { signal: own.signal }), RangeError);
  });
});
