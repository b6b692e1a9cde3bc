// npm run docs: writes the reference tables in docs/ from the code: settings, commands and OAuth errors. With --check
// it only fails if a page is out of date.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './lib/build.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { Failure, main, root } from './lib/process.mjs';

const BEGIN = '<!-- npm run docs writes everything from here -->';
const END = '<!-- to here -->';

const cell = (text) => text.replaceAll('|', String.raw`\|`);
const code = (text) => `\`${text}\``;
const row = (...cells) => `| ${cells.map(cell).join(' | ')} |`;
const table = (head, rows) => [row(...head), row(...head.map(() => '---')), ...rows].join('\n');
const sentence = (text) => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

const settings = (variables) =>
  table(
    ['variable', 'default', 'meaning'],
    variables.map(({ name, description, secret, fallback, fallbackInWords = fallback }) =>
      row(
        secret ? `${code(name)}, ${code(`${name}_FILE`)}` : code(name),
        fallbackInWords === '' ? 'empty' : code(fallbackInWords),
        description,
      ),
    ),
  );

const defaultOf = ({ defaultValue = '' }) => (defaultValue === '' ? '' : `Default: ${code(String(defaultValue))}.`);

const options = (command) =>
  command.options.length === 0
    ? []
    : [
        table(
          ['option', 'meaning'],
          command.options.map((option) =>
            row(
              code(option.flags),
              [option.mandatory && 'Required.', sentence(option.description), defaultOf(option)]
                .filter(Boolean)
                .join(' '),
            ),
          ),
        ),
      ];

const usage = ({ registeredArguments }, path) =>
  registeredArguments.length === 0
    ? []
    : [`Usage: ${code([...path, ...registeredArguments.map((each) => `<${each.name()}>`)].join(' '))}`];

const sections = (command, path) =>
  command.commands.length > 0
    ? command.commands.flatMap((below) => sections(below, [...path, below.name()]))
    : [`### ${code(path.join(' '))}`, sentence(command.description()), ...usage(command, path), ...options(command)];

const commands = (program) =>
  ['## Global options', ...options(program), '## All commands', ...sections(program, [program.name()])].join('\n\n');

/** Errors in answers, and those that only request logs have. */
const errors = (inAnswers, inLogs) =>
  table(
    ['error', 'status', 'what happened', 'what to do', 'defined in'],
    [
      ...Object.entries(inAnswers).map(([name, { status, meaning, remedy, source }]) =>
        row(code(name), String(status), meaning, remedy, source),
      ),
      ...Object.entries(inLogs).map(([name, { meaning, remedy }]) =>
        row(code(name), 'none', meaning, remedy, 'Octroi, only in request logs'),
      ),
    ],
  );

/**
 * `page` with `reference` between its two markers. Not formatted by prettier, which would pad all cells to the longest one.
 */
const withReference = (name, page, reference) => {
  const begin = page.indexOf(BEGIN);
  const end = page.indexOf(END);
  if (begin < 0 || end < begin) throw new Failure(`${name} must contain the lines ${BEGIN} and ${END}.`);
  const written = `<!-- prettier-ignore-start -->\n${reference}\n<!-- prettier-ignore-end -->`;
  return `${page.slice(0, begin + BEGIN.length)}\n\n${written}\n\n${page.slice(end)}`;
};

await main(async (args) => {
  await ensureInstalled();
  await build();
  const [{ allVariables }, { createProgram }, { OAUTH_ERRORS }, { CALL_ERRORS }] = await Promise.all([
    import('../packages/server/dist/config/index.js'),
    import('../packages/server/dist/commands/index.js'),
    import('../packages/server/dist/protocol/errors.js'),
    import('../packages/server/dist/protocol/call-errors.js'),
  ]);
  const references = {
    'docs/configuration.md': settings(allVariables()),
    'docs/commands.md': commands(createProgram()),
    'docs/errors.md': errors(OAUTH_ERRORS, CALL_ERRORS),
  };
  const stale = Object.entries(references).flatMap(([name, reference]) => {
    const page = readFileSync(join(root, name), 'utf8');
    const fresh = withReference(name, page, reference);
    return fresh === page ? [] : [{ name, fresh }];
  });
  if (args.includes('--check')) {
    if (stale.length === 0) return 0;
    throw new Failure(`Out of date: ${stale.map(({ name }) => name).join(', ')}. Run \`npm run docs\`.`);
  }
  for (const { name, fresh } of stale) writeFileSync(join(root, name), fresh);
  return 0;
});
