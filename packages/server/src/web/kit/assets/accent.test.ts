import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { assert as check, integer, property } from 'fast-check';
import { accentRules, accentTokens, contrast, THEMES, type ThemeName } from '#server/web/kit/assets/accent.js';
import { PACKAGE } from '#test/support/paths.js';

const stylesheet = readFileSync(join(PACKAGE, 'assets/octroi.css'), 'utf8');
/** The first `:root` holds the light theme's tokens, the second the dark one's. */
const [light = '', dark = ''] = [...stylesheet.matchAll(/:root \{([^}]*)\}/g)].map(([, body]) => body ?? '');
const TOKENS: Readonly<Record<ThemeName, string>> = { light, dark };
const NAMES = ['light', 'dark'] as const;

const tokenOf = (theme: ThemeName, name: string): string =>
  new RegExp(`--${name}: (#[0-9a-f]{6});`).exec(TOKENS[theme])?.[1] ?? '';

const color = integer({ min: 0, max: 0xffffff }).map((number) => `#${number.toString(16).padStart(6, '0')}`);

test('contrast is that of WCAG 2.2: 21 between black and white, 1 of a colour to itself', () => {
  assert.equal(contrast('#000000', '#ffffff'), 21);
  assert.equal(contrast('#0b6b57', '#0b6b57'), 1);
  // The darkest grey that WCAG's examples call too light on white, and the lightest that is not.
  assert.ok(contrast('#777777', '#ffffff') < 4.5);
  assert.ok(contrast('#767676', '#ffffff') >= 4.5);
});

test('the accent is fitted to the colours that the stylesheet really has', () => {
  for (const theme of NAMES) {
    for (const [name, value] of Object.entries(THEMES[theme])) assert.equal(tokenOf(theme, name), value, theme);
  }
});

test('whatever the accent, a button shows that very colour, with words on it that can be read, pointed at or not', () => {
  check(
    property(color, (accent) => {
      for (const theme of NAMES) {
        const tokens = accentTokens(accent, theme);
        assert.equal(tokens.accent, accent);
        assert.match(tokens['on-accent'], /^#(000000|ffffff)$/);
        assert.ok(contrast(tokens['on-accent'], accent) >= 4.5);
        assert.ok(contrast(tokens['on-accent'], tokens['accent-strong']) >= contrast(tokens['on-accent'], accent));
      }
    }),
  );
});

test('whatever the accent, links can be read on every background of ours, in both themes', () => {
  check(
    property(color, (accent) => {
      for (const theme of NAMES) {
        const tokens = accentTokens(accent, theme);
        for (const ground of [...Object.values(THEMES[theme]), tokens['accent-soft']]) {
          assert.ok(contrast(tokens['accent-text'], ground) >= 4.5, `${tokens['accent-text']} on ${ground}`);
        }
      }
    }),
  );
});

test('whatever the accent, our own words can be read on its tint', () => {
  check(
    property(color, (accent) => {
      for (const theme of NAMES) {
        const soft = accentTokens(accent, theme)['accent-soft'];
        for (const name of ['text', 'muted'])
          assert.ok(contrast(tokenOf(theme, name), soft) >= 4.5, `${name}, ${theme}`);
      }
    }),
  );
});

test('a colour that can be read as it is stays as it is', () => {
  assert.equal(accentTokens('#0b6b57', 'light')['accent-text'], '#0b6b57');
  assert.equal(accentTokens('#9be7d2', 'dark')['accent-text'], '#9be7d2');
  assert.notEqual(accentTokens('#9be7d2', 'light')['accent-text'], '#9be7d2');
});

const names = (text: string): string[] =>
  [...text.matchAll(/--([a-z-]*accent[a-z-]*):/g)].map(([, name]) => name ?? '');

test('the rules replace every token named after the accent, in both themes, and nothing else', () => {
  const rules = accentRules('#7c3aed');
  const [day = '', night = ''] = rules.split('@media');
  for (const [theme, part] of [
    ['light', day],
    ['dark', night],
  ] as const) {
    assert.deepEqual(names(part).toSorted(), names(TOKENS[theme]).toSorted());
    assert.deepEqual(names(part).length, [...part.matchAll(/--/g)].length);
  }
});
