import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createCommandLine, type CommandLine } from '#test/support/command-line.js';
import { LOGOS, pngOf } from '#test/support/logos.js';

describe('octroi app create --logo', () => {
  let folder: string;
  let octroi: CommandLine;
  const create = (logo: string) =>
    octroi.run(
      'app create --owner dora --name Ledger --redirect-uri https://ledger.example/cb --trusted --json --logo'
        .split(' ')
        .concat(logo),
    );

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'octroi-app-logo-'));
    octroi = createCommandLine({ folder });
    const account = ['--username', 'dora', '--email', 'dora@example.com', '--password', 'a sentence long enough'];
    assert.equal((await octroi.run(['user', 'create', ...account, '--role', 'developer'])).code, 0);
    await writeFile(join(folder, 'logo.png'), pngOf(64));
    await writeFile(join(folder, 'logo.svg'), LOGOS.svg);
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('refuses a file that is not there or is no picture, with the remedy, and creates no app', async () => {
    for (const [file, reason] of [
      ['nowhere.png', /nowhere\.png cannot be read/],
      ['logo.svg', /logo: This is not a readable PNG, WebP or JPEG image/],
    ] as const) {
      const { code, stderr } = await create(file);
      assert.equal(code, 1);
      assert.match(stderr, reason);
    }
  });

  it('creates the app with the logo, and refused ones before it left nothing behind', async () => {
    const { code, stdout, stderr } = await create('logo.png');
    assert.equal(code, 0, stderr);
    const app: { id?: number } = JSON.parse(stdout);
    assert.equal(app.id, 1);
  });
});
