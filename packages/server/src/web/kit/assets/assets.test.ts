import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { openInstallation } from '#test/support/installation.js';

test('the stylesheet is compressed for clients that accept it, and plain for all others (RFC 9110 section 12.5.3)', async (t) => {
  const installation = await openInstallation();
  t.after(() => installation.close());
  const page = await (await installation.request('/sign-in')).text();
  const [path = ''] = /\/assets\/octroi-[^"]+\.css/.exec(page) ?? [];
  const get = async (acceptEncoding: string | null) => {
    const answer = await installation.request(path, {
      headers: acceptEncoding === null ? {} : { 'accept-encoding': acceptEncoding },
    });
    assert.equal(answer.headers.get('vary'), 'Accept-Encoding');
    return { encoding: answer.headers.get('content-encoding'), body: Buffer.from(await answer.arrayBuffer()) };
  };

  const plain = await get(null);
  assert.equal(plain.encoding, null);
  assert.match(plain.body.toString(), /--accent:/);
  for (const accepted of ['gzip', 'deflate, gzip;q=0.5, br', 'GZIP ; q=1.0']) {
    const answer = await get(accepted);
    assert.equal(answer.encoding, 'gzip', accepted);
    assert.deepEqual(gunzipSync(answer.body), plain.body);
    assert.ok(answer.body.length * 3 < plain.body.length);
  }
  for (const refused of ['', 'br', 'gzip;q=0', 'gzip; q=0.000, *', 'x-gzipped']) {
    assert.equal((await get(refused)).encoding, null, refused);
  }
});

test('a page is never compressed: it holds secrets beside what others chose', async (t) => {
  const installation = await openInstallation();
  t.after(() => installation.close());
  const { headers } = await installation.request('/sign-in', { headers: { 'accept-encoding': 'gzip' } });
  assert.equal(headers.get('content-encoding'), null);
});
