import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isLoopbackAddress, isPublicAddress } from '#server/kernel/public-address.js';
import { createSafeFetch } from '#server/kernel/safe-fetch.js';
import { startPeer } from '#test/support/peer.js';

describe('the safe fetcher, on loopback where that is allowed', () => {
  const safeFetch = createSafeFetch({ allowLoopback: true });

  test('tells status, headers and body', async () => {
    const peer = await startPeer((_, response) =>
      response.writeHead(404, { 'cache-control': 'max-age=60', 'content-type': 'text/plain' }).end('nothing — here'),
    );
    const { status, headers, body } = await safeFetch(`${peer.origin}/path?query`);
    assert.equal(status, 404);
    assert.equal(headers.get('cache-control'), 'max-age=60');
    assert.equal(body, 'nothing — here');
    assert.deepEqual(peer.requests, ['GET /path?query']);
  });

  test('posts a body with its headers', async () => {
    const peer = await startPeer((request, response) => {
      const chunks: string[] = [];
      request.setEncoding('utf8').on('data', (chunk: string) => chunks.push(chunk));
      request.on('end', () =>
        response.end(`${request.headers['content-type']} ${request.headers['content-length']} ${chunks.join('')}`),
      );
    });
    const { body } = await safeFetch(peer.origin, {
      method: 'POST',
      body: 'logout_token=é',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    assert.equal(body, 'application/x-www-form-urlencoded 15 logout_token=é');
  });

  test('finds 127.0.0.1 by number as by name', async () => {
    const peer = await startPeer((_, response) => response.end('here'));
    assert.equal((await safeFetch(`http://127.0.0.1:${peer.port}`)).body, 'here');
  });
});

test('addresses of the public internet are public, up to the edges of those that are not', () => {
  for (const address of ['1.1.1.1', '9.255.255.255', '11.0.0.0', '100.63.255.255', '100.128.0.0', '172.15.255.255']) {
    assert.ok(isPublicAddress(address), address);
  }
  for (const address of [
    '172.32.0.0',
    '192.167.255.255',
    '192.169.0.0',
    '198.20.0.0',
    '223.255.255.255',
    '126.255.255.255',
    '128.0.0.0',
  ]) {
    assert.ok(isPublicAddress(address), address);
  }
  for (const address of [
    '2606:4700:4700::1111',
    '2a00:1450::1',
    '2001:200::1',
    '2001:4860:4860::8888',
    '2003::1',
    '3ffe::1',
  ]) {
    assert.ok(isPublicAddress(address), address);
  }
  for (const address of [
    '',
    'localhost',
    '1.1.1',
    'fe80::1%eth0',
    '2606:4700::1%eth0',
    '2001:1ff:ffff::1',
    '4000::1',
    '1fff::1',
  ]) {
    assert.ok(!isPublicAddress(address), address);
  }
});

test('loopback is 127/8 and ::1', () => {
  assert.deepEqual(
    ['127.0.0.1', '127.255.255.255', '::1', '::', '128.0.0.1', '::ffff:127.0.0.1', 'localhost'].filter(
      isLoopbackAddress,
    ),
    ['127.0.0.1', '127.255.255.255', '::1'],
  );
});
