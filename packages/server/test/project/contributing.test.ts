import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { pino } from 'pino';
import { directionFaults } from '../architecture/house.js';
import { codeIn } from '../support/documentation.js';
import { openInstallation, type Installation } from '../support/installation.js';
import { callWith, grantTokens, registerApp } from '../support/oauth-app.js';
import { createVisitor } from '../support/page-visitor.js';
import { PACKAGE, WORKSPACE } from '../support/paths.js';
import { parseSource, readSources } from '../support/source-graph.js';
import { storeOf } from '../support/store.js';

const [CLAIM = '', MEANING = ''] = codeIn('CONTRIBUTING.md', 'Add a claim to userinfo');
const [ROUTES = '', VIEW = '', WORDS = '', MOUNT = ''] = codeIn('CONTRIBUTING.md', 'Add a page with a form');

interface Words {
  /** What the claim means. */
  meaning: string;
  title: string;
  text: string;
  invalid: string;
  send: string;
  sent: string;
}

const ENGLISH: Omit<Words, 'meaning'> = {
  title: 'Feedback',
  text: 'Your message',
  invalid: 'Enter a message of at most 1000 characters.',
  send: 'Send feedback',
  sent: 'Thank you for your feedback.',
};

/** CONTRIBUTING shows only the English words. */
const TRANSLATIONS: Readonly<Record<string, Words>> = {
  fr: {
    meaning: 'Ce que l’utilisateur a dépensé, en monnaie, avec deux décimales.',
    title: 'Votre avis',
    text: 'Votre message',
    invalid: 'Saisissez un message de 1000 caractères au plus.',
    send: 'Envoyer votre avis',
    sent: 'Merci de votre avis.',
  },
  pt: {
    meaning: 'O que o usuário gastou, em moeda, com duas casas decimais.',
    title: 'Comentários',
    text: 'Sua mensagem',
    invalid: 'Escreva uma mensagem de até 1000 caracteres.',
    send: 'Enviar comentários',
    sent: 'Agradecemos seus comentários.',
  },
  zh: {
    meaning: '用户已消费的金额，以货币表示，保留两位小数。',
    title: '反馈',
    text: '您的留言',
    invalid: '请输入不超过 1000 个字符的留言。',
    send: '提交反馈',
    sent: '感谢您的反馈。',
  },
};

const meaningOf = ({ meaning }: Words): string => `      used_formatted: '${meaning}',\n`;

const wordsOf = ({ title, text, invalid, send, sent }: Words): string =>
  `  feedback: { title: '${title}', text: '${text}', invalid: () => '${invalid}', send: '${send}', sent: '${sent}' },\n`;

const insertedBefore = (text: string, anchor: string, inserted: string): string => {
  assert.equal(text.split(anchor).length, 2, `${anchor} once`);
  return text.replace(anchor, () => inserted + anchor);
};

const sourceOf = (path: string): Promise<string> => readFile(join(PACKAGE, 'src', path), 'utf8');

/** The source files that the examples add or change, with their new text. */
const changedFiles = async (): Promise<Map<string, string>> => {
  const files = new Map([
    ['features/feedback/index.tsx', ROUTES],
    ['features/feedback/page.tsx', VIEW],
  ]);
  const edit = async (path: string, anchor: string, inserted: string): Promise<void> => {
    files.set(path, insertedBefore(files.get(path) ?? (await sourceOf(path)), anchor, inserted));
  };
  const catalogues = Object.entries(TRANSLATIONS).map(([language, own]) => [language, meaningOf(own), wordsOf(own)]);
  for (const [language = '', meaning = '', words = ''] of [['en', MEANING, WORDS], ...catalogues]) {
    await edit(`i18n/${language}/index.ts`, '  home: {', words);
    await edit(`i18n/${language}/playground.ts`, '      balance_formatted: ', meaning);
  }
  await edit('protocol/claims.ts', '  balance_formatted: ', CLAIM);
  await edit('wiring/app.ts', "  pages.all('/api/oauth2/*'", `  ${MOUNT}`);
  await edit('wiring/app.ts', 'import { health }', "import { feedbackPages } from '../features/feedback/index.js';\n");
  return files;
};

const OPTIONS = { rootDir: 'dist', outDir: 'dist', composite: false, incremental: false, sourceMap: false };

/**
 * Compiles the files over a copy of the compiled server, whose declarations stand for all other sources: that takes a
 * tenth of compiling everything.
 */
