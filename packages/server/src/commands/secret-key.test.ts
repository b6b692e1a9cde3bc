import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { loadConfig } from '#server/config/index.js';
import { createLog } from '#server/kernel/log.js';
import { createServices } from '#server/server.js';
import { createCommandLine, type CommandLine } from '#test/support/command-line.js';

const KEY = { first: 'ab'.repeat(32), left: 'cd'.repeat(32) };

interface Finding {
  level: string;
  check: string;
  message: string;
  remedy: string | null;
}

describe('a secret key that is being replaced', () => {
  let folder: string;
  let octroi: CommandLine;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'octroi-secret-key-'));
    octroi = createCommandLine({ folder, env: { OCTROI_PORT: '0' } });
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const findings = async (env: Readonly<Record<string, string>> = {}): Promise<string[]> => {
    const { stdout, stderr } = await octroi.run(['doctor', '--json'], { env });
    assert.equal(stderr, '');
    const { findings: all }: { findings: Finding[] } = JSON.parse(stdout);
    return all
      .filter(({ check, level }) => check === 'keys' && level !== 'ok')
      .map(({ level, message, remedy }) => `${level} ${message} ${remedy}`);
  };

  /** What a start with this environment logs on the key, until it is ready. */
  const loggedAtStart = async (env: Readonly<Record<string, string>> = {}): Promise<string> => {
    const server = octroi.start(['start'], { env });
    await server.line(/"msg":"ready"/);
    const logged = server.output();
    server.signal('SIGTERM');
    await server.ended;
    return logged;
  };

  // Nothing said so until a day later, when the next start was refused.
  test('is told of by doctor and at the start, with what to do, until the new one is set', async () => {
    const env = { OCTROI_SECRET_KEY: KEY.first };
    assert.doesNotMatch(await loggedAtStart(env), /secret key/);
    const { stdout } = await octroi.run(['keys', 'rotate', '--secret-key', '--json'], { env });
    const { secret_key: second }: { secret_key: string } = JSON.parse(stdout);
    const waiting = /A new secret key was created.*no process has started with it.*Set OCTROI_SECRET_KEY/;
    const [first] = await findings(env);
    assert.match(first ?? '', new RegExp(`^warning ${waiting.source}`));
    assert.match(await loggedAtStart(env), /Set OCTROI_SECRET_KEY to the new key.*A new secret key was created/);

    const next = { OCTROI_SECRET_KEY: second };
    assert.doesNotMatch(await loggedAtStart(next), /secret key/);

    assert.deepEqual(await findings(next), []);
    const [replaced] = await findings(env);
    assert.match(replaced ?? '', /^warning This secret key was replaced.*until.*Set OCTROI_SECRET_KEY/);
    assert.match(await loggedAtStart(env), /Set OCTROI_SECRET_KEY.*This secret key was replaced/);
  });

  /** As a command leaves it that was killed before the file took the place of `secret.key`. */
  const interrupt = async (): Promise<void> => {
    assert.equal((await octroi.run(['resource', 'list'])).code, 0);
    const config = loadConfig({ OCTROI_DATABASE_URL: `file:${join(folder, 'data/octroi.db')}` });
    const services = await createServices({ config, log: createLog('silent') });
    await services.secretKeys.add(Buffer.from(KEY.left, 'hex'));
    await services.database.close();
    const file = join(folder, 'data/secret.key.new');
    await writeFile(file, `${KEY.left}\n`);
    const before = new Date(Date.now() - 120_000);
    await utimes(file, before, before);
  };

  const keyFiles = async (): Promise<string[]> =>
    (await readdir(join(folder, 'data'))).filter((name) => name.startsWith('secret'));

  // Its key opened the database for as long as nobody looked into the folder.
  for (const [what, undo, says] of [
    ['the next start', () => loggedAtStart(), /secret\.key\.new.*was killed while it replaced the secret key/],
    [
      'the next replacement',
      async () => (await octroi.run(['keys', 'rotate', '--secret-key'])).stderr,
      /secret\.key\.new was left by a process that was killed/,
    ],
  ] as const) {
    test(`and was not, because the command was killed: doctor tells, and ${what} undoes it`, async () => {
      await interrupt();
      const [found] = await findings();
      assert.match(
        found ?? '',
        /^warning .*secret\.key\.new was left by a process that was killed.*Restart the server/,
      );
      const before = await readFile(join(folder, 'data/secret.key'), 'utf8');

      assert.match(await undo(), says);

      assert.deepEqual(await keyFiles(), ['secret.key']);
      const { code, stderr } = await octroi.run(['resource', 'list'], { env: { OCTROI_SECRET_KEY: KEY.left } });
      assert.equal(code, 1);
      assert.match(stderr, /used with another secret key/);
      assert.equal((await octroi.run(['resource', 'list'])).code, 0);
      assert.deepEqual(await findings(), []);
      const after = await readFile(join(folder, 'data/secret.key'), 'utf8');
      assert.equal(after === before, what === 'the next start');
    });
  }
});
