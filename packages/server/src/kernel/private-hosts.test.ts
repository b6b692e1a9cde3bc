import assert from 'node:assert/strict';
import { test } from 'node:test';
import { privateHosts } from '#server/kernel/private-hosts.js';
import { ConfigValueError } from '#server/kernel/settings/values.js';

test('a host is listed by name and port, whichever private address it has', () => {
  const hosts = privateHosts('chat.internal:8080, LOCALHOST:3000');
  assert.ok(hosts.has('chat.internal', 8080, '10.0.0.1'));
  assert.ok(hosts.has('chat.internal', 8080, 'fd12::1'));
  assert.ok(hosts.has('localhost', 3000, '127.0.0.1'));
  assert.ok(!hosts.has('chat.internal', 443, '10.0.0.1'), 'another port');
  assert.ok(!hosts.has('internal', 8080, '10.0.0.1'), 'another name');
  assert.ok(!hosts.has('a.chat.internal', 8080, '10.0.0.1'), 'a name below it');
  assert.deepEqual([hosts.mayHave('chat.internal', 8080), hosts.mayHave('other.internal', 8080)], [true, false]);
});

test('a network is listed with a port, whatever the name', () => {
  const hosts = privateHosts('10.1.0.0/16:443,192.168.1.7:8443,[fd00:1::/32]:443,[::1]:9000');
  assert.ok(hosts.has('a.example', 443, '10.1.255.255'));
  assert.ok(hosts.has('192.168.1.7', 8443, '192.168.1.7'));
  assert.ok(hosts.has('a.example', 443, 'fd00:1:ffff::1'));
  assert.ok(hosts.has('localhost', 9000, '::1'));
  for (const [port, address] of [
    [443, '10.2.0.0'],
    [8443, '10.1.0.1'],
    [8443, '192.168.1.8'],
    [443, 'fd00:2::1'],
    [443, '::ffff:10.1.0.1'],
  ] as const) {
    assert.ok(!hosts.has('a.example', port, address), `${address} ${port}`);
  }
  assert.deepEqual([hosts.mayHave('a.example', 443), hosts.mayHave('a.example', 80)], [true, false]);
});

// Whoever controls the DNS of a listed name must not reach the secrets of the machine by it.
test('A80: a listed name leads to no metadata service, no link-local, reserved or public address', () => {
  const hosts = privateHosts('chat.internal:80,100.64.0.0/10:80,[fd00::/8]:80,[fd20::/16]:80');
  for (const address of [
    '169.254.169.254',
    '100.100.100.200',
    '168.63.129.16',
    '192.0.0.192',
    'fd00:ec2::254',
    'fd20:ce::254',
    'fd00:42::42',
    'fe80::1',
    '::ffff:127.0.0.1',
    '64:ff9b::a00:1',
    '0.0.0.0',
    '::',
    '224.0.0.1',
    '198.18.0.1',
    '8.8.8.8',
    '2606:4700::1',
    'chat.internal',
    '',
  ]) {
    assert.ok(!hosts.has('chat.internal', 80, address), address);
  }
});

test('every entry that cannot be meant is told, with what can be', () => {
  const entries = [
    'chat.internal',
    ':443',
    'chat.internal:0',
    'chat.internal:65536',
    'https://chat.internal:443',
    '*.internal:443',
    '10.0.0.0/33:443',
    '10.0.0.0/:443',
    '10.0.0.0/8/8:443',
    'fd00::/8:443',
    '[chat.internal]:443',
    '[fd00::/129]:443',
    '[fe80::1%eth0]:443',
    '0.0.0.0/0:443',
    '[::/0]:443',
    '8.8.8.8:443',
    '169.254.169.254:80',
  ];
  assert.throws(
    () => privateHosts(`ok:443,${entries.join(',')}`),
    (error) => {
      assert.ok(error instanceof ConfigValueError);
      assert.deepEqual(
        error.faults.map((fault) => /^names (\S+?)[.,]? /.exec(fault)?.[1]),
        entries,
      );
      return true;
    },
  );
});
