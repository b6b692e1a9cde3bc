import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { originOfUri, redirectUriFaults, redirectUriHints } from '#server/protocol/redirect-uri.js';
import { inEnglish } from '#server/i18n/field-fault.js';
import { anyText } from '#test/support/any-text.js';

const confidential = { public: false };
const publicApp = { public: true };

const assertFine = (uri: string, app = confidential): void => assert.deepEqual(redirectUriFaults(uri, app), [], uri);

const assertFault = (uri: string, fault: RegExp, app = publicApp): void => {
  const faults = redirectUriFaults(uri, app).map(inEnglish);
  assert.ok(
    faults.some((sentence) => fault.test(sentence)),
    `${uri}: ${faults.join(' ') || 'no fault found'}`,
  );
};

test('https is fine anywhere', () => {
  for (const uri of [
    'https://yourapp.com/oauth/callback',
    'https://app.example',
    'https://app.example/',
    'https://app.example?tenant=1',
    'https://app.example/.well-known/cb',
    'https://app.example/v1./..cb',
    'https://app.example:8443/cb?tenant=1&x=%20',
    'https://xn--bcher-kva.example/cb',
    'https://192.0.2.7/cb',
    'https://[2001:db8::1]:8443/cb',
  ]) {
    assertFine(uri);
  }
});

test('http is fine on loopback (RFC 8252 section 7.3)', () => {
  for (const uri of [
    'http://localhost:4000/callback',
    'http://127.0.0.1/cb',
    'http://[::1]:3000/cb',
    'http://localhost',
  ]) {
    assertFine(uri);
  }
});

test('a private-use scheme is fine for a public app, and for no other (RFC 8252 section 7.1)', () => {
  for (const uri of [
    'cherrystudio://oauth/callback',
    'com.example.app:/oauth2redirect',
    'myapp:///callback',
    'myapp://Callback',
  ]) {
    assertFine(uri, publicApp);
    assertFault(uri, /public apps only/, confidential);
  }
});

test('A6: schemes that run code or read files are refused, even for public apps', () => {
  for (const uri of [
    'javascript:alert(1)',
    'javascript://app.example/%0aalert(1)',
    'JavaScript:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    'file:///etc/passwd',
    'blob:https://app.example/1',
    'about:blank',
    'ws://app.example/',
    'wss://app.example/',
    'ftp://app.example/cb',
    'view-source:https://app.example/',
    'intent://scan/',
    'ms-msdt:/id',
    'itms-services://x?action=download-manifest&url=https://evil.example/m.plist',
    'itms-appss://app.example/',
    'macappstore://app.example/',
    'x-apple.systempreferences:/security',
    'facetime-audio://app.example/',
    'googlechromes://app.example/',
    'microsoft-edge:/https://app.example/',
    'chrome-extension://app/cb',
    'shortcuts://run-shortcut?name=x',
    'applescript://com.apple.scripteditor?action=new&script=x',
    'smsto:/1',
    'mailto:a@app.example',
    'urn:ietf:wg:oauth:2.0:oob',
  ]) {
    assert.notDeepEqual(redirectUriFaults(uri, publicApp), [], uri);
    assert.notDeepEqual(redirectUriFaults(uri, confidential), [], uri);
  }
  assertFault('javascript:alert(1)', /javascript: cannot receive a redirect/);
});

test('A6: a scheme that only begins like one of the system’s is fine', () => {
  for (const uri of ['msgraph://cb', 'itmsx:/cb', 'mozart:/cb', 'chromecast-app:/cb', 'smsly:/cb', 'prefsly:/cb']) {
    assertFine(uri, publicApp);
  }
});

test('A6: a scheme that nothing but itself follows is refused', () => {
  assertFault('myapp:callback', /slash must follow/);
});

