import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { describe, test } from 'node:test';
import { promisify } from 'node:util';
import { createSafeFetch, SafeFetchError, type SafeFetchFault } from '#server/kernel/safe-fetch.js';
import { createLookUp } from '#server/kernel/look-up.js';
import { privateHosts } from '#server/kernel/private-hosts.js';
import { startNameServer } from '../support/name-server.js';
import { startPeer } from '../support/peer.js';

const IPV4 = [
  '0.0.0.0',
  '10.1.2.3',
  '100.64.0.1',
  '127.0.0.1',
  '127.8.8.8',
  '169.254.1.1',
  '172.16.0.1',
  '172.31.255.255',
];
const MORE_IPV4 = ['192.0.0.8', '192.0.2.1', '192.88.99.1', '192.168.1.1', '198.18.0.1', '198.51.100.1', '203.0.113.1'];
const BEYOND_IPV4 = ['224.0.0.1', '239.255.255.255', '240.0.0.1', '255.255.255.255'];
/** Metadata services of clouds, which reveal a machine's secrets. */
const METADATA = [
  '169.254.169.254',
  '100.100.100.200',
  '192.0.0.192',
  '168.63.129.16',
  'fd00:ec2::254',
  'fe80::a9fe:a9fe',
];
const IPV6 = [
  '::',
  '::1',
  'fc00::1',
  'fdff::1',
  'fe80::1',
  'febf::1',
  'fec0::1',
  'ff02::1',
  '100::1',
  '2001:db8::1',
  '3fff::1',
  '5f00::1',
];
/** IPv4 addresses as IPv6: mapped, compatible, translated, NAT64, 6to4, Teredo. */
const DISGUISED = ['::ffff:127.0.0.1', '::ffff:8.8.8.8', '::ffff:a9fe:a9fe', '::127.0.0.1', '::ffff:0:127.0.0.1'];
const TUNNELLED = [
  '64:ff9b::7f00:1',
  '64:ff9b::a9fe:a9fe',
  '64:ff9b:1::a00:1',
  '2002:7f00:1::',
  '2002:a9fe:a9fe::1',
  '2001::7f00:1',
];
const UNSAFE = [...IPV4, ...MORE_IPV4, ...BEYOND_IPV4, ...METADATA, ...IPV6, ...DISGUISED, ...TUNNELLED];

const entry = (address: string) => ({ address, family: address.includes(':') ? 6 : 4 });

const faultOf = async (fetched: Promise<unknown>): Promise<SafeFetchError> => {
  const error: unknown = await fetched.then(
    () => null,
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof SafeFetchError, `it was fetched, or failed otherwise: ${error}`);
  return error;
};

const refusedAs = async (fetched: Promise<unknown>, fault: SafeFetchFault): Promise<void> =>
  assert.equal((await faultOf(fetched)).fault, fault);

const neverResolving = () => new Promise<never>(() => undefined);

/** A fetcher whose DNS returns these lists of addresses for any name, one after the other. */
const resolvingTo = (...answers: readonly (readonly string[])[]) => {
  let asked = 0;
  return {
    asked: () => asked,
    resolve: () => {
      const addresses = answers[Math.min(asked, answers.length - 1)] ?? [];
      asked += 1;
      return Promise.resolve(addresses.map(entry));
    },
  };
};

/** A fetcher that may call a peer on loopback by this entry, and whose DNS returns these answers, one after the other. */
const listing = async (entryOf: (port: number) => string, ...answers: readonly (readonly string[])[]) => {
  const peer = await startPeer((_, response) => response.end('private'));
  let asked = 0;
  const names = await startNameServer((_name, family) => {
    // One question for each family.
    const addresses = answers[Math.min(Math.floor(asked / 2), answers.length - 1)] ?? [];
    asked += 1;
    return addresses.filter((address) => address.includes(':') === (family === 6));
  });
  const safeFetch = createSafeFetch({
    allowLoopback: false,
    privateHosts: privateHosts(entryOf(peer.port)),
    resolve: createLookUp({ servers: [names.address] }),
  });
  return { peer, safeFetch };
};

