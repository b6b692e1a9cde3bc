import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { jwksOf, newAppKey } from '#test/support/client-proofs.js';
import { createCommandLine, type CommandLine } from '#test/support/command-line.js';

const REDIRECT_URI = 'https://ledger.example/cb';

describe('octroi app create, for an app with keys of its own', () => {
  let folder: string;
  let octroi: CommandLine;
  const create = (...options: string[]) =>
    octroi.run([
      'app',
      'create',
      '--owner',
      'dora',
      '--name',
      'Ledger',
      '--redirect-uri',
      REDIRECT_URI,
      '--json',
      ...options,
    ]);

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'octroi-app-keys-'));
    octroi = createCommandLine({ folder });
    const account = ['--username', 'dora', '--email', 'dora@example.com', '--password', 'a sentence long enough'];
    assert.equal((await octroi.run(['user', 'create', ...account, '--role', 'developer'])).code, 0);
    await writeFile(join(folder, 'jwks.json'), jwksOf(await newAppKey('PS256')));
    const { privateJwk } = await newAppKey();
    await writeFile(join(folder, 'private.json'), JSON.stringify({ keys: [privateJwk] }));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('takes the public keys from a file, and gives no secret', async () => {
    const { code, stdout } = await create('--jwks', 'jwks.json', '--fapi');
    assert.equal(code, 0);
    const app: object = JSON.parse(stdout);
    assert.ok('client_id' in app && !('client_secret' in app), stdout);
  });

  it('takes the address of the keys, and the stricter rules one by one', async () => {
    const { code } = await create('--jwks-uri', 'https://ledger.example/jwks.json', '--require-par', '--dpop');
    assert.equal(code, 0);
  });

  it('refuses a private key, a file that is not there, and FAPI without keys, each with the remedy', async () => {
    for (const [options, reason] of [
      [['--jwks', 'private.json'], /private half/],
      [['--jwks', 'nowhere.json'], /nowhere\.json cannot be read/],
      [['--fapi'], /jwks_uri/],
    ] as const) {
      const { code, stderr } = await create(...options);
      assert.equal(code, 1);
      assert.match(stderr, reason);
    }
  });
});