const compileOver = async (folder: string, files: ReadonlyMap<string, string>): Promise<void> => {
  await cp(join(PACKAGE, 'dist'), join(folder, 'dist'), {
    recursive: true,
    filter: (path) => !/\.map$|\/dist\/(?:bundle|inkwell)$/.test(path),
  });
  await cp(join(PACKAGE, 'package.json'), join(folder, 'package.json'));
  await symlink(join(PACKAGE, 'assets'), join(folder, 'assets'));
  await symlink(join(WORKSPACE, 'node_modules'), join(folder, 'node_modules'));
  for (const [path, text] of files) {
    const target = join(folder, 'dist', path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, text);
  }
  const project = {
    extends: join(WORKSPACE, 'tsconfig.base.json'),
    compilerOptions: OPTIONS,
    files: [...files.keys()].map((path) => join('dist', path)),
  };
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(project));
  const tsc = join(WORKSPACE, 'node_modules/typescript/bin/tsc');
  const { status, stdout } = spawnSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8' });
  assert.equal(status, 0, stdout);
};

describe('the examples of CONTRIBUTING.md, added to the server', () => {
  const logged: string[] = [];
  const cleanUp: (() => Promise<void>)[] = [];
  let installation: Installation;

  before(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'octroi-contributing-'));
    cleanUp.push(() => rm(folder, { recursive: true, force: true }));
    await compileOver(folder, await changedFiles());
    const server: typeof import('#server/server.js') = await import(pathToFileURL(join(folder, 'dist/server.js')).href);
    const log = pino({ level: 'info', base: null }, { write: (line: string) => void logged.push(line) });
    installation = await openInstallation({}, log, undefined, undefined, server);
    cleanUp.push(installation.close);
  });

  after(async () => {
    for (const each of cleanUp) await each();
  });

  test('the claim is in userinfo with its scope, absent without it, and listed by discovery', async () => {
    const userId = await installation.addUser('cleo');
    const move = { quotaDelta: 1_000_000, usedDelta: 250_000, memo: 'Opening balance', idempotencyKey: null };
    await storeOf(installation.services).users.move({ userId: Number(userId), ...move, now: installation.now() });
    const cleo = createVisitor(installation);
    await cleo.signIn('cleo');
    const app = await registerApp(installation, { owner: await installation.addUser('dev') });

    const without = await grantTokens(cleo, app, { scope: 'profile' });
    const { json: profile } = await callWith(installation, without.access);
    assert.deepEqual([profile['username'], profile['used_formatted']], ['cleo', undefined]);

    const granted = await grantTokens(cleo, app, { scope: 'balance' });
    const { json } = await callWith(installation, granted.access);
    assert.equal(json['used_formatted'], '250.00');

    const discovery: unknown = await (await installation.request('/.well-known/openid-configuration')).json();
    assert.match(JSON.stringify(discovery), /"claims_supported":\[[^\]]*"used_formatted"/);
  });

  for (const [language, words] of Object.entries({ en: ENGLISH, ...TRANSLATIONS })) {
    test(`the page accepts a message and refuses everything else (${language})`, async () => {
      const { title, text: label, invalid, send, sent } = words;
      const headers = { 'accept-language': language };
      const name = `reader-${language}`;
      await installation.addUser(name);
      const reader = createVisitor(installation);
      assert.match((await reader.get('/feedback')).location, /^\/sign-in\?return_to=%2Ffeedback$/);
      await reader.signIn(name);
      logged.length = 0;

      const page = await reader.get('/feedback', headers);
      assert.equal(page.status, 200);
      for (const text of [`<h1>${title}</h1>`, `>${label}</label>`, `>${send}</button>`]) {
        assert.ok(page.html.includes(text), text);
      }
      assert.ok(!page.html.includes(sent));

      assert.equal((await reader.post('/feedback', { text: 'Hello', csrf: 'wrong' }, headers)).status, 403);
      for (const text of ['', '  ', 'x'.repeat(1001)]) {
        const refused = await reader.post('/feedback', { text }, headers);
        assert.equal(refused.status, 400);
        assert.equal(refused.text('text-error'), invalid);
        assert.ok(refused.html.includes(`>${text.trim()}</textarea>`), 'what was entered is kept');
      }
      assert.deepEqual(logged, []);

      const done = await reader.post('/feedback', { text: ' Hello ' }, headers);
      assert.deepEqual([done.status, done.location], [303, '/feedback?done=sent']);
      assert.ok((await reader.get(done.location, headers)).html.includes(sent));
      assert.equal(logged.length, 1);
      assert.match(logged.join(''), /"feedback":"Hello"/);
    });
  }

  test('they keep to the house plan', async () => {
    const files = await changedFiles();
    const known = new Set([...readSources(join(PACKAGE, 'src')).map(({ path }) => path), ...files.keys()]);
    assert.deepEqual(directionFaults([...files].map(([path, text]) => parseSource(path, text, known))), []);
  });
});