describe('what a stranger named is fetched', () => {
  const fetchPublic = createSafeFetch({ allowLoopback: false });

  for (const address of UNSAFE) {
    test(`A80: and not ${address}, by itself or behind a name`, async () => {
      const literal = address.includes(':') ? `[${address}]` : address;
      await refusedAs(fetchPublic(`https://${literal}/`), 'unsafe_address');
      const { resolve } = resolvingTo([address]);
      await refusedAs(
        createSafeFetch({ allowLoopback: false, resolve })('https://harmless.example/'),
        'unsafe_address',
      );
    });
  }

  for (const host of [
    '2130706433',
    '0x7f.1',
    '0177.0.0.1',
    '127.1',
    '0',
    '0x7f000001',
    '127。0。0。1',
    '①②⑦.0.0.1',
    '%31%32%37.0.0.1',
  ]) {
    test(`A80: and not 127.0.0.1 or 0.0.0.0 spelled ${host}`, () =>
      refusedAs(fetchPublic(`https://${host}/`), 'unsafe_address'));
  }

  for (const host of ['localhost', 'LOCALHOST', 'localhost.', 'anything.localhost']) {
    test(`A80: and not ${host}`, async () => {
      const { fault } = await faultOf(fetchPublic(`https://${host}:1/`));
      // Some systems resolve no loopback name but plain localhost.
      assert.ok(fault === 'unsafe_address' || (host !== 'localhost' && fault === 'unreachable'), fault);
    });
  }

  test('A80: and not where one of several addresses is unsafe', async () => {
    for (const addresses of [
      ['1.1.1.1', '10.0.0.1'],
      ['10.0.0.1', '1.1.1.1'],
      ['2606:4700::1111', '::1'],
    ]) {
      const { resolve } = resolvingTo(addresses);
      await refusedAs(createSafeFetch({ allowLoopback: false, resolve })('https://mixed.example/'), 'unsafe_address');
    }
  });

  test('A80: and not over http, nor by a scheme that is no web', async () => {
    for (const url of [
      'http://app.example/',
      'http://127.0.0.1/',
      'file:///etc/passwd',
      'ftp://app.example/',
      'gopher://x/',
      'data:,x',
      'x',
    ]) {
      await refusedAs(fetchPublic(url), 'invalid_url');
    }
  });

  test('A80: and not with a name and a password in the URL', async () => {
    await refusedAs(fetchPublic('https://user@app.example/'), 'invalid_url');
    await refusedAs(fetchPublic('https://:secret@app.example/'), 'invalid_url');
  });

  test('A80: loopback being allowed, no other address of ours is, and http is for loopback alone', async () => {
    for (const address of UNSAFE.filter((each) => !each.startsWith('127.') && each !== '::1')) {
      const { resolve } = resolvingTo([address]);
      const fetchAlsoLoopback = createSafeFetch({ allowLoopback: true, resolve });
      await refusedAs(fetchAlsoLoopback('https://name.example/'), 'unsafe_address');
      await refusedAs(fetchAlsoLoopback('http://name.example/'), 'unsafe_address');
    }
    const { resolve } = resolvingTo(['1.1.1.1']);
    await refusedAs(createSafeFetch({ allowLoopback: true, resolve })('http://public.example/'), 'unsafe_address');
  });

  test('A80: a name is resolved once per fetch, so the checked address is the one connected to', async () => {
    const peer = await startPeer((_, response) => response.end('public'));
    const names = resolvingTo(['127.0.0.1'], ['169.254.169.254']);
    const safeFetch = createSafeFetch({ allowLoopback: true, resolve: names.resolve });

    const { body } = await safeFetch(`http://rebinding.example:${peer.port}/`);
    assert.equal(body, 'public');
    assert.equal(names.asked(), 1);

    await refusedAs(safeFetch(`http://rebinding.example:${peer.port}/`), 'unsafe_address');
    assert.equal(names.asked(), 2);
  });

  test('A80: a name that leads home after all gets no connection', async () => {
    const peer = await startPeer();
    const { resolve } = resolvingTo(['127.0.0.1']);
    await refusedAs(
      createSafeFetch({ allowLoopback: false, resolve })(`https://home.example:${peer.port}/`),
      'unsafe_address',
    );
    assert.equal(peer.connections(), 0);
  });

  describe('where the operator listed private hosts', () => {
    test('A80: they are reached for the operator or a trusted app, and for nobody else', async () => {
      const { peer, safeFetch } = await listing((port) => `chat.internal:${port}`, ['127.0.0.1']);
      const url = `http://chat.internal:${peer.port}/`;
      assert.equal((await safeFetch(url, { isTrusted: true })).body, 'private');
      const before = peer.connections();
      await refusedAs(safeFetch(url), 'invalid_url');
      await refusedAs(safeFetch(url.replace('http:', 'https:')), 'unsafe_address');
      await refusedAs(safeFetch(`http://other.internal:${peer.port}/`, { isTrusted: true }), 'unsafe_address');
      await refusedAs(safeFetch('https://chat.internal:1/', { isTrusted: true }), 'unsafe_address');
      assert.equal(peer.connections(), before);
    });

    test('A80: a network is matched by the address that was looked up, each time anew', async () => {
      const { peer, safeFetch } = await listing(
        (port) => `127.0.0.0/8:${port}`,
        ['127.0.0.1'],
        ['10.0.0.1'],
        ['169.254.169.254'],
        ['127.0.0.1', '10.0.0.1'],
        ['127.0.0.1', '::1'],
        ['1.1.1.1'],
      );
      const url = `http://rebinding.example:${peer.port}/`;
      assert.equal((await safeFetch(url, { isTrusted: true })).body, 'private');
      for (let answer = 1; answer <= 5; answer += 1) {
        await refusedAs(safeFetch(url, { isTrusted: true }), 'unsafe_address');
      }
      assert.equal(peer.connections(), 1);
    });

    test('A80: a listed name that is rebound to a metadata service leads nowhere', async () => {
      const { safeFetch } = await listing((port) => `chat.internal:${port},chat.internal:80`, ['169.254.169.254']);
      await refusedAs(safeFetch('http://chat.internal/', { isTrusted: true }), 'unsafe_address');
    });
  });

  test('A80: a redirect is an answer like any other, and is not followed', async () => {
    const inner = await startPeer((_, response) => response.end('internal'));
    const outer = await startPeer((_, response) => response.writeHead(302, { location: inner.origin }).end());
    const safeFetch = createSafeFetch({ allowLoopback: true });
    for (const status of [301, 302, 303, 307, 308]) {
      outer.answer((_, response) =>
        response.writeHead(status, { location: inner.origin, refresh: `0;url=${inner.origin}` }).end(),
      );
      const answer = await safeFetch(outer.origin);
      assert.equal(answer.status, status);
    }
    assert.deepEqual(inner.requests, []);
  });

  test('A80: an answer without end is cut off, whether it tells its length or not', async () => {
    const peer = await startPeer();
    const safeFetch = createSafeFetch({ allowLoopback: true });
    peer.answer((_, response) => {
      const chunk = 'x'.repeat(1000);
      const more = (): void => {
        while (response.write(chunk));
        response.once('drain', more);
      };
      more();
    });
    await refusedAs(safeFetch(peer.origin), 'too_large');
    peer.answer((_, response) => response.end('x'.repeat(5121)));
    await refusedAs(safeFetch(peer.origin), 'too_large');
    peer.answer((_, response) => response.end('x'.repeat(5120)));
    assert.equal((await safeFetch(peer.origin)).body.length, 5120);
    await refusedAs(safeFetch(peer.origin, { maxBytes: 5119 }), 'too_large');
    peer.answer((_, response) => response.writeHead(200, { 'x-long': 'x'.repeat(9000) }).end());
    await refusedAs(safeFetch(peer.origin), 'unreachable');
  });

  test('A80: nobody can keep us waiting: no slow name, no silent server, no slow body', async () => {
    const peer = await startPeer();
    const safeFetch = createSafeFetch({ allowLoopback: true });
    peer.answer(() => undefined);
    await refusedAs(safeFetch(peer.origin, { timeoutMs: 50 }), 'too_late');
    peer.answer((_, response) => {
      response.flushHeaders();
      const drip = setInterval(() => response.write('x'), 10);
      response.on('close', () => clearInterval(drip));
    });
    await refusedAs(safeFetch(peer.origin, { timeoutMs: 100 }), 'too_late');
    await refusedAs(
      createSafeFetch({ allowLoopback: true, resolve: neverResolving })('https://slow.example/', { timeoutMs: 50 }),
      'too_late',
    );
  });

  // A 101 answer emitted neither a response nor an error, so the fetch never settled: after a hundred such documents,
  // no app described by one was found until the restart.
  test('A80: nor one that would rather speak another protocol', { timeout: 10_000 }, async () => {
    const peer = await startPeer((_, response) => {
      response.socket?.write('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n');
    });
    await refusedAs(createSafeFetch({ allowLoopback: true })(peer.origin, { timeoutMs: 1000 }), 'unreachable');
  });

  test('A80: no proxy of the environment is asked', async () => {
    const proxy = await startPeer((_, response) => response.end('by proxy'));
    const peer = await startPeer((_, response) => response.end('directly'));
    const program = `
      const { createSafeFetch } = await import(${JSON.stringify(new URL('../../dist/kernel/safe-fetch.js', import.meta.url).href)});
      const { body } = await createSafeFetch({ allowLoopback: true })(${JSON.stringify(peer.origin)});
      console.log(body);`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program], {
      env: { NODE_USE_ENV_PROXY: '1', HTTP_PROXY: proxy.origin, http_proxy: proxy.origin, NO_PROXY: '' },
    });
    assert.equal(stdout.trim(), 'directly');
    assert.deepEqual(proxy.requests, []);
  });

  test('A80: a blocked, dead or slow address and an unknown name have the same answer', async () => {
    const peer = await startPeer(() => undefined);
    const gone = await startPeer();
    await gone.stop();
    const alsoLoopback = createSafeFetch({ allowLoopback: true });
    const nobody = createSafeFetch({
      allowLoopback: false,
      resolve: () => Promise.reject(new Error('ENOTFOUND internal')),
    });
    const errors = await Promise.all(
      [
        fetchPublic('https://10.0.0.1/'),
        createSafeFetch({ allowLoopback: false, ...resolvingTo(['10.0.0.1']) })('https://intranet.example/'),
        alsoLoopback(gone.origin),
        alsoLoopback(peer.origin, { timeoutMs: 50 }),
        nobody('https://intranet.example/'),
        createSafeFetch({ allowLoopback: false, ...resolvingTo([]) })('https://empty.example/'),
      ].map(faultOf),
    );
    assert.equal(new Set(errors.map(({ message }) => message)).size, 1);
    assert.ok(errors.every(({ message }) => !/\d|intranet|ENOTFOUND|ECONN/.test(message)));
  });
});