test('A8: http on any other host is refused (RFC 6749 section 3.1.2.1)', () => {
  for (const host of [
    'app.example',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    '10.0.0.1',
    '127.0.0.2',
    '[::]',
    'app.localhost',
  ]) {
    assertFault(`http://${host}/cb`, /https for every other host/);
  }
});

test('A4: fragments, user information and backslashes are refused by name (RFC 6749 section 3.1.2)', () => {
  assertFault('https://app.example/cb#x', /fragment/);
  assertFault('https://app.example/cb#', /fragment/);
  assertFault('https://user@app.example/cb', /User information/);
  assertFault('https://user:secret@app.example/cb', /User information/);
  assertFault('https://@app.example/cb', /User information/);
  assertFault('myapp://user@host/cb', /User information/);
  assertFault('https://app.example\\cb', /backslash/);
  assertFault('https:\\\\app.example/cb', /backslash/);
});

test('A4: doubled slashes and dot segments in the path are refused, encoded ones too', () => {
  for (const uri of [
    'https://app.example//cb',
    'https://app.example/a//cb',
    'https://app.example/cb//',
    'com.example.app:/a//b',
  ]) {
    assertFault(uri, /two slashes/);
  }
  for (const segment of ['.', '..', '%2e', '%2E%2e', '.%2e', '%2e.']) {
    assertFault(`https://app.example/a/${segment}/cb`, /\. or \.\. segment/);
    assertFault(`https://app.example/a/${segment}`, /\. or \.\. segment/);
    assertFault(`myapp://host/${segment}/cb`, /\. or \.\. segment/);
  }
});

test('A4: a host with a trailing dot, an empty label or stray characters is refused', () => {
  assertFault('https://app.example./cb', /dot/);
  assertFault('https://app.example.:8443/cb', /dot/);
  assertFault('https://app..example/cb', /dot/);
  assertFault('https://app.example,evil.example/cb', /letters, digits/);
});

test('A5: wildcards and templates are refused', () => {
  assertFault('https://*.app.example/cb', /Wildcards/);
  assertFault('https://app.example/*', /Wildcards/);
  assertFault('https://app.example/{tenant}/cb', /not allowed in a URI/);
  assertFault('https://app.example/cb|x', /not allowed in a URI/);
});

test('A96: white space, control and non-ASCII characters are refused, encoded controls too', () => {
  for (const uri of [
    ' https://app.example/cb',
    'https://app.example/cb\n',
    'https://app.exa\tmple/',
    'https://app.example/\0',
  ]) {
    assertFault(uri, /White space and control/);
  }
  assertFault('https://bücher.example/cb', /punycode/);
  assertFault('https://app.example/\u202Ecb', /ASCII/);
  assertFault('https://app.example/\uD800', /ASCII/);
  for (const code of ['%00', '%0d%0a', '%1F', '%7f']) assertFault(`https://app.example/${code}`, /encoded control/);
  assertFault('https://app.example/%zz', /two hexadecimal digits/);
});

test('what is no absolute URI is refused (RFC 6749 section 3.1.2)', () => {
  for (const uri of [
    '',
    '/callback',
    'app.example/cb',
    '//app.example/cb',
    'https://',
    'https://app.example:99999/cb',
  ]) {
    assertFault(uri, /not an absolute URI/);
  }
});

test('an empty query is refused, a question mark inside a query is not', () => {
  assertFault('https://app.example/cb?', /query is empty/);
  assertFault('https://app.example?', /query is empty/);
  assertFine('https://app.example/cb?x=1?');
});

test('a URI of 2000 characters is fine, and of 2001 refused', () => {
  const start = 'https://app.example/';
  assertFine(start.padEnd(2000, 'x'));
  assertFault(start.padEnd(2001, 'x'), /longer than 2000/);
});

