import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { Command } from 'commander';
import { forEachDatabase } from '#test/support/databases.js';
import { addApp, addUser, NOW } from '#test/support/fixtures.js';
import { addOfEach } from '#test/support/rows.js';
import { grown, statementsOf } from '#test/support/statements.js';
import { createProgram } from '#server/commands/index.js';

const FEW = 2;
const MANY = 20;

interface Asked {
  owner: string;
  app: string;
}

/** Every way to print what there is. */
const READING: readonly ((of: Asked) => string[])[] = [
  () => ['app', 'list'],
  ({ owner }) => ['app', 'list', '--owner', owner],
  ({ app }) => ['app', 'show', app],
  () => ['resource', 'list'],
  () => ['doctor'],
  ({ app }) => ['doctor', '--app', app],
];

/** What changes something, or prints no rows. */
const OTHERS: readonly string[] = [
  'app create',
  'app delete',
  'app resume',
  'app suspend',
  'app trust',
  'app untrust',
  'app update',
  'compact',
  'config print',
  'demo',
  'developer-token create',
  'keys rotate',
  'migrate',
  'operator invite',
  'resource add',
  'resource remove',
  'start',
  'user create',
  'user credit',
  'user delete',
  'user disable',
  'user enable',
  'user invite',
  'user reset-link',
  'user reset-second-step',
];

/** Every command, by its words. */
const commandsOf = (parent: Command, words: readonly string[] = []): string[] =>
  parent.commands.flatMap((command) => {
    const own = [...words, command.name()];
    return command.commands.length === 0 ? [own.join(' ')] : commandsOf(command, own);
  });

test('each command either changes something, or is held to few statements', () => {
  const all = commandsOf(createProgram());
  const asked = READING.map((words) => words({ owner: '', app: '' }).join(' '));
  const reading = all.filter((command) => asked.some((words) => `${words} `.startsWith(`${command} `)));
  assert.deepEqual([...reading, ...OTHERS].toSorted(), all.toSorted());
});

/** In this process, where statements are counted. */
const run = async (t: TestContext, url: string, words: readonly string[]): Promise<void> => {
  const printed = t.mock.method(console, 'log', () => {});
  // Only with its own settings.
  const environment = t.mock.property(process, 'env', { OCTROI_SECRET_KEY: 'ab'.repeat(32) });
  const { exitCode } = process;
  try {
    await createProgram().parseAsync(['node', 'octroi', '--json', '--database-url', url, ...words]);
  } finally {
    // Of what was found, not of this test.
    process.exitCode = exitCode;
    environment.mock.restore();
    printed.mock.restore();
  }
};

forEachDatabase('what commands ask the database', ({ open }) => {
  test('does not grow with the rows', async (t) => {
    const { url, database, store } = await open();
    const { id, username } = await addUser(store);
    const userId = String(id);
    const { clientId } = await addApp(store, { owner: userId });
    const asked = { owner: username, app: clientId };
    const measure = async (): Promise<ReadonlyMap<string, number>[]> => {
      const found: ReadonlyMap<string, number>[] = [];
      for (const words of READING) found.push(await statementsOf(() => run(t, url, words(asked))));
      return found;
    };

    await addOfEach(database, { userId, count: FEW, now: NOW });
    const few = await measure();
    await addOfEach(database, { userId, count: MANY, now: NOW });
    const many = await measure();

    for (const [nth, words] of READING.entries()) {
      const command = words(asked).join(' ');
      assert.ok(many[nth]?.size, command);
      assert.deepEqual(grown(few[nth] ?? new Map(), many[nth] ?? new Map()), [], command);
    }
  });
});
