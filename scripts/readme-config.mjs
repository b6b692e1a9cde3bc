// npm run readme: writes the configuration table of README.md from the variables in config/variables.ts. With --check it writes
// nothing, and fails when the table is not what the code says.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './lib/build.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { Failure, main, root } from './lib/process.mjs';

const BEGIN = '<!-- configuration: npm run readme writes what follows -->';
const END = '<!-- end of configuration -->';

const cell = (text) => text.replaceAll('|', String.raw`\|`);

const rowOf = ({ name, description, fallback, secret }) => {
  const names = secret ? `\`${name}\`, \`${name}_FILE\`` : `\`${name}\``;
  return `| ${names} | ${fallback === '' ? 'empty' : `\`${cell(fallback)}\``} | ${cell(description)} |`;
};

// The formatter would pad every cell to the longest description.
const tableOf = (variables) =>
  [
    '<!-- prettier-ignore-start -->',
    '| variable | default | meaning |',
    '| --- | --- | --- |',
    ...variables.map(rowOf),
    '<!-- prettier-ignore-end -->',
  ].join('\n');

const withTable = (readme, table) => {
  const begin = readme.indexOf(BEGIN);
  const end = readme.indexOf(END);
  if (begin < 0 || end < begin) throw new Failure(`README.md must contain the lines ${BEGIN} and ${END}.`);
  return `${readme.slice(0, begin + BEGIN.length)}\n\n${table}\n\n${readme.slice(end)}`;
};

await main(async (args) => {
  await ensureInstalled();
  await build();
  const { VARIABLES } = await import('../packages/server/dist/config/index.js');
  const file = join(root, 'README.md');
  const readme = readFileSync(file, 'utf8');
  const fresh = withTable(readme, tableOf(Object.values(VARIABLES)));
  if (fresh === readme) return 0;
  if (args.includes('--check')) {
    throw new Failure('The configuration table of README.md is out of date: `npm run readme` writes it anew.');
  }
  writeFileSync(file, fresh);
  return 0;
});
