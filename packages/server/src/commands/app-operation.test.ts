import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { SETTINGS, settingsOf } from '#server/domain/apps/index.js';
import { createCommandLine, type CommandLine } from '#test/support/command-line.js';

describe('what operators do with any app', () => {
  let folder: string;
  let octroi: CommandLine;
  let app: { id: number; client_id: string };

  const run = async (line: string): Promise<{ code: number | null; told: Record<string, unknown>; stderr: string }> => {
    const { code, stdout, stderr } = await octroi.run([...line.split(' '), '--json']);
    const told: Record<string, unknown> = stdout === '' ? {} : JSON.parse(stdout);
    return { code, told, stderr };
  };
  const told = async (line: string) => {
    const { code, told: result, stderr } = await run(line);
    assert.equal(code, 0, `${line}: ${stderr}`);
    return result;
  };
  const refused = async (line: string): Promise<string> => {
    const { code, stderr } = await run(line);
    assert.equal(code, 1, line);
    return stderr;
  };

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'octroi-app-operation-'));
    octroi = createCommandLine({ folder });
    const account = ['--username', 'dora', '--email', 'dora@example.com', '--password', 'a sentence long enough'];
    assert.equal((await octroi.run(['user', 'create', ...account, '--role', 'developer'])).code, 0);
    const made = await told('app create --owner dora --name Ledger --redirect-uri https://ledger.example/cb');
    app = { id: Number(made['id']), client_id: String(made['client_id']) };
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('suspends and resumes it, by client_id or number, and says whether that changed anything', async () => {
    const { id, client_id } = app;
    const is = { id, client_id, trusted: false };
    assert.deepEqual(await told(`app suspend ${client_id}`), { ...is, suspended: true, changed: true });
    assert.deepEqual(await told(`app suspend ${id}`), { ...is, suspended: true, changed: false });
    assert.deepEqual(await told(`app resume ${id}`), { ...is, suspended: false, changed: true });
    assert.deepEqual(await told(`app resume ${client_id}`), { ...is, suspended: false, changed: false });
  });

  it('gives and withdraws trust', async () => {
    const { id, client_id } = app;
    const is = { id, client_id, suspended: false, changed: true };
    assert.deepEqual(await told(`app trust ${id}`), { ...is, trusted: true });
    assert.deepEqual(await told(`app untrust ${id}`), { ...is, trusted: false });
  });

  it('suspends the apps of a disabled user until the user is enabled', async () => {
    await told('user disable dora');
    assert.match(await refused(`app resume ${app.id}`), /stays suspended.*octroi user enable/);
    assert.match(
      await refused('app create --owner dora --name Another --redirect-uri https://ledger.example/cb'),
      /dora is disabled.*octroi user enable/,
    );
    await told('user enable dora');
    assert.equal((await told(`app resume ${app.id}`))['suspended'], false);
  });

  it('names what is wrong and the remedy', async () => {
    for (const verb of ['suspend', 'resume', 'trust', 'untrust', 'delete']) {
      assert.match(await refused(`app ${verb} client_nowhere`), /There is no app client_nowhere.*client_id/);
    }
    assert.match(await refused(`app delete ${app.id}`), /deletes Ledger \(app \d+\).*Add --yes/);
  });

  it('deletes it', async () => {
    const { id, client_id } = app;
    assert.deepEqual(await told(`app delete ${id} --yes`), { id, client_id, deleted: true });
    assert.match(await refused(`app suspend ${id}`), /There is no app/);
  });
});

const names = ({ apps }: Record<string, unknown>) => (apps as { name: string }[]).map(({ name }) => name);

