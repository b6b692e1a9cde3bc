import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { setScene } from './scene.js';

const scene = setScene();

test('the script file is served to every site: the newest cached for minutes, a version indefinitely', async () => {
  const { server, script } = scene();
  const src = /src="([^"]+)"/.exec(script)?.[1] ?? '';
  assert.match(src, /\/sdk\/octroi-\d+\.\d+\.\d+\.js$/);
  const [versioned, newest] = await Promise.all([fetch(src), fetch(`${server.issuer}/sdk/octroi.js`)]);
  for (const answer of [versioned, newest]) {
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get('content-type'), 'text/javascript; charset=utf-8');
    assert.equal(answer.headers.get('access-control-allow-origin'), '*');
    assert.equal(answer.headers.get('cross-origin-resource-policy'), 'cross-origin');
    assert.equal(answer.headers.get('x-content-type-options'), 'nosniff');
  }
  assert.equal(versioned.headers.get('cache-control'), 'public, max-age=31536000, immutable');
  assert.equal(newest.headers.get('cache-control'), 'public, max-age=300');
  const text = await versioned.text();
  assert.equal(await newest.text(), text);
  assert.ok(script.includes(`sha384-${createHash('sha384').update(text).digest('base64')}`));
  const etag = newest.headers.get('etag') ?? '';
  const again = await fetch(newest.url, { headers: { 'if-none-match': etag } });
  assert.equal(again.status, 304);
  assert.equal((await fetch(`${server.issuer}/sdk/octroi-0.0.0.js`)).status, 404);
});

test('a page that the script file was changed for does not run it (Subresource Integrity)', async () => {
  const { visit, profile, server } = scene();
  const context = await profile();
  await context.route(`${server.issuer}/sdk/**`, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `${await response.text()};stolen = true;` });
  });
  const tab = await visit('/', context);
  assert.equal(await tab.page.evaluate('typeof stolen + typeof Octroi'), 'undefinedundefined');
  assert.match(tab.complaints.join(' '), /integrity/);
});
