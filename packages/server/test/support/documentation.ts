import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import { WORKSPACE } from './paths.js';

/** A thing that a page of docs/ describes. */
export interface Entry {
  name: string;
  /** The text that describes it; '' if there is none. */
  description: string;
  /** The table row's cells, without the surrounding bars. */
  cells: readonly string[];
}

/** The code blocks below a heading of a page, without the indentation of the list they are in. */
export const codeIn = (page: string, heading: string): string[] => {
  const section = readFileSync(join(WORKSPACE, page), 'utf8').split(`## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  return [...section.matchAll(/^( *)```\w+\n(.*?)^ *```$/gms)].map(([, indentation = '', code = '']) =>
    code.replaceAll(new RegExp(`^${indentation}`, 'gm'), ''),
  );
};

const cellsOf = (line: string): string[] =>
  line
    .split(/(?<!\\)\|/)
    .slice(1, -1)
    .map((text) => text.trim());

/** Every code span in the first cell of every table row. */
export const rowEntries = (page: string): Entry[] =>
  page
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map(cellsOf)
    .flatMap((cells) => {
      const [first = ''] = cells;
      const description = cells.slice(1).at(-1) ?? '';
      return [...first.matchAll(/`([^`]+)`/g)].map(([, name = '']) => ({ name, description, cells }));
    });

/** The sections of a page whose heading is a code span, by that name. */
export const sectionsOf = (page: string): { name: string; text: string }[] =>
  page
    .split(/^#+ /m)
    .map((section) => ({ section, name: /^`([^`]+)`\n/.exec(section)?.[1] }))
    .flatMap(({ section, name }) => (name === undefined ? [] : [{ name, text: section.slice(name.length + 3) }]));

/** The name of an option without its values: `--jwks <file>` is `--jwks`. */
const flagOf = (flags: string): string => /--[a-z-]+/.exec(flags)?.[0] ?? flags;

const optionEntries = (command: string, text: string): Entry[] =>
  rowEntries(text).map((entry) => ({ ...entry, name: `${command} ${flagOf(entry.name)}` }));

/** Each command's section, and each row of options; `octroi`'s own options precede the first section. */
export const commandEntries = (page: string): Entry[] => {
  const [before = ''] = page.split(/^### /m);
  return [
    ...optionEntries('octroi', before),
    ...sectionsOf(page).flatMap(({ name, text }) => {
      const description = text.split('\n').find((line) => /^\w/.test(line)) ?? '';
      return [{ name, description, cells: [] }, ...optionEntries(name, text)];
    }),
  ];
};

/** Every command that does something, and every option: `octroi app create`, `octroi app create --owner`. */
export const commandNames = (command: Command, path: readonly string[] = [command.name()]): string[] => [
  ...(command.commands.length === 0 ? [path.join(' ')] : []),
  ...command.options.map(({ flags }) => [...path, flagOf(flags)].join(' ')),
  ...command.commands.flatMap((below) => commandNames(below, [...path, below.name()])),
];

/** The forms of exports that `tsc` writes into declarations. */
const DECLARED = /^export (?:declare )?(?:abstract )?(?:const|let|function|class|interface|type|enum) (\w+)/;
const LISTED = /^export (?:type )?\{(?<names>[^}]*)\}/;
const STARRED = /^export \* from '(?<from>[^']+)';/;

const listedNames = (names: string): string[] =>
  names
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '')
    .map((each) => each.split(/\s+/).at(-1) ?? each);

/** The names that a declaration file exports, sorted. Fails at an export it cannot read. */
export const exportsOf = (file: string): string[] => {
  assert.ok(existsSync(file), `${file} is missing: npm run build`);
  const statements = readFileSync(file, 'utf8')
    .split(/^(?=export\b)/m)
    .filter((statement) => statement.startsWith('export'));
  return statements
    .flatMap((statement) => {
      const declared = DECLARED.exec(statement)?.[1];
      if (declared !== undefined) return [declared];
      const names = LISTED.exec(statement)?.groups?.['names'];
      if (names !== undefined) return listedNames(names);
      const from = STARRED.exec(statement)?.groups?.['from'];
      if (from !== undefined) return exportsOf(join(dirname(file), from.replace(/\.js$/, '.d.ts')));
      return assert.fail(`${file} has an export of a form that this test does not know: ${statement}`);
    })
    .toSorted();
};

const missing = (some: readonly string[], others: readonly string[]): string[] =>
  [...new Set(some)].filter((name) => !others.includes(name)).toSorted();

/**
 * What is wrong with a page: names without an entry, entries without text, and entries whose name is gone. `remedy` says how to
 * add one.
 */
export const faultsOf = (
  names: readonly string[],
  entries: readonly Entry[],
  page: string,
  remedy: string,
): string[] => {
  const documented = entries.map(({ name }) => name);
  return [
    ...missing(names, documented).map((name) => `${name} has no entry in ${page}. ${remedy}`),
    ...entries
      .filter(({ name, description }) => names.includes(name) && !/\w/.test(description))
      .map(({ name }) => `${name} has an entry without a description in ${page}. ${remedy}`),
    ...missing(documented, names).map((name) => `${page} describes ${name}, which no longer exists. Delete the entry.`),
    ...documented
      .filter((name, index) => documented.indexOf(name) !== index)
      .map((name) => `${page} describes ${name} twice. Delete one of the entries.`),
  ];
};
