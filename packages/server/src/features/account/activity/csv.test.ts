import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { csvLine, csvText } from '#server/features/account/activity/csv.js';

/** The cells of a line, as a spreadsheet with this separator reads them. */
const readCells = (line: string, separator: string): string[] => {
  const cells: string[] = [];
  let cell = '';
  let quoted = false;
  for (let index = 0; index < line.length; index += 1) {
    const character = line[index] ?? '';
    if (quoted) {
      if (character !== '"') cell += character;
      else if (line[index + 1] === '"') {
        cell += '"';
        index += 1;
      } else quoted = false;
    } else if (character === '"' && cell === '') quoted = true;
    else if (character === separator || character === '\r' || character === '\n') {
      cells.push(cell);
      cell = '';
    } else cell += character;
  }
  return [...cells, cell];
};

const hostile = fc.string({
  unit: fc.constantFrom(
    '=',
    '+',
    '-',
    '@',
    '＝',
    '＋',
    '－',
    '＠',
    '"',
    "'",
    ',',
    ';',
    '|',
    '\t',
    '\r',
    '\n',
    ' ',
    'A',
    '1',
    '(',
  ),
  maxLength: 20,
});

describe('text in a CSV file', () => {
  test('is read back as it was', () => {
    const words = fc.string({ unit: fc.constantFrom('a', 'é', '充', '"', ',', ' ', ':', '\n'), maxLength: 20 });
    fc.assert(
      fc.property(words, words, (first, second) => {
        const [one, two] = readCells(csvLine([csvText(first), csvText(second)]), ',');
        assert.deepEqual([one, two], [first, second]);
      }),
    );
  });

  test('never begins a formula, with whatever separator the reader’s spreadsheet works', () => {
    fc.assert(
      fc.property(hostile, (memo) => {
        const line = csvLine(['2026-01-15T12:00:00.000Z', csvText(memo), '12']);
        for (const separator of [',', ';', '\t', '|']) {
          for (const cell of readCells(line, separator)) {
            assert.doesNotMatch(cell, /^\s*[=+\-@＝＋－＠]/, `${JSON.stringify(line)} by ${JSON.stringify(separator)}`);
          }
        }
      }),
      { numRuns: 2000 },
    );
  });

  test('shows an apostrophe before what would be one, and is otherwise untouched', () => {
    assert.equal(csvText('=HYPERLINK("https://evil.example")'), `"'=HYPERLINK(""https://evil.example"")"`);
    assert.equal(csvText('Top-up (test)'), '"Top-up (test)"');
  });
});
