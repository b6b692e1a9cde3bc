import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { pino } from 'pino';
import { HOUR, MINUTE } from '#server/kernel/clock.js';
import { createSafeFetch } from '#server/kernel/safe-fetch.js';
import { createUpstreamFetch } from '#server/domain/sign-in/upstream/fetch.js';
import type { Installation } from '#test/support/installation.js';
import { PASSWORD } from '#test/support/installation.js';
import { createVisitor, type VisitedPage, type Visitor } from '#test/support/page-visitor.js';
import { inParallel } from '#test/support/parallel.js';
import { startPeer } from '#test/support/peer.js';
import { startForger, type Forgery } from '#test/support/peers/forger.js';
import { atSignIn, leave, openWithUpstream } from '#test/support/scenes/upstream.js';

const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const partsOf = (token: string): [string, string, string] => {
  const [header = '', payload = '', signature = ''] = token.split('.');
  return [header, payload, signature];
};
const readPart = (part: string): object => {
  const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString());
  assert.ok(typeof value === 'object' && value !== null);
  return value;
};

const welcomed = (page: VisitedPage): void => {
  assert.equal(page.status, 303);
  assert.match(page.location, /^\/sign-up\/upstream\/example\?pending=/);
};
const refused = (page: VisitedPage): void => {
  assert.equal(page.status, 502, page.location);
  assert.match(page.html, /couldn’t verify the response from/);
  assert.doesNotMatch(page.headers.getSetCookie().join(' '), /session/);
};

const forger = await startForger();

