import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { describeConfig } from '#server/config/description.js';
import { ConfigError, loadConfig, type Config } from '#server/config/index.js';

const EXAMPLE = {
  name: 'example',
  label: 'Example',
  issuer: 'https://login.example.com',
  client_id: 'octroi',
  client_secret: 'hunter2-hunter2',
};
const GITHUB = { preset: 'github', client_id: 'Iv1.octroi', client_secret: 'hunter2-hunter2' };

const load = (text: string): Config => loadConfig({ OCTROI_UPSTREAM: text });

const faultsOf = (text: string): readonly string[] => {
  try {
    load(text);
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.faults;
  }
  return [];
};

test('providers are read with their defaults, from the variable or from the file it names', async () => {
  assert.deepEqual(load('').upstream, []);
  const text = JSON.stringify([EXAMPLE, { ...GITHUB, sign_up: true }]);
  const [example, github] = load(text).upstream;
  assert.equal(example?.scope, 'openid email profile');
  assert.equal(example.signUp, false);
  assert.equal(example.clientSecret.reveal(), 'hunter2-hunter2');
  assert.deepEqual(
    [github?.kind, github?.name, github?.label, github?.issuer, github?.signUp],
    ['github', 'github', 'GitHub', 'https://github.com', true],
  );

  const folder = await mkdtemp(join(tmpdir(), 'octroi-upstream-'));
  try {
    const file = join(folder, 'upstream.json');
    await writeFile(file, text);
    assert.equal(loadConfig({ OCTROI_UPSTREAM_FILE: file }).upstream.length, 2);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('secrets of providers are shown nowhere', () => {
  const text = JSON.stringify([EXAMPLE]);
  const setting = describeConfig({ OCTROI_UPSTREAM: text }).find(({ name }) => name === 'OCTROI_UPSTREAM');
  assert.equal(setting?.value, '[secret]');
  assert.ok(!JSON.stringify(load(text).upstream).includes('hunter2'));
});

test('every fault is told with its place and what to do, and none with a secret', () => {
  const faults: readonly [unknown, RegExp][] = [
    [{}, /is not a JSON array/],
    [['text'], /has no object in entry 1/],
    [[EXAMPLE, { ...EXAMPLE, name: 'other', issuer: undefined }], /has no issuer in entry 2\. Add it/],
    [
      [{ ...EXAMPLE, issuer: 'http://login.example.com' }],
      /issuer in entry 1 that is not https\. http is allowed only on loopback/,
    ],
    [[{ ...EXAMPLE, issuer: 'login.example.com' }], /issuer in entry 1 that is not a URL/],
    [
      [{ ...EXAMPLE, issuer: 'https://login.example.com?a=b' }],
      /issuer in entry 1 that is not a URL without user, query/,
    ],
    [[{ ...EXAMPLE, issuer: 'https://user@login.example.com' }], /issuer in entry 1 that is not a URL without user/],
    [[{ ...EXAMPLE, name: 'My Example' }], /name in entry 1 that is not 1 to 40 of a-z, 0-9 and hyphens/],
    [[{ ...EXAMPLE, name: '../x' }], /name in entry 1/],
    [[{ ...EXAMPLE, name: '' }], /name in entry 1 that is not text/],
    [[{ ...EXAMPLE, label: 'x'.repeat(41) }], /label in entry 1 of more than 40 characters/],
    [[{ ...EXAMPLE, client_secret: 7 }], /client_secret in entry 1 that is not text/],
    [[{ ...EXAMPLE, client_id: undefined }], /has no client_id in entry 1/],
    [[{ ...EXAMPLE, scope: 'email' }], /scope in entry 1 without openid/],
    [[{ ...EXAMPLE, sign_up: 'true' }], /sign_up in entry 1 that is neither true nor false/],
    [[{ ...EXAMPLE, clientid: 'x' }], /a field "clientid" in entry 1, which is unknown/],
    [[{ ...GITHUB, preset: 'gitlab' }], /preset in entry 1 that is not "github"/],
    [[{ ...GITHUB, url: 'http://github.example.com' }], /url in entry 1 that is not https/],
    [[EXAMPLE, { ...EXAMPLE, issuer: 'https://two.example' }], /more than one entry with the name "example"/],
    [
      [EXAMPLE, { ...EXAMPLE, name: 'two', issuer: `${EXAMPLE.issuer}/` }],
      /more than one entry for https:\/\/login\.example/,
    ],
  ];
  for (const [value, expected] of faults) {
    const told = faultsOf(JSON.stringify(value));
    assert.equal(told.length, 1, JSON.stringify(value));
    assert.match(told[0] ?? '', /^OCTROI_UPSTREAM (is|has) /);
    assert.match(told[0] ?? '', expected);
    assert.ok(!told.join().includes('hunter2'));
  }
  const broken = faultsOf('[{"client_secret": "hunter2-hunter2"');
  assert.match(broken.join(), /OCTROI_UPSTREAM is not JSON/);
  assert.ok(!broken.join().includes('hunter2'));
});

test('all faults are told at once', () => {
  const told = faultsOf(JSON.stringify([{ name: 'X', issuer: 'x' }, { preset: 'github' }]));
  assert.equal(told.length, 7, told.join('\n'));
});

test('http is for loopback, as everywhere', () => {
  for (const issuer of ['http://localhost:8080', 'http://127.0.0.1:8080/realms/a', 'http://[::1]:8080']) {
    assert.deepEqual(faultsOf(JSON.stringify([{ ...EXAMPLE, issuer }])), []);
  }
});
