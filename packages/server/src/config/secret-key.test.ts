import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { ConfigError, loadConfig } from '#server/config/index.js';
import { createSecretKey, leftKeys, readSecretKey, replaceSecretKey } from '#server/config/secret-key.js';
import { processScript } from '#test/support/paths.js';

const PROCESSES = 4;
const ROUNDS = 5;

const nothing = () => Promise.resolve();
const failing = () => Promise.reject(new Error('the disk is full'));

describe('the secret key beside the database', () => {
  let folder: string;
  let file: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'octroi-secret-key-'));
    file = join(folder, 'secret.key');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const resolveKey = (inFolder = folder): Buffer => {
    const config = loadConfig({ OCTROI_DATABASE_URL: `file:${join(inFolder, 'octroi.db')}` });
    return readSecretKey(config) ?? createSecretKey(config);
  };

  test('is made at the first start, for its owner only, and stays', async () => {
    const data = join(folder, 'data');
    const key = resolveKey(data);
    assert.equal(key.length, 32);
    assert.deepEqual(resolveKey(data), key);
    assert.deepEqual(await readdir(data), ['secret.key']);
    assert.equal((await stat(data)).mode & 0o777, 0o700);
    assert.equal((await stat(join(data, 'secret.key'))).mode & 0o777, 0o600);
  });

  // An empty file, left by a full disk or a power cut, was read as an empty key, so anybody could forge sessions.
  for (const [what, text] of Object.entries({
    'an empty file': '',
    'a blank line': '\n',
    'half a key': 'q'.repeat(20),
    'no key at all': 'Here was a key, and it was longer than thirty-two bytes.',
  })) {
    test(`is refused when it is ${what}, and the file is left as it was`, async () => {
      await writeFile(file, text);
      assert.throws(
        () => resolveKey(),
        (error) =>
          error instanceof ConfigError && error.message.includes(`${file} is damaged`) && /Restore/.test(error.message),
      );
      assert.equal(await readFile(file, 'utf8'), text);
    });
  }

  test('is one key for all processes that start together', async () => {
    const script = processScript('resolve-secret-key');
    for (let round = 0; round < ROUNDS; round += 1) {
      await rm(file, { force: true });
      const children = Array.from({ length: PROCESSES }, () => fork(script, [`file:${join(folder, 'octroi.db')}`]));
      await Promise.all(children.map((child) => once(child, 'message')));
      const keys = Promise.all(children.map(async (child) => (await once(child, 'message'))[0] as string));
      for (const child of children) child.send('start');
      const [first, ...others] = await keys;
      assert.match(first ?? '', /^[0-9a-f]{64}$/);
      for (const other of others) assert.equal(other, first);
      assert.deepEqual(await readdir(folder), ['secret.key'], 'no draft is left');
    }
  });

  // Each of two commands took the other's key for the old one, and nothing opened the database any more.
  test('is replaced by one command at a time', async () => {
    const config = loadConfig({ OCTROI_DATABASE_URL: `file:${join(folder, 'octroi.db')}` });
    const old = createSecretKey(config);
    const use = async (): Promise<void> => {
      await assert.rejects(
        replaceSecretKey(config, { use: nothing, undo: nothing }),
        /secret\.key\.new exists: another command/,
      );
      assert.deepEqual(readSecretKey(config), old);
    };
    const { key } = await replaceSecretKey(config, { use, undo: nothing });
    assert.deepEqual(readSecretKey(config), key);
    assert.deepEqual(await readdir(folder), ['secret.key']);
  });

  test('is not replaced by one that the database does not accept, and that is taken back', async () => {
    const config = loadConfig({ OCTROI_DATABASE_URL: `file:${join(folder, 'octroi.db')}` });
    const old = createSecretKey(config);
    const taken: Buffer[] = [];
    const undo = async (key: Buffer): Promise<void> => void taken.push(key);
    await assert.rejects(replaceSecretKey(config, { use: failing, undo }), /disk is full/);
    assert.equal(taken.length, 1);
    assert.deepEqual([readSecretKey(config), await readdir(folder)], [old, ['secret.key']]);
  });

  test('is told from what killed processes left beside it a minute ago', async () => {
    const config = loadConfig({ OCTROI_DATABASE_URL: `file:${join(folder, 'octroi.db')}` });
    const key = createSecretKey(config).toString('base64url');
    for (const name of ['secret.key.new', 'secret.key.0123456789abcdef', 'secret.key.backup']) {
      await writeFile(join(folder, name), name.endsWith('new') ? key.slice(0, 9) : key);
    }
    assert.deepEqual(leftKeys(config, Date.now()), []);
    const left = leftKeys(config, Date.now() + 61_000);
    assert.deepEqual(
      left.map(({ file: path, key: held }) => [basename(path), held?.toString('base64url')]).toSorted(),
      [
        ['secret.key.0123456789abcdef', key],
        ['secret.key.new', undefined],
      ],
    );
    for (const { remove } of left) remove();
    assert.deepEqual((await readdir(folder)).toSorted(), ['secret.key', 'secret.key.backup']);
  });
});
