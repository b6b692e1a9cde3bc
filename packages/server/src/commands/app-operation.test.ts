import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
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
