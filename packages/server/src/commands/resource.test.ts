import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { createCommandLine, type CommandLine } from '#test/support/command-line.js';

let folder: string;
let octroi: CommandLine;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'octroi-resource-'));
  octroi = createCommandLine({ folder });
});
after(() => rm(folder, { recursive: true, force: true }));

const json = async (...args: string[]): Promise<unknown> => {
  const { code, stdout, stderr } = await octroi.run([...args, '--json']);
  assert.deepEqual([code, stderr], [0, '']);
  return JSON.parse(stdout);
};

const NOTES = ['--identifier', 'https://mcp.example.com/mcp', '--name', 'Notes'];

test('an operator adds resources, lists them, and removes them (RFC 8707)', async () => {
  await json(
    'user',
    'create',
    '--username',
    'dora',
    '--email',
    'd@example.com',
    '--password',
    'a sentence long enough',
  );
  // `notes:list:List your notes` became the scope `notes`, described as "list:List your notes".
  const scopes = ['read:Read your notes', 'write:Write: and more', 'notes:list:List your notes'].flatMap((scope) => [
    '--scope',
    scope,
  ]);
  const added = await json('resource', 'add', ...NOTES, ...scopes, '--owner', 'dora');
  assert.ok(typeof added === 'object' && added !== null && 'scopes' in added && 'owner_id' in added);
  assert.deepEqual(added.scopes, [
    { name: 'read', description: 'Read your notes' },
    { name: 'write', description: 'Write: and more' },
    { name: 'notes:list', description: 'List your notes' },
  ]);
  // User ids are numbers everywhere in JSON; here it was text.
  assert.equal(added.owner_id, 1);
  assert.deepEqual(await json('resource', 'list'), { resources: [added] });

  assert.deepEqual(await json('resource', 'remove', '--identifier', 'https://mcp.example.com/mcp'), {
    removed: 'https://mcp.example.com/mcp',
  });
  assert.deepEqual(await json('resource', 'list'), { resources: [] });
});

test('what cannot be done says why and what to do, all at once', async () => {
  const faulty = await octroi.run(['resource', 'add', '--identifier', 'ftp://x', '--name', '', '--scope', 'profile:X']);
  assert.equal(faulty.code, 1);
  for (const field of ['identifier', 'name', 'scopes']) assert.match(faulty.stderr, new RegExp(`  - ${field}: `));
  const unknown = await octroi.run(['resource', 'remove', '--identifier', 'https://x.example']);
  assert.deepEqual([unknown.code, unknown.stdout], [1, '']);
  assert.match(unknown.stderr, /octroi resource list/);
  assert.match((await octroi.run(['resource', 'add', ...NOTES, '--scope', 'read'])).stderr, /NAME:"what it allows"/);
});
