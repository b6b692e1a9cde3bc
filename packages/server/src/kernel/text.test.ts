import assert from 'node:assert/strict';
import { test } from 'node:test';
import { canonicalName } from '#server/kernel/text.js';

test('A96: names that hide something are refused', () => {
  for (const name of ['a\u0000b', 'a\u202Eb', 'a\u2066b', '\uD800', 'a\u200Fb', '\uFEFFa', 'a\nb', '', '   ']) {
    assert.equal(canonicalName(name, 20), null, JSON.stringify(name));
  }
});

test('A96: two ways to write one name are one name', () => {
  assert.equal(canonicalName('Cafe\u0301', 20), 'Café');
  assert.equal(canonicalName('  Two   words ', 20), 'Two words');
});

test('length is counted in characters, not in code units', () => {
  assert.equal(canonicalName('😀'.repeat(5), 5), '😀'.repeat(5));
  assert.equal(canonicalName('😀'.repeat(6), 5), null);
});
