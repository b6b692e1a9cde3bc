import assert from 'node:assert/strict';
import { lookup } from 'node:dns/promises';
import { mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { createLookUp, domainOf } from '#server/kernel/look-up.js';
import { startNameServer } from '#test/support/name-server.js';

const ZONE: Readonly<Record<string, readonly string[]>> = {
  'both.example': ['2606:4700::1111', '1.1.1.1', '1.0.0.1'],
  'six.example': ['2606:4700::1111'],
  'nothing.example': [],
};
const NO_ABORT = new AbortController().signal;

const server = await startNameServer((name) => (/(^|\.)slow\d*\.example$/.test(name) ? 'silent' : ZONE[name]));
const folder = await mkdtemp(join(tmpdir(), 'octroi-hosts-'));
after(() => rm(folder, { recursive: true, force: true }));
const hostsFile = join(folder, 'hosts');
await writeFile(hostsFile, '');

const open = () => createLookUp({ servers: [server.address], hostsFile });
const addressesOf = async (name: string, lookUp = open()): Promise<string[]> =>
  (await lookUp(name, NO_ABORT)).map(({ address }) => address);

describe('a look-up', () => {
  test('finds all addresses of a name, IPv4 first, and rejects where there is none', async () => {
    assert.deepEqual(await addressesOf('both.example'), ['1.1.1.1', '1.0.0.1', '2606:4700::1111']);
    assert.deepEqual(await addressesOf('SIX.example.'), ['2606:4700::1111']);
    for (const name of ['nothing.example', 'unknown.example', `${'a'.repeat(70)}.example`]) {
      await assert.rejects(addressesOf(name), /no address of/);
    }
  });

  test('asks nobody for localhost, and finds what the hosts file has, as soon as it has it', async () => {
    const lookUp = open();
    const before = server.asked.length;
    for (const name of ['localhost', 'LOCALHOST', 'localhost.', 'app.localhost']) {
      assert.deepEqual(await addressesOf(name, lookUp), ['127.0.0.1', '::1']);
    }
    await assert.rejects(addressesOf('chat.internal', lookUp));
    await writeFile(hostsFile, '# ours\n10.1.2.3\tchat.internal chat # both\nfd00::7 Chat.Internal\n');
    await utimes(hostsFile, 1, 1);
    assert.deepEqual(await addressesOf('chat.internal', lookUp), ['10.1.2.3', 'fd00::7']);
    assert.deepEqual(await addressesOf('chat', lookUp), ['10.1.2.3']);
    assert.deepEqual(server.asked.slice(before), ['chat.internal', 'chat.internal']);
  });

  test('ends when it is told to, and asks no more then', async () => {
    const lookUp = open();
    const before = server.asked.length;
    await assert.rejects(lookUp('slow.example', AbortSignal.timeout(50)));
    assert.equal(server.asked.length - before, 2, 'for both families');
    await new Promise((resolve) => setTimeout(resolve, 1000));
    assert.equal(server.asked.length - before, 2, 'not again');
    await assert.rejects(lookUp('slow.example', AbortSignal.abort()));
    assert.equal(server.asked.length - before, 2, 'nor at all, if it is too late');
  });

  test('gives up a name server that is silent', async () => {
    const began = performance.now();
    await assert.rejects(addressesOf('slow.example'), /no address of slow\.example/);
    assert.ok(performance.now() - began < 4000);
  });

  test('does not wait for one family as long as for both', async () => {
    const half = await startNameServer((_name, family) => (family === 4 ? ['1.1.1.1'] : 'silent'));
    const began = performance.now();
    const lookUp = createLookUp({ servers: [half.address], hostsFile });
    assert.deepEqual(await addressesOf('half.example', lookUp), ['1.1.1.1']);
    assert.ok(performance.now() - began < 1500);
  });
});

// The system's look-up took a thread of four for as long as a stranger's name server was silent: no file was read, no
// password checked and no name found meanwhile.
test('A80: five hundred slow names take no thread, and no time of other names', async () => {
  const lookUp = open();
  const before = server.asked.length;
  const end = new AbortController();
  const slow = Array.from({ length: 500 }, (_, index) =>
    lookUp(`n${index}.slow${index % 3}.example`, end.signal).catch(() => 'refused'),
  );
  const began = performance.now();
  const others = await Promise.all([
    addressesOf('both.example', lookUp),
    readFile(hostsFile),
    lookup('127.0.0.1'),
    lookup('localhost'),
  ]);
  const took = performance.now() - began;
  assert.equal(others[0].length, 3);
  assert.ok(took < 1500, `it took ${took} ms`);
  const names = new Set(server.asked.slice(before).filter((name) => name.includes('slow')));
  assert.ok(names.size <= 12, `at most four of each domain are asked for at once, not ${names.size}`);
  end.abort();
  assert.deepEqual(new Set(await Promise.all(slow)), new Set(['refused']));
});

test('a domain is what somebody registered, nearly', () => {
  assert.deepEqual(['a.b.example.com', 'example.com', 'a.example.co.uk', 'chat', 'a.b.example.de'].map(domainOf), [
    'example.com',
    'example.com',
    'example.co.uk',
    'chat',
    'example.de',
  ]);
});
