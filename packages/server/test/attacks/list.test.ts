import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { WORKSPACE } from '../support/paths.js';

const PACKAGES = join(WORKSPACE, 'packages');
const SECURITY = join(WORKSPACE, 'docs/security.md');
const THIS = join(PACKAGES, 'server/test/attacks/list.test.ts');
const LAST = 98;

/** At the start of a name (`'A6, A8: ...'`) or at its end (`'... (A27, A74)'`). */
const NUMBERS = /['"`](A\d+(?:, A\d+)*): |\((A\d+(?:, A\d+)*)\)['"`]/g;

const numbersIn = (source: string): string[] =>
  [...source.matchAll(NUMBERS)].flatMap(([, first, last]) => (first ?? last ?? '').split(', '));

const readTests = (): string[] =>
  readdirSync(PACKAGES)
    .flatMap((name) => ['src', 'test'].map((part) => join(PACKAGES, name, part)))
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file)))
    .filter((file) => /\.test\.tsx?$/.test(file) && file !== THIS)
    .flatMap((file) => numbersIn(readFileSync(file, 'utf8')));

/** The attacks in the table of those that do not apply, with the reasons. */
const readRows = (text: string): Map<string, string> =>
  new Map(
    [...text.matchAll(/^\| (A\d+) +\| [^|]+\| ([^|]+)\|$/gm)].map(([, name = '', reason = '']) => [
      name,
      reason.trim(),
    ]),
  );

test(`every attack of the list, A1 to A${LAST}, has a test or a reason why it does not apply`, () => {
  const tested = new Set(readTests());
  const excused = readRows(readFileSync(SECURITY, 'utf8'));
  const all = Array.from({ length: LAST }, (_, index) => `A${index + 1}`);
  assert.deepEqual(
    all.filter((name) => !tested.has(name) && !excused.has(name)),
    [],
  );
  const both = [...excused.keys()].filter((name) => tested.has(name));
  assert.deepEqual(both, [], 'these have a test by now: take their rows out of docs/security.md');
  const unknown = [...tested, ...excused.keys()].filter((name) => !all.includes(name));
  assert.deepEqual(unknown, [], 'numbers that are not on the list');
  assert.deepEqual(
    [...excused].filter(([, reason]) => reason.length < 20),
    [],
    'rows without a reason',
  );
});

test('numbers are found where names carry them, and nowhere else', () => {
  const source = "test('A6, A8: one', run);\ntest(`two (A27)`, run);\n// A9 and 'A1 is a comment'\nconst url = '/A12';";
  assert.deepEqual(numbersIn(source), ['A6', 'A8', 'A27']);
  assert.deepEqual([...readRows('| A42 | an attack | its reason |\n| A43 | no reason |\n')], [['A42', 'its reason']]);
});
