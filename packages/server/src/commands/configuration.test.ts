import assert from 'node:assert/strict';
import { mkdtemp, readdir, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { loadConfig } from '#server/config/index.js';
import { createCommandLine, type CommandLine } from '#test/support/command-line.js';

const KEY = 'ab'.repeat(32);
const POSTGRES = 'postgres://octroi:a-database-password@localhost/octroi';

interface Setting {
  name: string;
  value: string;
  isSet: boolean;
  source: string;
  description: string;
}

const senderOf = (value: string): string =>
  loadConfig({ OCTROI_ISSUER: 'http://localhost:3000', OCTROI_MAIL_FROM: value }).mailFrom;

describe('the configuration', () => {
  let folder: string;
  let octroi: CommandLine;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'octroi-configuration-'));
    octroi = createCommandLine({ folder });
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const settings = async (args: string[] = [], env: Record<string, string> = {}): Promise<Setting[]> => {
    const { code, stdout, stderr } = await octroi.run(['config', 'print', '--json', ...args], { env });
    assert.equal(code, 0, stderr);
    return (JSON.parse(stdout) as { settings: Setting[] }).settings;
  };
  const valueOf = async (name: string, args: string[] = [], env: Record<string, string> = {}): Promise<string> => {
    const setting = (await settings(args, env)).find((candidate) => candidate.name === name);
    assert.ok(setting !== undefined, `${name} is a setting`);
    return setting.value;
  };
  /** Starting with a wrong configuration fails at once, creates nothing and reports every fault. */
  const faultsOf = async (env: Record<string, string>): Promise<string[]> => {
    const { code, stdout, stderr } = await octroi.run(['start', '--json'], { env });
    assert.deepEqual([code, stdout], [1, '']);
    assert.deepEqual(await readdir(folder), [], 'nothing was made');
    return (JSON.parse(stderr) as { faults: string[] }).faults;
  };

  it('has defaults for everything, each explained', async () => {
    const all = await settings();
    assert.ok(all.length > 10);
    assert.ok(all.every(({ description, isSet }) => description.length > 10 && !isSet));
  });

  // A colon in the name turned the sender into a group, which mail servers refuse.
  it('takes a sender of mails that can be read in one way only', () => {
    for (const good of [
      'a@b.example',
      'Example <a@b.example>',
      '"Example: Mail, Inc" <a@b.example>',
      '<a@b.example>',
    ]) {
      assert.equal(senderOf(good), good);
    }
    for (const bad of [
      'Example: Mail <a@b.example>',
      'a@b.example, c@d.example',
      'A; B <a@b.example>',
      'A\r\nB <a@b>',
      'A',
    ]) {
      assert.throws(() => senderOf(bad), /OCTROI_MAIL_FROM|address/, bad);
    }
  });

  it('reports all faults at once, each with its variable', async () => {
    const faults = await faultsOf({
      OCTROI_ISSUER: 'id.example.com',
      OCTROI_PORT: 'http',
      OCTROI_DATABASE_URL: 'mysql://localhost/octroi',
      OCTROI_SIGN_UP: 'sometimes',
      OCTROI_SECRET_KEY: 'short',
    });
    assert.deepEqual(faults.map((fault) => fault.split(' ', 1)[0]).toSorted(), [
      'OCTROI_DATABASE_URL',
      'OCTROI_ISSUER',
      'OCTROI_PORT',
      'OCTROI_SECRET_KEY',
      'OCTROI_SIGN_UP',
    ]);
    const { stderr } = await octroi.run(['start'], { env: { OCTROI_PORT: 'http', OCTROI_SIGN_UP: 'sometimes' } });
    assert.match(stderr, /2 errors:\n {2}- OCTROI_PORT .*\n {2}- OCTROI_SIGN_UP .*open, invite, closed/);
  });

  // A mistyped OCTROI_SIGN_UP left sign-up open to anyone.
  it('refuses a name that is no setting and names the nearest, from the environment and from .env, in every command', async () => {
    const expected = 'OCTROI_SIGN_UPP is not a setting. Did you mean OCTROI_SIGN_UP? Otherwise remove it.';
    assert.deepEqual(await faultsOf({ OCTROI_SIGN_UPP: 'closed' }), [expected]);
    await writeFile(join(folder, '.env'), 'OCTROI_SIGN_UPP=closed\n');
    for (const command of [['start'], ['demo'], ['config', 'print'], ['resource', 'list'], ['doctor']]) {
      const { code, stdout, stderr } = await octroi.run(command);
      assert.deepEqual([code, stdout], [1, ''], command.join(' '));
      assert.ok(stderr.includes(expected), command.join(' '));
    }
    assert.deepEqual(await readdir(folder), ['.env'], 'nothing was made');
  });

  it('refuses an http issuer off loopback, and an issuer with a path', async () => {
    assert.match(
      (await faultsOf({ OCTROI_ISSUER: 'http://id.example.com' }))[0] ?? '',
      /must use https\. http is allowed only on loopback/,
    );
    assert.match(
      (await faultsOf({ OCTROI_ISSUER: 'https://example.com/id' }))[0] ?? '',
      /without a path.*https:\/\/example\.com\./,
    );
  });

  it('refuses the test provider, which gives quota away, wherever strangers may come', async () => {
    const faults = await faultsOf({ OCTROI_ISSUER: 'https://id.example.com', OCTROI_TOPUP_PROVIDERS: 'test' });
    assert.equal(faults.length, 1);
    assert.match(
      faults[0] ?? '',
      /^OCTROI_TOPUP_PROVIDERS contains test, .*\. Remove it, or .*http:\/\/localhost:3000/,
    );
    const tryingOut = { OCTROI_ISSUER: 'http://localhost:3000', OCTROI_TOPUP_PROVIDERS: 'test' };
    assert.doesNotThrow(() => loadConfig(tryingOut));
  });

  it('requires an issuer once the server listens to other machines', async () => {
    assert.match((await faultsOf({ OCTROI_HOST: '0.0.0.0' }))[0] ?? '', /OCTROI_ISSUER is missing\. Set it to/);
  });

  it('requires a secret key on PostgreSQL, where several processes share it', async () => {
    const faults = await faultsOf({ OCTROI_DATABASE_URL: POSTGRES });
    assert.equal(faults.length, 1);
    assert.match(faults[0] ?? '', /OCTROI_SECRET_KEY is missing.*openssl rand -hex 32/);
  });

  it('prefers flags to the environment, the environment to .env, and .env to defaults', async () => {
    assert.equal(await valueOf('OCTROI_PORT'), '3000');
    await writeFile(join(folder, '.env'), 'OCTROI_PORT=3001\nOCTROI_SITE_NAME="From the file"\n');
    assert.equal(await valueOf('OCTROI_PORT'), '3001');
    assert.equal(await valueOf('OCTROI_PORT', [], { OCTROI_PORT: '3002' }), '3002');
    assert.equal(await valueOf('OCTROI_PORT', ['--port', '3003'], { OCTROI_PORT: '3002' }), '3003');
    assert.equal(await valueOf('OCTROI_SITE_NAME', [], { OCTROI_PORT: '3002' }), 'From the file');
  });

  it('drops the byte-order mark of a Windows editor, and says where each value was read', async () => {
    await writeFile(join(folder, '.env'), '\uFEFFOCTROI_SITE_NAME=First line\nOCTROI_PORT=3001 # the usual one\n');
    const env = { OCTROI_PORT: '3002' };
    const { stdout } = await octroi.run(['config', 'print', '--json'], { env });
    const { settings: all, env_file: file } = JSON.parse(stdout) as { settings: Setting[]; env_file: string };
    const sourceOf = (name: string) => all.find((each) => each.name === name)?.source;
    assert.equal(await realpath(file), await realpath(join(folder, '.env')));
    assert.equal(await valueOf('OCTROI_SITE_NAME'), 'First line');
    assert.equal(await valueOf('OCTROI_PORT'), '3001');
    assert.deepEqual(['OCTROI_SITE_NAME', 'OCTROI_PORT', 'OCTROI_LOG_LEVEL'].map(sourceOf), [
      '.env',
      'environment',
      'default',
    ]);
    assert.match((await octroi.run(['config', 'print'], { env })).stdout, /^Read .*\.env\.\n/);
  });

  it('refuses a value of .env that a # without quotes would cut', async () => {
    const cut = [
      'OCTROI_ACCENT_COLOR=#0b6b57',
      'OCTROI_DATABASE_URL=file:a#b.db',
      'OCTROI_SITE_NAME=Credits # for all',
    ];
    await writeFile(join(folder, '.env'), `${cut.join('\n')}\n`);
    const { code, stderr } = await octroi.run(['config', 'print']);
    assert.equal(code, 1);
    assert.deepEqual(
      Array.from(stderr.matchAll(/- (\w+) has a # without quotes in .*Put the value in quotes/g), ([, name]) => name),
      ['OCTROI_ACCENT_COLOR', 'OCTROI_DATABASE_URL'],
    );
    const whole = [`OCTROI_ACCENT_COLOR='#0b6b57'`, 'OCTROI_SITE_NAME="Credits #1" # quoted', 'OCTROI_PORT= # none'];
    await writeFile(join(folder, '.env'), `${whole.join('\n')}\n`);
    assert.equal(await valueOf('OCTROI_ACCENT_COLOR'), '#0b6b57');
    assert.equal(await valueOf('OCTROI_SITE_NAME'), 'Credits #1');
  });

  it('understands PORT, as hosting platforms set it', async () => {
    assert.equal(await valueOf('OCTROI_PORT', [], { PORT: '8080' }), '8080');
    assert.equal(await valueOf('OCTROI_PORT', [], { PORT: '8080', OCTROI_PORT: '' }), '8080');
    assert.equal(await valueOf('OCTROI_PORT', [], { PORT: '8080', OCTROI_PORT: '3002' }), '3002');
  });

  it('reads secrets from files, and says so when a file is not there or a secret is set twice', async () => {
    const file = join(folder, 'key');
    await writeFile(file, `${KEY}\n`);
    const key = (await settings([], { OCTROI_SECRET_KEY_FILE: file })).find(({ name }) => name === 'OCTROI_SECRET_KEY');
    assert.deepEqual([key?.value, key?.isSet], ['[secret]', true]);
    const twice = await octroi.run(['config', 'print'], {
      env: { OCTROI_SECRET_KEY_FILE: file, OCTROI_SECRET_KEY: KEY },
    });
    assert.equal(twice.code, 1);
    assert.match(twice.stderr, /OCTROI_SECRET_KEY and OCTROI_SECRET_KEY_FILE are both set/);
    // An empty file counted as no secret at all, and SQLite installations made themselves another one.
    await writeFile(file, '\n');
    const empty = await octroi.run(['config', 'print'], { env: { OCTROI_SECRET_KEY_FILE: file } });
    assert.equal(empty.code, 1);
    assert.match(empty.stderr, /OCTROI_SECRET_KEY is empty in .*key, which OCTROI_SECRET_KEY_FILE names/);
    await rm(file);
    assert.match(
      (await faultsOf({ OCTROI_SECRET_KEY_FILE: file }))[0] ?? '',
      /OCTROI_SECRET_KEY cannot be read from .*key, which OCTROI_SECRET_KEY_FILE names/,
    );
  });

  it('prints no secret, whether it came from the environment, a file, a flag, or was at fault', async () => {
    const file = join(folder, 'key');
    await writeFile(file, KEY);
    await writeFile(join(folder, '.env'), `OCTROI_SECRET_KEY_FILE=${file}\n`);
    const inEnvironment = { env: { OCTROI_DATABASE_URL: POSTGRES } };
    const wrong = { env: { OCTROI_DATABASE_URL: `mysql${POSTGRES.slice('postgres'.length)}` } };
    const outputs = await Promise.all([
      octroi.run(['config', 'print'], inEnvironment),
      octroi.run(['config', 'print', '--json'], inEnvironment),
      octroi.run(['config', 'print', '--database-url', POSTGRES]),
      octroi.run(['config', 'print'], wrong),
    ]);
    assert.deepEqual(
      outputs.map(({ code }) => code),
      [0, 0, 0, 1],
    );
    for (const { stdout, stderr } of outputs) {
      assert.ok(!`${stdout}${stderr}`.includes(KEY));
      assert.ok(!`${stdout}${stderr}`.includes('a-database-password'));
    }
    assert.match(outputs[0]?.stdout ?? '', /OCTROI_DATABASE_URL=postgres:\/\/octroi:\[secret\]@localhost\/octroi\n/);
  });
});
