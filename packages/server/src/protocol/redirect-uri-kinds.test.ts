import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isLoopbackUri, isUnclaimedUri, originOfUri, redirectUriHints } from '#server/protocol/redirect-uri.js';
import { inEnglish } from '#server/i18n/field-fault.js';

const assertHint = (uri: string, hint: RegExp): void =>
  assert.match(redirectUriHints(uri).map(inEnglish).join(' '), hint, uri);

test('A21: loopback and private-use schemes are unclaimed; https on another host is not (RFC 8252 section 8.6)', () => {
  for (const uri of [
    'http://localhost:3000/cb',
    'http://127.0.0.1/cb',
    'http://[::1]/cb',
    'https://localhost/cb',
    'https://127.9.9.9/cb',
    'https://app.localhost/cb',
  ]) {
    assert.equal(isLoopbackUri(uri), true, uri);
    assert.equal(isUnclaimedUri(uri), true, uri);
  }
  for (const uri of ['myapp://localhost/cb', 'com.example.app:/cb', 'http://app.example/cb', 'nonsense', '']) {
    assert.equal(isLoopbackUri(uri), false, uri);
    assert.equal(isUnclaimedUri(uri), true, uri);
  }
  for (const uri of [
    'https://app.example/cb',
    'https://localhost.example/cb',
    'https://127.0.0.1.example/cb',
    'https://127.example/',
  ]) {
    assert.equal(isLoopbackUri(uri), false, uri);
    assert.equal(isUnclaimedUri(uri), false, uri);
  }
});

test('an origin is that of the web, or the scheme alone', () => {
  assert.equal(originOfUri('https://app.example/cb?x=1'), 'https://app.example');
  assert.equal(originOfUri('http://localhost:3000/cb'), 'http://localhost:3000');
  assert.equal(originOfUri('cherrystudio://oauth/callback'), 'cherrystudio:');
  assert.equal(originOfUri('not a uri'), '');
});

test('A79: no scheme borrows the origin of another', () => {
  assert.equal(originOfUri('blob:https://app.example/1'), 'blob:');
  assert.equal(originOfUri('https://app.example@evil.example/'), 'https://evil.example');
});

test('hints point at what is often a mistake', () => {
  assertHint('https://yourapp.com/cb/', /ends in a slash/);
  assertHint('http://localhost:3000/cb', /different hosts/);
  assertHint('http://127.0.0.1:3000/cb', /different hosts/);
  assertHint('https://intranet/cb', /no dot/);
  for (const host of [
    'printer.local',
    'git.internal',
    'app.test',
    'app.example',
    'example.com',
    'www.example.org',
    'app.localhost',
  ]) {
    assertHint(`https://${host}/cb`, /private or reserved/);
  }
  for (const host of [
    '0.1.2.3',
    '10.1.2.3',
    '100.64.0.1',
    '127.0.0.2',
    '169.254.169.254',
    '172.31.0.1',
    '192.0.2.1',
    '192.168.1.1',
    '198.19.0.1',
    '198.51.100.1',
    '203.0.113.1',
    '224.0.0.1',
    '255.255.255.255',
    '[::]',
    '[2001:db8::1]',
    '[fd00::1]',
    '[fe80::1]',
    '[ff02::1]',
  ]) {
    assertHint(`https://${host}/cb`, /private or reserved/);
  }
  assertHint('https://yourapp.com/oauth/callback.HTML', /looks like a page/);
  assertHint('https://yourapp.com', /looks like a page/);
  assertHint('cherrystudio://oauth/callback', /claim this scheme too/);
});

test('an ordinary callback gets no hint', () => {
  for (const uri of [
    'https://yourapp.com/oauth/callback',
    'https://172.32.0.1/cb',
    'https://8.8.8.8/cb',
    'https://[2606:4700::1]/cb',
    'https://contest.com/cb',
    'https://myexample.com/cb',
    'https://test.yourapp.com/cb',
    'https://yourapp.com/a.html/cb',
    'com.example.app:/cb',
    'not a uri',
  ]) {
    assert.deepEqual(redirectUriHints(uri), [], uri);
  }
});