describe('a provider whose answers cannot be trusted', () => {
  let installation: Installation;
  let visitor: Visitor;
  beforeEach(async () => {
    forger.forge({});
    forger.describe({});
    forger.answerHonestly();
    installation = await openWithUpstream([forger.entry()]);
    visitor = await atSignIn(installation);
  });
  afterEach(() => installation.close());

  const arrive = async (changes: Record<string, string | null> = {}): Promise<VisitedPage> =>
    visitor.get(forger.comeBack(await leave(visitor), changes));

  test('an honest answer is taken', async () => welcomed(await arrive()));

  test('A42: no id_token is taken for another: its nonce, issuer, audience and time are those that were asked for', async () => {
    const past = Math.floor(Date.now() / 1000) - 300;
    const forgeries: readonly Record<string, unknown>[] = [
      { nonce: 'another' },
      { nonce: undefined },
      { iss: 'https://other.example' },
      { aud: 'another app' },
      { aud: ['octroi', 'another app'], azp: 'another app' },
      { exp: past, iat: past - 60 },
      { iat: undefined },
      { sub: undefined },
      { sub: '' },
      { sub: 'x'.repeat(256) },
      { sub: 7 },
    ];
    for (const claims of forgeries) {
      forger.forge({ claims });
      const page = await arrive();
      assert.equal(page.status, 502, JSON.stringify(claims));
      refused(page);
    }
  });

  test('A64: an id_token that was altered, is signed by another key, by our secret, or by nobody, is refused', async () => {
    const forgeries: readonly Forgery[] = [
      { otherKey: true },
      {
        spoil: (token) => {
          const [header, payload, signature] = partsOf(token);
          return `${header}.${encoded({ ...readPart(payload), sub: 's2' })}.${signature}`;
        },
      },
      { spoil: (token) => `${encoded({ alg: 'none' })}.${partsOf(token)[1]}.` },
      {
        spoil: (token) => {
          const signed = `${encoded({ alg: 'HS256' })}.${partsOf(token)[1]}`;
          return `${signed}.${createHmac('sha256', 'a secret').update(signed).digest('base64url')}`;
        },
      },
      { spoil: () => 'not a token' },
      { spoil: () => '' },
    ];
    for (const forgery of forgeries) {
      forger.forge(forgery);
      refused(await arrive());
    }
  });

  test('A64: that holds where the provider itself says it signs in such ways', async () => {
    forger.describe({ id_token_signing_alg_values_supported: ['none', 'HS256', 'RS256'] });
    forger.forge({ spoil: (token) => `${encoded({ alg: 'none' })}.${partsOf(token)[1]}.` });
    refused(await arrive());
  });

  test('mix-up: a response from another issuer is refused, and so is a missing iss that was announced (RFC 9207 section 2.4)', async () => {
    refused(await arrive({ iss: 'https://other.example' }));
    refused(await arrive({ iss: null }));
    const asked = forger.requests.filter((line) => line === 'POST /token').length;
    refused(await arrive({ iss: 'https://other.example' }));
    assert.equal(forger.requests.filter((line) => line === 'POST /token').length, asked, 'no code went anywhere');
  });

  test('mix-up: a sign-in started with one provider does not end at another', async () => {
    const both = await openWithUpstream([forger.entry(), forger.entry({ name: 'evil', issuer: 'http://127.0.0.1:9' })]);
    try {
      const hana = await atSignIn(both);
      const url = await leave(hana);
      const elsewhere = forger.comeBack(url).replace('/example/', '/evil/');
      assert.equal((await hana.get(elsewhere)).status, 400);
      welcomed(await hana.get(forger.comeBack(url)));
    } finally {
      await both.close();
    }
  });

  test('a state is good once, in its browser, for ten minutes (A30, A41)', async () => {
    const url = await leave(visitor);
    const thief = await atSignIn(installation);
    const stolen = await thief.get(forger.comeBack(url));
    assert.equal(stolen.status, 400);
    assert.match(stolen.html, /started in another browser/);
    welcomed(await visitor.get(forger.comeBack(url)));
    assert.equal((await visitor.get(forger.comeBack(url))).status, 400, 'used');

    const late = await leave(visitor);
    installation.letTimePass(10 * MINUTE);
    assert.equal((await visitor.get(forger.comeBack(late))).status, 400, 'too late');
    for (const state of [null, '', 'unknown', 'x'.repeat(3000), '\u0000']) {
      assert.equal((await arrive({ state })).status, 400);
    }
  });

  test('of callbacks that arrive at once one is answered', async () => {
    const callback = forger.comeBack(await leave(visitor));
    const answers = await inParallel(8, () => visitor.get(callback));
    assert.equal(answers.filter(({ status }) => status === 303).length, 1);
    assert.equal(answers.filter(({ status }) => status === 400).length, 7);
  });

  test('a provider’s error text is not shown, and repeated parameters are refused (A11, A76)', async () => {
    const markup = '<script>alert(1)</script>';
    const told = await arrive({ code: null, error: markup, error_description: markup });
    refused(told);
    assert.ok(!told.html.includes(markup));
    const repeated = await visitor.get(`${forger.comeBack(await leave(visitor))}&code=another`);
    assert.equal(repeated.status, 400);
    assert.match(repeated.html, /parameter &#39;code&#39; is sent more than once/);
    refused(await visitor.get(`${forger.comeBack(await leave(visitor))}&response=x`));
  });

  test('a hostile user name at the provider does no harm (A75)', async () => {
    const markup = '<script>alert(1)</script>"\u202Ehana';
    forger.forge({ claims: { preferred_username: markup, email: markup, name: markup } });
    const page = await visitor.follow(await arrive());
    assert.equal(page.status, 200);
    assert.ok(!page.html.includes('<script>alert'));
    assert.doesNotMatch(page.html, /id="username"[^>]* value="[^"]+"/);
  });

  test('an authorization endpoint that is no web address is no place to send a browser to', async () => {
    for (const authorization_endpoint of ['javascript:alert(1)', 'file:///etc/passwd', 'nonsense', undefined]) {
      const other = await openWithUpstream([forger.entry()]);
      try {
        forger.describe({ authorization_endpoint });
        const answer = await (await atSignIn(other)).post('/sign-in/upstream/example', { return_to: '/account' });
        assert.equal(answer.status, 503);
      } finally {
        await other.close();
      }
    }
  });

  test('a document of another issuer is not this one’s', async () => {
    forger.describe({ issuer: 'https://other.example' });
    const answer = await visitor.post('/sign-in/upstream/example', { return_to: '/account' });
    assert.equal(answer.status, 503);
  });

  test('a provider that is away, redirects, sends far too much, or breaks off is told of in words', async () => {
    await installation.addUser('alice');
    const troubles: readonly [Forgery['answer'], number][] = [
      [(response) => response.writeHead(500).end(), 503],
      [(response) => response.writeHead(429).end(), 503],
      [(response) => response.destroy(), 503],
      [(response) => response.writeHead(302, { location: 'http://127.0.0.1:9/' }).end(), 502],
      [(response) => response.end('x'.repeat(300 * 1024)), 502],
      [(response) => response.end('{"access_token":'), 502],
      [(response) => response.writeHead(401).end('{"error":"invalid_client"}'), 502],
    ];
    for (const [answer, status] of troubles) {
      forger.forge(answer === undefined ? {} : { answer });
      const told = await arrive();
      assert.equal(told.status, status);
      assert.ok(told.actions.includes('/sign-in/upstream/example'), 'and can be tried again');
      if (status === 503) assert.ok(Number(told.headers.get('retry-after')) > 0);
    }
  });

  test('an unavailable provider does not affect sign-in by password', async () => {
    await installation.addUser('alice');
    forger.answer((_request, response) => response.destroy());
    const told = await visitor.post('/sign-in/upstream/example', { return_to: '/account' });
    assert.equal(told.status, 503);
    assert.match(told.html, /Example isn’t responding right now/);
    await visitor.get('/sign-in');
    const asked = forger.connections();
    const signedIn = await visitor.post('/sign-in', { username: 'alice', password: PASSWORD });
    assert.equal(signedIn.status, 303);
    assert.equal(forger.connections(), asked, 'nobody asked it for that');
  });

  test('a client that keeps starting and never returns is blocked, and others are not (A83)', async () => {
    for (let turn = 0; turn < 100; turn += 1) {
      assert.equal((await arrive()).status, 303, 'arriving costs nothing');
    }
    await visitor.get('/sign-in');
    for (let turn = 0; turn < 60; turn += 1) await leave(visitor);
    const stopped = await visitor.post('/sign-in/upstream/example', { return_to: '/account' });
    assert.equal(stopped.status, 429);
    assert.ok(Number(stopped.headers.get('retry-after')) > 0);
    const elsewhere = createVisitor(installation, { address: '203.0.113.2' });
    await elsewhere.get('/sign-in');
    await leave(elsewhere);
  });

  test('A98: nothing of the way there and back is in the log, whatever goes wrong', async () => {
    const lines: string[] = [];
    const log = pino({ level: 'trace', base: null }, { write: (line: string) => lines.push(line) });
    const logged = await openWithUpstream([forger.entry()], {}, log);
    try {
      const hana = await atSignIn(logged);
      const secrets = ['a code', 'a token', 'a secret', 'hana@peer.example'];
      const forgeries: readonly Forgery[] = [
        {},
        { otherKey: true },
        { claims: { nonce: 'another' } },
        { answer: (response) => response.end('{"access_token": "a token", "id_token": "a.b.c"}') },
        { answer: (response) => response.writeHead(400).end('{"error": "a token", "error_description": "a secret"}') },
      ];
      for (const forgery of forgeries) {
        forger.forge(forgery);
        const url = await leave(hana);
        await hana.get(forger.comeBack(url));
        secrets.push(url.searchParams.get('state') ?? '', url.searchParams.get('nonce') ?? '');
      }
      const text = lines.join('');
      assert.match(text, /"upstream":"example","fault":"refused"/, 'what went wrong is there');
      for (const secret of secrets) assert.ok(!text.includes(secret), secret);
    } finally {
      await logged.close();
    }
  });

  test('its metadata is fetched once an hour, and used while it is unavailable', async () => {
    const asked = () => forger.requests.filter((line) => line.includes('well-known')).length;
    const before = asked();
    await Promise.all([leave(visitor), leave(visitor)]);
    await leave(visitor);
    assert.equal(asked() - before, 1);
    installation.letTimePass(HOUR);
    await leave(visitor);
    assert.equal(asked() - before, 2);
    installation.letTimePass(HOUR);
    forger.answer((_request, response) => response.destroy());
    await leave(visitor);
  });
});

describe('a provider on a private network', () => {
  const { host } = new URL(forger.issuer);
  const environment = { OCTROI_ISSUER: 'https://id.example', OCTROI_PRIVATE_HOSTS: host };
  beforeEach(() => {
    forger.forge({});
    forger.describe({});
    forger.answerHonestly();
  });

  test('signs users in if the operator lists its host, and the server does not start otherwise', async () => {
    await assert.rejects(
      openWithUpstream([forger.entry()], { ...environment, OCTROI_PRIVATE_HOSTS: '' }),
      new RegExp(`OCTROI_UPSTREAM names http://${host}, which is not on the public internet.*add ${host} to`),
    );
    const installation = await openWithUpstream([forger.entry()], environment);
    const visitor = await atSignIn(installation);
    welcomed(await visitor.get(forger.comeBack(await leave(visitor))));
    await installation.close();
  });

  // The operator chose the issuer; its metadata names the rest.
  test('A80: what it names leads nowhere else in our network', async () => {
    const inner = await startPeer();
    for (const endpoint of [`http://127.0.0.1:${inner.port}/token`, 'https://169.254.169.254/latest/meta-data']) {
      const lines: string[] = [];
      const log = pino({ level: 'warn' }, { write: (line) => void lines.push(line) });
      forger.describe({ token_endpoint: endpoint });
      const installation = await openWithUpstream([forger.entry()], environment, log);
      const visitor = await atSignIn(installation);
      const page = await visitor.get(forger.comeBack(await leave(visitor)));
      assert.equal(page.status, 503);
      assert.match(
        lines.join(''),
        /its address is not public and not in OCTROI_PRIVATE_HOSTS: (127\.0\.0\.1|169\.254\.169\.254)/,
      );
      await installation.close();
    }
    assert.equal(inner.connections(), 0);
  });
});

test('a provider that never ends its answer is given up', async () => {
  const peer = await startPeer((_request, response) => {
    response.write('{');
  });
  const fetch = createUpstreamFetch(createSafeFetch({ allowLoopback: true }), { timeoutMs: 50 });
  await assert.rejects(fetch(peer.origin, { method: 'GET', headers: {} }), { name: 'UpstreamError', kind: 'away' });
});
