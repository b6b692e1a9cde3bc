import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { createCommandLine, type CommandLine } from '../support/command-line.js';
import { textOf } from '../support/oauth-app.js';
import { freePort } from '../support/server.js';
import { speakFor, startProcesses } from './processes.js';

describe('the secret key beside a database', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'octroi-secret-key-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  test('is replaced without signing anybody out', async () => {
    const file = join(folder, 'secret.key');
    const processes = await startProcesses({
      databaseUrl: `file:${folder}/octroi.db`,
      ports: [await freePort()],
      settings: { OCTROI_SECRET_KEY: '' },
    });
    try {
      const party = speakFor(processes);
      const alice = party.visitor();
      const tokens = await party.redeem(0, await party.code(alice));
      const code = await party.code(alice);
      const old = await readFile(file, 'utf8');

      assert.deepEqual(await processes.command('keys', 'rotate', '--secret-key'), { file });
      await processes.restart(0);

      assert.notEqual(await readFile(file, 'utf8'), old);
      assert.deepEqual(
        (await readdir(folder)).filter((name) => name.startsWith('secret')),
        ['secret.key'],
      );
      const answers = [
        await party.userinfo(0, textOf(tokens, 'access_token')),
        await party.refresh(0, textOf(tokens, 'refresh_token')),
        await party.redeem(0, code),
        // She is not asked to sign in: `code` would find no form it can send.
        await party.redeem(0, await party.code(alice)),
      ];
      assert.deepEqual(
        answers.map(({ status }) => status),
        [200, 200, 200, 200],
      );
    } finally {
      await processes.close();
    }
  });

  // A new key took its place, which opens nothing, and the server ended with another error.
  test('is missed when it is lost, and no other takes its place', async () => {
    const octroi: CommandLine = createCommandLine({ folder });
    const database = ['--database-url', `file:${folder}/octroi.db`];
    await rm(join(folder, 'secret.key'));

    for (const command of [['start'], ['resource', 'list']]) {
      const { code, stderr } = await octroi.run([...command, ...database]);
      assert.equal(code, 1);
      assert.match(stderr, /secret\.key is missing.*Restore it from a backup, or set OCTROI_SECRET_KEY/);
    }
    assert.ok(!(await readdir(folder)).some((name) => name.startsWith('secret')));
  });
});
