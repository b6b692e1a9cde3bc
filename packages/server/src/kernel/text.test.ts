import assert from 'node:assert/strict';
import { test } from 'node:test';
import { canonicalName, composed, foldKey, mixesAlphabets } from '#server/kernel/text.js';

test('A96: names that hide something are refused', () => {
  for (const name of ['a\u0000b', 'a\u202Eb', 'a\u2066b', '\uD800', 'a\u200Fb', '\uFEFFa', 'a\nb', '', '   ']) {
    assert.equal(canonicalName(name, 20), null, JSON.stringify(name));
  }
});

// Joiners passed anywhere, and so did every character that this list was then checked against.
const UNSEEN: Readonly<Record<string, string>> = {
  'a joiner': 'ali\u200Dce',
  'a non-joiner': 'alice\u200C',
  'a variation selector': 'alice\uFE0F',
  'an ideographic variation selector': 'alice\u{E0101}',
  'a Mongolian variation selector': 'ali\u180Bce',
  'a tag': 'alice\u{E0061}',
  'a blank Braille cell': 'alice\u2800',
  'nothing but blank Braille cells': '\u2800\u2800',
  'a musical beam': 'ali\u{1D173}ce',
  'a null notehead': '\u{1D159}',
  'a shorthand control': 'ali\u{1BCA0}ce',
  'a hieroglyph control': 'ali\u{13430}ce',
  'a Khmer inherent vowel': 'ali\u17B4ce',
  'an Arabic number sign': 'ali\u0600ce',
  'an object that is elsewhere': 'ali\uFFFCce',
  'a joiner between two emoji that do not join': '\u{1F355}\u200D\u{1F354}',
  'a non-joiner where letters do not join': '\u062F\u200C\u0627',
  'a non-joiner at the end of a word': '\u0645\u06CC\u200C',
};
for (const [what, name] of Object.entries(UNSEEN)) {
  test(`A96: a name with ${what} is refused, and compared without it`, () => {
    assert.equal(canonicalName(name, 20), null);
    const seen = name.replaceAll(/[^\x21-\x7E\u{1F300}-\u{1F5FF}\u0621-\u06FF]|\u{13430}/gu, '');
    assert.equal(foldKey(name), seen);
  });
}

// Persian, Sinhala, Hindi, Malayalam and Bengali, a red heart, a technologist, the flag of England and a keycap.
for (const name of [
  '\u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645',
  '\u0DC1\u0DCA\u200D\u0DBB\u0DD3',
  '\u0915\u094D\u200D\u0937',
  '\u0D05\u0D35\u0D28\u0D4D\u200D',
  '\u09B0\u200D\u09CD\u09AF',
  '\u2764\uFE0F',
  '\u{1F469}\u200D\u{1F4BB}',
  '\u{1F3F4}\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}',
  '1\uFE0F\u20E3',
]) {
  test(`A96: the name ${name} needs its joiners or selectors and keeps them`, () => {
    assert.equal(canonicalName(`I ${name} you`, 20), `I ${name} you`);
    assert.equal(foldKey(name), foldKey(name.replaceAll(/\p{Default_Ignorable_Code_Point}/gu, '')));
  });
}

// They are shown as a box, or as whatever a font makes of them.
test('A96: a name with a character that nobody has assigned, or that is for private use, is refused', () => {
  for (const name of ['ali\u0378ce', 'alice\uE000', 'alice\u{F0000}', 'alice\uFDD0']) {
    assert.equal(canonicalName(name, 20), null, JSON.stringify(name));
  }
});

test('A96: a word that mixes alphabets whose letters look alike is told from one that is written like that', () => {
  const mixed = [
    'p\u0430ypal',
    '\u0430lice',
    '\u0391lice',
    'paypal \u0430dmin',
    '\u0430_1ice',
    '\u{1D429}\u0430y',
    '\u13AAlice',
  ];
  for (const name of mixed) assert.equal(mixesAlphabets(name), true, name);
  const written = [
    'Алиса',
    'Алиса Smith',
    'Алиса-Smith',
    '小明abc',
    'ABCストア',
    'K-pop 뉴스',
    'LINEで',
    'Zoé',
    'علی test',
    '\u0E01abc',
    'αβγ',
  ];
  for (const name of written) assert.equal(mixesAlphabets(name), false, name);
});

test('A96: two ways to write one name are one name', () => {
  assert.equal(canonicalName('Cafe\u0301', 20), 'Café');
  assert.equal(canonicalName('  Two   words ', 20), 'Two words');
});

test('length is counted in characters, not in code units', () => {
  assert.equal(canonicalName('😀'.repeat(5), 5), '😀'.repeat(5));
  assert.equal(canonicalName('😀'.repeat(6), 5), null);
});

// A form field of 60 kB of marks kept the server busy for two seconds: sorting them takes quadratic time.
test('A94: a text too long to be stored is not normalised', () => {
  const marks = `a${'\u0345'.repeat(15_000)}${'\u0334'.repeat(15_000)}`;
  const before = process.threadCpuUsage();
  assert.equal(composed(marks), marks);
  assert.equal(foldKey(marks), '');
  assert.equal(canonicalName(marks, 5000), null);
  const { user, system } = process.threadCpuUsage(before);
  assert.ok(user + system < 500_000, 'took more than half a second of CPU');
});

test('the longest password is composed, however it is typed', () => {
  const password = '\u{1D160}'.repeat(256);
  assert.equal(composed(password), composed(password.normalize('NFD')));
  assert.notEqual(composed(password), password);
});
