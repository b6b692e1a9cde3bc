import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { firstDifference, matchRedirectUri } from '#server/protocol/redirect-uri.js';

const CALLBACK = 'https://app.example/oauth/callback';

const assertRefuses = (registered: string, sent: string): void =>
  assert.equal(matchRedirectUri([registered], sent), null, `${registered} must not match ${sent}`);

test('the registered URI itself matches, also as one of several', () => {
  const registered = ['https://app.example/a', CALLBACK, 'cherrystudio://oauth/callback'];
  for (const uri of registered) assert.equal(matchRedirectUri(registered, uri), uri);
  assert.equal(matchRedirectUri([], CALLBACK), null);
});

test('A2: a change of case is refused (RFC 6749 section 3.1.2.3)', () => {
  assertRefuses(CALLBACK, 'https://app.example/OAuth/callback');
  assertRefuses(CALLBACK, 'https://APP.example/oauth/callback');
  assertRefuses(CALLBACK, 'HTTPS://app.example/oauth/callback');
});

test('A3: an added, changed or missing query is refused (RFC 6749 section 3.1.2.3)', () => {
  assertRefuses(CALLBACK, `${CALLBACK}?x=1`);
  assertRefuses(CALLBACK, `${CALLBACK}?`);
  assertRefuses(`${CALLBACK}?x=1`, `${CALLBACK}?x=2`);
  assertRefuses(`${CALLBACK}?x=1`, `${CALLBACK}?x=1&y=2`);
  assertRefuses(`${CALLBACK}?x=1`, CALLBACK);
});

test('A4: what a parser takes for the same URI is refused all the same (RFC 9700 section 4.1.3)', () => {
  for (const sent of [
    `${CALLBACK}#x`,
    `${CALLBACK}/`,
    'https://user@app.example/oauth/callback',
    'https://app.example//oauth/callback',
    'https://app.example\\oauth/callback',
    'https://app.example/oauth/%2e/callback',
    'https://app.example/x/../oauth/callback',
    'https://app.example./oauth/callback',
    'https://app.example:443/oauth/callback',
    'https://app.exampl\u0435/oauth/callback',
    'https://xn--app-tld.example/oauth/callback',
    `${CALLBACK} `,
    `${CALLBACK}\0`,
  ]) {
    assertRefuses(CALLBACK, sent);
  }
});

test('A5: prefix, suffix and subdomain are refused, and nothing registered works as a pattern (RFC 9700 section 4.1.3)', () => {
  assertRefuses(CALLBACK, CALLBACK.slice(0, -1));
  assertRefuses(CALLBACK, `${CALLBACK}x`);
  assertRefuses(CALLBACK, 'https://sub.app.example/oauth/callback');
  assertRefuses(CALLBACK, 'https://app.example.evil.example/oauth/callback');
  assertRefuses('https://app.example/.*', 'https://app.example/anything');
  assertRefuses('https://*.example/cb', 'https://app.example/cb');
  assertRefuses('https://app.example/cb', 'https://appxexample/cb');
  assertRefuses('http://127.0.0.1/cb', 'http://127x0.0.1/cb');
});

test('A5: any single change to a registered URI is refused (RFC 9700 section 2.1)', () => {
  fc.assert(
    fc.property(
      fc.nat(),
      fc.nat({ max: 2 }),
      fc.nat({ max: 0xff }).map((unit) => String.fromCharCode(unit)),
      (where, kind, text) => {
        const at = where % (CALLBACK.length + 1);
        const sent = CALLBACK.slice(0, at) + (kind === 0 ? '' : text) + CALLBACK.slice(kind === 1 ? at : at + 1);
        fc.pre(sent !== CALLBACK);
        assertRefuses(CALLBACK, sent);
      },
    ),
    { numRuns: 2000 },
  );
});

test('A7: on http loopback the port may vary, appear or go (RFC 8252 section 7.3)', () => {
  for (const host of ['localhost', '127.0.0.1', '[::1]']) {
    const registered = `http://${host}:3000/cb?x=1`;
    for (const port of [':1', ':51234', ':65535', '']) {
      assert.equal(matchRedirectUri([CALLBACK, registered], `http://${host}${port}/cb?x=1`), registered);
    }
    assert.equal(matchRedirectUri([`http://${host}/cb`], `http://${host}:51234/cb`), `http://${host}/cb`);
    assert.equal(matchRedirectUri([`http://${host}`], `http://${host}:51234`), `http://${host}`);
  }
});

