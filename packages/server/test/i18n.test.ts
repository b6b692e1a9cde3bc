import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assert as check, property, string } from 'fast-check';
import { LOCALES, messagesFor, negotiateLocale } from '../dist/i18n/index.js';

test('an app that asks for a language gets it, whatever the browser says (OpenID Connect Core section 3.1.2.1)', () => {
  assert.equal(negotiateLocale({ uiLocales: 'fr-CA en', cookie: 'en', acceptLanguage: 'en' }), 'fr');
  assert.equal(negotiateLocale({ uiLocales: 'xx-Nope  FR', cookie: 'en' }), 'fr');
});

test('what the reader chose in the footer beats the browser', () => {
  assert.equal(negotiateLocale({ cookie: 'fr', acceptLanguage: 'en-GB,en;q=0.9' }), 'fr');
  assert.equal(negotiateLocale({ uiLocales: 'zh', cookie: 'fr' }), 'fr');
});

test('the browser is heard by quality, then by order (RFC 9110 section 12.5.4)', () => {
  assert.equal(negotiateLocale({ acceptLanguage: 'de, en;q=0.5, fr-FR;q=0.8' }), 'fr');
  assert.equal(negotiateLocale({ acceptLanguage: 'fr, en' }), 'fr');
  assert.equal(negotiateLocale({ acceptLanguage: 'fr;q=0.3,en;q=0.4' }), 'en');
  assert.equal(negotiateLocale({ acceptLanguage: 'fr ; q=1.000, en;q=0.9' }), 'fr');
});

test('a language refused with q=0, or weighed by nonsense, is not chosen', () => {
  assert.equal(negotiateLocale({ acceptLanguage: 'fr;q=0' }), 'en');
  assert.equal(negotiateLocale({ acceptLanguage: 'fr;q=0.000, de' }), 'en');
  assert.equal(negotiateLocale({ acceptLanguage: 'fr;q=2, en;q=0.1' }), 'en');
});

test('without anything we know, pages are in English', () => {
  for (const acceptLanguage of [undefined, '', '*', 'zh-Hans-CN', ',;;q=,', 'franglais']) {
    assert.equal(negotiateLocale({ acceptLanguage }), 'en');
  }
});

test('no header, however strange, breaks the choice', () => {
  check(
    property(string(), string(), string(), (uiLocales, cookie, acceptLanguage) =>
      LOCALES.includes(negotiateLocale({ uiLocales, cookie, acceptLanguage })),
    ),
  );
});

type Sentence = readonly [path: string, text: string];

/** Every sentence of a catalogue with the path to it; functions are called, so that their sentences are read too. */
const sentencesOf = (node: unknown, path: string): Sentence[] => {
  if (typeof node === 'string') return [[path, node]];
  if (typeof node === 'function') {
    const text: unknown = node(7, 7);
    assert.ok(typeof text === 'string', `${path} gives no text`);
    return [[path, text]];
  }
  assert.ok(typeof node === 'object' && node !== null, `${path} is no sentence`);
  return Object.entries(node).flatMap(([key, inner]) => sentencesOf(inner, path === '' ? key : `${path}.${key}`));
};

test('no sentence is empty, and none was left in English', () => {
  const english = new Map(sentencesOf(messagesFor('en'), ''));
  const sameInBoth = new Set(['page.console', 'page.titleOn', 'errors.redirect.console']);
  for (const [path, text] of LOCALES.slice(1).flatMap((locale) => sentencesOf(messagesFor(locale), ''))) {
    assert.notEqual(text.trim(), '', path);
    if (!sameInBoth.has(path)) assert.notEqual(text, english.get(path), path);
  }
});

test('French keeps two-part punctuation on the line of its word', () => {
  for (const [path, text] of sentencesOf(messagesFor('fr'), '')) assert.doesNotMatch(text, / [:;?!]|\w[;?!]/, path);
});
