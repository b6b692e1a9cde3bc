import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mayShareSite } from '#server/protocol/site.js';

const OURS = 'https://id.platform.example';

test('what could be one site to a browser is taken for one (draft-ietf-httpbis-rfc6265bis section 5.2)', () => {
  for (const url of [
    OURS,
    'https://platform.example/cb',
    'https://a.b.platform.example:8443',
    'http://platform.example',
  ])
    assert.equal(mayShareSite(OURS, url), true, url);
  assert.equal(mayShareSite('https://id.shop.co.uk', 'https://other.co.uk'), true, 'to be safe');
  assert.equal(mayShareSite('https://192.0.2.7', 'https://192.0.2.7:8443'), true);
});

test('another domain, address or scheme is another site', () => {
  for (const url of ['https://app.example/cb', 'https://platform.example.org', 'https://192.0.2.7', 'myapp:/cb', 'x'])
    assert.equal(mayShareSite(OURS, url), false, url);
  assert.equal(mayShareSite('https://192.0.2.7', 'https://198.51.2.7'), false);
  assert.equal(mayShareSite('https://[2001:db8::1]', 'https://[2001:db8::2]'), false);
});