test('A7: of two that differ by port only, the exact one is meant', () => {
  const registered = ['http://localhost:3000/cb', 'http://localhost:4000/cb'];
  assert.equal(matchRedirectUri(registered, 'http://localhost:4000/cb'), 'http://localhost:4000/cb');
  assert.equal(matchRedirectUri(registered, 'http://localhost:5000/cb'), 'http://localhost:3000/cb');
});

test('A7: nothing but the port may vary on loopback (RFC 8252 section 7.3, RFC 9700 section 2.1)', () => {
  for (const sent of [
    'https://127.0.0.1:3000/cb',
    'http://localhost:3000/cb',
    'http://[::1]:3000/cb',
    'http://127.0.0.2:3000/cb',
    'http://127.1:3000/cb',
    'http://attacker@127.0.0.1:3000/cb',
    'http://127.0.0.1:3000@evil.example/cb',
    'http://127.0.0.1:4000@evil.example/cb',
    'http://127.0.0.1:pass@evil.example/cb',
    'http://127.0.0.1.evil.example:3000/cb',
    'http://127.0.0.1:4000\\@evil.example/cb',
    'http://127.0.0.1:4000/cb/',
    'http://127.0.0.1:4000/CB',
    'http://127.0.0.1:4000/cb?x=1',
    'http://127.0.0.1:4000/cb#x',
    'http://127.0.0.1:4000//cb',
    'http://127.0.0.1:4000/./cb',
    'http://127.0.0.1:/cb',
    'http://127.0.0.1:0/cb',
    'http://127.0.0.1:04000/cb',
    'http://127.0.0.1:65536/cb',
    'http://127.0.0.1:4000.5/cb',
    'http://127.0.0.1:-1/cb',
    'http://127.0.0.1:4000\n/cb',
    ' http://127.0.0.1:4000/cb',
    'https://evil.example/?http://127.0.0.1:4000/cb',
    'HTTP://127.0.0.1:4000/cb',
  ]) {
    assertRefuses('http://127.0.0.1:3000/cb', sent);
  }
});

test('A7: elsewhere than on http loopback no port may vary (RFC 9700 section 2.1)', () => {
  assertRefuses('https://localhost:3000/cb', 'https://localhost:4000/cb');
  assertRefuses('https://app.example/cb', 'https://app.example:8443/cb');
  assertRefuses('http://app.example:3000/cb', 'http://app.example:4000/cb');
  assertRefuses('myapp://localhost:3000/cb', 'myapp://localhost:4000/cb');
});

test('A7: every loopback URI that matches leads to the registered host, path and query', () => {
  const piece = fc.constantFrom(
    'http://',
    '127.0.0.1',
    'localhost',
    ':',
    ':80',
    '4000',
    '@',
    '\\',
    '/',
    '/cb',
    '?',
    '#',
    '.',
    'evil.example',
    '%00',
    '\n',
  );
  const sentUri = fc.tuple(
    fc.constantFrom('http://127.0.0.1', 'http://127.0.0.1:', ''),
    fc.array(piece, { maxLength: 5 }),
  );
  let matched = 0;
  fc.assert(
    fc.property(sentUri, ([start, pieces]) => {
      const sent = start + pieces.join('');
      if (matchRedirectUri(['http://127.0.0.1:3000/cb'], sent) === null) return;
      matched += 1;
      const url = new URL(sent);
      assert.equal(url.hostname, '127.0.0.1');
      assert.equal(url.pathname + url.search + url.hash + url.username + url.password, '/cb');
    }),
    { numRuns: 20_000 },
  );
  assert.ok(matched > 0, 'nothing matched: the property says nothing');
});

test('the first difference is where a person should look', () => {
  assert.equal(firstDifference('https://app.example/cb', 'https://app.example/CB'), 20);
  assert.equal(firstDifference('https://app.example/cb', 'https://app.example/cb/'), 22);
  assert.equal(firstDifference('https://app.example/cb/', 'https://app.example/cb'), 22);
  assert.equal(firstDifference('same', 'same'), 4);
  assert.equal(firstDifference('', 'x'), 0);
  assert.equal(firstDifference('x😀', 'x😁'), 1, 'never inside a character');
});

test('up to the first difference two texts are equal, and not one character further', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '😀', '😁', 'é') });
  fc.assert(
    fc.property(text, text, (a, b) => {
      const index = firstDifference(a, b);
      assert.equal(a.slice(0, index), b.slice(0, index));
      assert.ok(a.slice(0, index).isWellFormed());
      if (a === b) assert.equal(index, a.length);
      else assert.notEqual(Array.from(a.slice(index))[0], Array.from(b.slice(index))[0]);
    }),
  );
});
