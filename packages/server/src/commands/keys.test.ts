import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { connect } from '#server/database/connect.js';
import { createStore } from '#test/support/store.js';
import { createCommandLine, type CommandLine } from '#test/support/command-line.js';

interface Rotated {
  alg: string;
  kid: string;
  signs_from: number;
}

const seconds = (): number => Math.floor(Date.now() / 1000);

describe('octroi keys rotate', () => {
  let folder: string;
  let octroi: CommandLine;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'octroi-keys-'));
    octroi = createCommandLine({ folder });
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const rotate = async (...args: string[]): Promise<Rotated[]> => {
    const { code, stdout, stderr } = await octroi.run(['keys', 'rotate', ...args, '--json']);
    assert.deepEqual([code, stderr], [0, '']);
    const { rotated }: { rotated: Rotated[] } = JSON.parse(stdout);
    return rotated;
  };
  const kept = async () => {
    const database = await connect(`file:${join(folder, 'data/octroi.db')}`, () => {});
    const rows = await createStore(database).signingKeys.list();
    await database.close();
    return rows;
  };

  it('makes a key of every algorithm, which signs at once where there was none', async () => {
    const rotated = await rotate();
    assert.deepEqual(
      rotated.map(({ alg }) => alg),
      ['HS256', 'RS256', 'PS256', 'ES256', 'EdDSA'],
    );
    const [access, ...others] = rotated;
    assert.ok(Math.abs((access?.signs_from ?? 0) - seconds() - 600) < 60);
    for (const { signs_from } of others) assert.ok(Math.abs(signs_from - seconds()) < 60);
  });

  it('rotates one algorithm with --alg, and keeps the old key', async () => {
    const [first, ...rest] = await rotate('--alg', 'ES256');
    assert.deepEqual([first?.alg, rest], ['ES256', []]);
    assert.ok(Math.abs((first?.signs_from ?? 0) - seconds() - 600) < 60);

    const keys = (await kept()).filter(({ alg }) => alg === 'ES256');
    assert.deepEqual(
      keys.map(({ retiredAt }) => retiredAt && Math.floor(retiredAt / 1000)),
      [first?.signs_from, null],
    );
    assert.equal(keys[1]?.kid, first?.kid);
  });

  it('deletes the old keys with --now, and says which key signs', async () => {
    const { code, stdout } = await octroi.run(['keys', 'rotate', '--alg', 'ES256', '--now']);
    const [key, ...others] = (await kept()).filter(({ alg }) => alg === 'ES256');
    assert.deepEqual(others, []);
    assert.equal(code, 0);
    assert.equal(stdout, `ES256: key ${key?.kid} signs now. Older keys are deleted.\n`);
  });

  it('refuses an algorithm it has no keys of, and changes nothing', async () => {
    const earlier = await kept();
    const { code, stdout, stderr } = await octroi.run(['keys', 'rotate', '--alg', 'none']);
    assert.deepEqual([code, stdout], [1, '']);
    assert.match(stderr, /--alg must be one of HS256, RS256, PS256, ES256, EdDSA/);
    assert.deepEqual(await kept(), earlier);
  });

  it('says in its help what --now ends', async () => {
    const { code, stdout } = await octroi.run(['keys', 'rotate', '--help']);
    assert.equal(code, 0);
    assert.match(stdout, /With --now[^]*every access token[^]*every id_token/);
  });

  it('prints a new secret key where it is configured, and both open the database until it is used', async () => {
    const own = join(folder, 'configured');
    await mkdir(own);
    const withKey = (key: string): CommandLine => createCommandLine({ folder: own, env: { OCTROI_SECRET_KEY: key } });
    const [first, third] = ['ab'.repeat(32), 'ef'.repeat(32)];
    const { code, stdout } = await withKey(first).run(['keys', 'rotate', '--secret-key', '--json']);
    assert.equal(code, 0);
    const { secret_key: second }: { secret_key: string } = JSON.parse(stdout);

    for (const key of [first, second]) assert.equal((await withKey(key).run(['resource', 'list'])).code, 0);
    const other = await withKey(third).run(['resource', 'list']);
    assert.equal(other.code, 1);
    assert.match(other.stderr, /used with another secret key/);
  });

  it('takes --secret-key alone', async () => {
    const { code, stderr } = await octroi.run(['keys', 'rotate', '--secret-key', '--now']);
    assert.equal(code, 1);
    assert.match(stderr, /--secret-key takes neither --alg nor --now/);
  });
});
