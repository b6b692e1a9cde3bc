import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { clientAddress } from '#server/web/http/client-address.js';

const PROXY = '10.0.0.1';

/** The client's address according to one trusted proxy. */
const told = (forwarded: string, trustedProxies = 1): string =>
  clientAddress(
    {
      req: { header: (name) => (name === 'x-forwarded-for' ? forwarded : undefined) },
      env: { incoming: { socket: { remoteAddress: PROXY } } },
    },
    trustedProxies,
  );

describe('the address that limits count by', () => {
  test('A83: is what the proxy added, not what the client began with', () => {
    assert.equal(told('203.0.113.9, 192.0.2.1'), '192.0.2.1');
    assert.equal(told('203.0.113.9, 192.0.2.1, 10.0.0.2', 2), '192.0.2.1');
    assert.equal(told('192.0.2.1', 0), PROXY);
  });

  // Behind a proxy that adds the port, each connection had its own count.
  test('A83: has no port', () => {
    assert.equal(told('192.0.2.1:49152'), '192.0.2.1');
    assert.equal(told('[2001:db8:1:2::5]:49152'), '2001:db8:1:2::/64');
    assert.equal(told('[2001:db8:1:2::5]'), '2001:db8:1:2::/64');
  });

  test('A83: is one for a /64, and for IPv4 in IPv6 the IPv4 address', () => {
    assert.equal(told('2001:db8:1:2:ffff::1'), told('2001:DB8:1:2::9'));
    assert.notEqual(told('2001:db8:1:2::1'), told('2001:db8:1:3::1'));
    assert.equal(told('::ffff:192.0.2.1'), '192.0.2.1');
    assert.equal(told('::FFFF:192.0.2.1'), '192.0.2.1');
  });

  test('is the proxy’s own when it reports no address', () => {
    for (const text of ['', 'unknown', '_hidden', 'x'.repeat(10_000), '192.0.2.1.5', '1:2:3'])
      assert.equal(told(text), PROXY);
  });
});