describe('apps, managed from the command line', () => {
  let folder: string;
  let octroi: CommandLine;
  const run = (args: readonly string[]) => octroi.run([...args, '--json']);
  const told = async (...args: string[]): Promise<Record<string, unknown>> => {
    const { code, stdout, stderr } = await run(args);
    assert.equal(code, 0, `${args.join(' ')}: ${stderr}`);
    return JSON.parse(stdout);
  };
  const refused = async (...args: string[]): Promise<string> => {
    const { code, stderr } = await run(args);
    assert.equal(code, 1, args.join(' '));
    return stderr;
  };
  const CALLBACK = 'https://ledger.example/cb';

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'octroi-app-managed-'));
    octroi = createCommandLine({ folder });
    for (const username of ['dora', 'dan']) {
      const account = [
        '--username',
        username,
        '--email',
        `${username}@example.com`,
        '--password',
        'long enough for me',
      ];
      await told('user', 'create', ...account, '--role', 'developer');
    }
  });
  after(() => rm(folder, { recursive: true, force: true }));

  // Logout addresses, among others, could only be set in the console or with a developer token.
  it('are created, changed, listed and shown with every setting, and never with a secret', async () => {
    const create = ['app', 'create', '--owner', 'dora', '--name', 'Ledger', '--redirect-uri', CALLBACK];
    const addresses = ['--post-logout-uri', 'https://ledger.example/bye', '--backchannel-logout-uri'];
    const made = await told(...create, ...addresses, 'https://ledger.example/bc');
    const id = String(made['id']);
    await told('app', 'create', '--owner', 'dan', '--name', 'Television', '--public', '--device');
    const shown = await told('app', 'show', id);
    assert.deepEqual(shown['post_logout_redirect_uris'], ['https://ledger.example/bye']);
    assert.equal(shown['backchannel_logout_uri'], 'https://ledger.example/bc');
    for (const key of settingsOf('command')) assert.ok(Object.hasOwn(shown, SETTINGS[key].name), key);
    assert.ok(!JSON.stringify(shown).includes(String(made['client_secret'])));

    const changes = [
      '--name',
      'Ledger 2',
      '--require-pkce',
      '--post-logout-redirect-uri',
      'https://ledger.example/out',
    ];
    const changed = await told('app', 'update', String(made['client_id']), ...changes, '--backchannel-logout-uri', '');
    assert.deepEqual(changed, {
      ...shown,
      name: 'Ledger 2',
      require_pkce: true,
      post_logout_redirect_uris: ['https://ledger.example/out'],
      backchannel_logout_uri: null,
    });
    const back = await told('app', 'update', id, '--no-require-pkce', '--post-logout-uri', '', '--device');
    assert.deepEqual(back['post_logout_redirect_uris'], []);
    assert.equal(back['require_pkce'], false);
    assert.match(JSON.stringify(back['grant_types']), /device_code/);
    const without = await told('app', 'update', id, '--no-device');
    assert.doesNotMatch(JSON.stringify(without['grant_types']), /device_code/);

    assert.deepEqual(names(await told('app', 'list')), ['Ledger 2', 'Television']);
    assert.deepEqual(names(await told('app', 'list', '--owner', 'dan')), ['Television']);
    const { stdout } = await octroi.run(['app', 'show', id]);
    assert.match(stdout, /^name: Ledger 2$/m);
    assert.match(stdout, /^backchannel_logout_uri: none$/m);
  });

  it('are changed only as their rules allow, with every fault named', async () => {
    const args = ['app', 'create', '--owner', 'dora', '--name', 'Notes', '--redirect-uri', CALLBACK, '--trusted'];
    const { id } = await told(...args);
    assert.match(await refused('app', 'update', String(id)), /Specify what to change/);
    assert.match(await refused('app', 'update', '999', '--name', 'x'), /no app 999/);
    const faults = await refused('app', 'update', String(id), '--name', '', '--redirect-uri', 'http://a.example/');
    assert.match(faults, /App not changed[^]*name[^]*redirect_uri/);
    assert.match(await refused('app', 'update', String(id), '--redirect-uri', ''), /redirect/);
    assert.equal((await told('app', 'show', String(id)))['trusted'], true);
    const renamed = await told('app', 'update', String(id), '--name', 'Notes 2');
    assert.equal(renamed['trusted'], false, 'the operator trusted it under another name');
  });
});
