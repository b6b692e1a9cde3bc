import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { WORKSPACE } from '../support/paths.js';

const SCRIPT = join(WORKSPACE, 'scripts/requirements.mjs');

describe('npm run requirements', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'octroi-requirements-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const write = (files: Readonly<Record<string, string>>): void => {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, 'packages/server', path)), { recursive: true });
      writeFileSync(join(folder, 'packages/server', path), text);
    }
  };

  const run = (...args: string[]) => spawnSync(process.execPath, [SCRIPT, folder, ...args], { encoding: 'utf8' });

  /** The page's headings, and its rows and lists without links: `section | promise | test | code`. */
  const lines = (): string[] => {
    const { status, stderr } = run();
    assert.equal(status, 0, stderr);
    return readFileSync(join(folder, 'docs/requirements.md'), 'utf8')
      .split('\n')
      .filter((line) => /^(#{2,3} |\| (?!section|---)|- )/.test(line))
      .map((line) =>
        line
          .replaceAll(/\]\([^)]*\)/g, ']')
          .replaceAll(/^\| | \|$/g, '')
          .trim(),
      );
  };

  /** Sections cited by one test of this name. */
  const cited = (name: string): string[] => {
    write({ 'test/one.test.ts': `test(${JSON.stringify(name)}, () => {});\n` });
    let document = '';
    return lines().flatMap((line) => {
      if (line.startsWith('## ')) document = line.slice(3).split(':')[0] ?? '';
      return line.startsWith('#') ? [] : [`${document} ${line.split(' | ')[0]}`];
    });
  };

  const FORMS: Readonly<Record<string, readonly string[]>> = {
    'a promise (RFC 9126 section 2.2)': ['RFC 9126 2.2'],
    'a promise (RFC9126 section 2)': ['RFC 9126 2'],
    'a promise (RFC 6749 4.1.2.1)': ['RFC 6749 4.1.2.1'],
    'a promise (RFC 6749 6)': ['RFC 6749 6'],
    'a promise (RFC 6749 sections 4.1.2.1 and 5.2)': ['RFC 6749 4.1.2.1', 'RFC 6749 5.2'],
    'a promise (RFC 6749 sections 4.1.2.1, 5.2 and 6)': ['RFC 6749 4.1.2.1', 'RFC 6749 5.2', 'RFC 6749 6'],
    'a promise (RFC 6749 appendix B)': ['RFC 6749 appendix B'],
    'the example of RFC 7636, appendix B, passes': ['RFC 7636 appendix B'],
    'a promise (RFC 6749 section 6, RFC 9700 section 4.14.2)': ['RFC 6749 6', 'RFC 9700 4.14.2'],
    'a promise (RFC 9207)': ['RFC 9207 whole'],
    'as RFC 8707 has it (RFC 8707 section 2)': ['RFC 8707 2'],
    'a promise (OpenID Connect Core section 3.1.2.1)': ['OpenID Connect Core 3.1.2.1'],
    'a promise (OpenID Connect Core 1.0 section 3.1.2.6)': ['OpenID Connect Core 3.1.2.6'],
    'a promise (OpenID Connect RP-Initiated Logout section 3)': ['OpenID Connect RP-Initiated Logout 3'],
    'a promise (OpenID Connect Back-Channel Logout section 2.5)': ['OpenID Connect Back-Channel Logout 2.5'],
    'a promise (OAuth 2.0 Form Post Response Mode)': ['OAuth 2.0 Form Post Response Mode whole'],
    'a promise (FAPI 2.0 Security Profile section 5.3.2)': ['FAPI 2.0 Security Profile 5.3.2'],
    'in RFC 6749 section 5.2, 20 characters are barred': ['RFC 6749 5.2'],
    'no citation: OpenID Connect, section 4, 1.2': [],
  };
  for (const [name, expected] of Object.entries(FORMS)) {
    test(`reads “${name}”`, () => assert.deepEqual(cited(name), expected));
  }

  // As strings line by line, because otherwise this file's samples would be read as tests.
  test('cites what a group cites for every test inside it, and none after it', () => {
    write({
      'test/groups.test.ts': [
        "describe('group (RFC 7009 section 2)', () => {",
        "  test('one', () => {",
        '    assert.deepEqual({}, {',
        '    });',
        '  });',
        '  for (const name of names) {',
        '    test(`${name} and ${JSON.stringify(url)} (RFC 7009 section 2.1)`, () => {});',
        '  }',
        '  describe(',
        "    'inner (RFC 6750)',",
        '    () => {',
        '      it("it\'s two", () => {});',
        '    },',
        '  );',
        "  test('three ' + 'halves', () => {});",
        '});',
        'for (const name of names) {',
        "  test('after', () => {});",
        '}',
      ].join('\n'),
    });
    assert.deepEqual(lines(), [
      '## RFC 6750: The OAuth 2.0 Authorization Framework: Bearer Token Usage',
      "whole | it's two | [groups] |",
      '## RFC 7009: OAuth 2.0 Token Revocation',
      '2 | one | [groups] |',
      '2 | {name} and {url} | [groups] |',
      "2 | it's two | [groups] |",
      '2 | three halves | [groups] |',
      '2.1 | {name} and {url} | [groups] |',
    ]);
  });

  test('sorts by document and section, names the code of a section once, and lists what no test names', () => {
    write({
      'test/b.test.ts': "journey(\n  'ten (RFC 6749 section 4.10)',\n  async () => {},\n);\n",
      'test/a.test.ts': "test('two (RFC 6749 section 4.2)', run);\ntest('two again (RFC 6749 section 4.2)', run);\n",
      'src/code.ts':
        '/** What it does (RFC 6749\n * section 4.2). And RFC 6749 section 9. */\n// RFC 9110\n// section 12.5.4\n',
      'src/README.md': 'RFC 6750 section 1\n',
    });
    assert.deepEqual(lines(), [
      '## RFC 6749: The OAuth 2.0 Authorization Framework',
      '4.2 | two | [a] | [code.ts]',
      '4.2 | two again | [a] |',
      '4.10 | ten | [b] |',
      '- 9: [code.ts]',
      '## Documents that code cites, and no test',
      '### RFC 9110: HTTP Semantics',
      '- 12.5.4: [code.ts]',
    ]);
  });

  test('keeps names from being markup', () => {
    write({ 'test/a.test.ts': "test('a | b <i> `c` [d](e) __f (RFC 6749 section 1)', run);\n" });
    run();
    const page = readFileSync(join(folder, 'docs/requirements.md'), 'utf8');
    assert.ok(page.includes(String.raw`| 1 | a \| b \<i> \`c\` \[d\](e) \__f |`), page);
  });

  test('with --check writes nothing, and fails until the page is what the tests say', () => {
    write({ 'test/a.test.ts': "test('one (RFC 6749 section 1)', run);\n" });
    const early = run('--check');
    assert.equal(early.status, 1);
    assert.match(early.stderr, /npm run requirements/);
    assert.equal(run().status, 0);
    assert.equal(run('--check').status, 0);
    write({ 'test/a.test.ts': "test('two (RFC 6749 section 1)', run);\n" });
    assert.equal(run('--check').status, 1);
  });

  test('refuses a document that it has no title for', () => {
    write({ 'test/a.test.ts': "test('one (RFC 9999 section 1)', run);\n" });
    const { status, stderr } = run();
    assert.equal(status, 1);
    assert.match(stderr, /a\.test\.ts cites RFC 9999/);
  });
});