test('A4: what a parser would rewrite is refused, and the rewritten form offered', () => {
  const rewritten: [string, string][] = [
    ['HTTPS://app.example/cb', 'https://app.example/cb'],
    ['https://APP.example/cb', 'https://app.example/cb'],
    ['https://app.example:443/cb', 'https://app.example/cb'],
    ['https://app.example:/cb', 'https://app.example/cb'],
    ['https:/app.example/cb', 'https://app.example/cb'],
    ['https:///app.example/cb', 'https://app.example/cb'],
    ['https://127.1/cb', 'https://127.0.0.1/cb'],
    ['http://0x7f.1/cb', 'http://127.0.0.1/cb'],
    ['https://[::0001]/cb', 'https://[::1]/cb'],
    ["https://app.example/cb?x='", 'https://app.example/cb?x=%27'],
    ['MyApp://host/cb', 'myapp://host/cb'],
  ];
  for (const [uri, canonical] of rewritten) {
    assertFault(uri, /canonical form/);
    assert.ok(
      redirectUriFaults(uri, publicApp).some((fault) => inEnglish(fault).endsWith(`write ${canonical}`)),
      uri,
    );
    assertFine(canonical, publicApp);
  }
});

test('A4: a percent-encoded host is refused', () => {
  assert.notDeepEqual(redirectUriFaults('https://%61pp.example/cb', publicApp), []);
});

test('A13: a query that would collide with the response is refused', () => {
  for (const name of ['code', 'state', 'error', 'iss', 'error_description', 'st%61te']) {
    assertFault(`https://app.example/cb?x=1&${name}=2`, /which the response itself sets/);
  }
  assertFine('https://app.example/cb?codec=1&mystate=2');
});

test('every fault is one sentence, and several are told at once', () => {
  const faults = redirectUriFaults('http://user@evil.example.//a/../b?code=1', confidential);
  assert.equal(faults.length, 6);
  for (const fault of faults) assert.match(inEnglish(fault), /^\S.*\.$/);
});

test('A4: whatever is accepted means the same to every parser', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      'https://',
      'http://',
      'myapp://',
      'app.example',
      'localhost',
      '127.0.0.1',
      '[::1]',
      ':8443',
      '/',
      '/cb',
      '?a=1',
    ),
    fc.constantFrom(
      '\\',
      '@',
      '#',
      '//',
      '..',
      '.',
      '%2e',
      '%00',
      '%',
      ' ',
      '\t',
      '*',
      ':',
      '?',
      '&state=1',
      'é',
      'X',
      '\uD800',
    ),
  );
  const almost = fc.tuple(
    fc.constantFrom('https://app.example', 'http://localhost', 'myapp://host', ''),
    fc.array(piece, { maxLength: 6 }),
  );
  let accepted = 0;
  fc.assert(
    fc.property(almost, ([start, pieces]) => {
      const uri = start + pieces.join('');
      if (redirectUriFaults(uri, publicApp).length > 0) return;
      accepted += 1;
      const url = new URL(uri);
      assert.ok(uri === url.href || uri === url.origin + url.search, `${uri} became ${url.href}`);
      assert.equal(url.username + url.password + url.hash, '');
      assert.doesNotMatch(uri, /[^\x21-\x7E]|[\\#*]/);
      assert.doesNotMatch(url.pathname, /\/\/|\/\.{1,2}(\/|$)/);
      assert.equal(url.searchParams.has('state'), false);
      if (url.protocol === 'http:') assert.ok(['localhost', '127.0.0.1', '[::1]'].includes(url.hostname), uri);
    }),
    { numRuns: 5000 },
  );
  assert.ok(accepted > 100, `only ${accepted} URIs were accepted: the property says little`);
});

test('no text makes the check throw', () => {
  fc.assert(
    fc.property(fc.oneof(anyText, fc.webUrl()), fc.boolean(), (uri, isPublic) => {
      assert.ok(Array.isArray(redirectUriFaults(uri, { public: isPublic })));
      assert.ok(Array.isArray(redirectUriHints(uri)));
      assert.equal(typeof originOfUri(uri), 'string');
    }),
  );
});
