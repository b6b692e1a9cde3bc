import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assert as check, property, string } from 'fast-check';
import { LOCALES, messagesFor, negotiateLocale } from '#server/i18n/index.js';

test('an app that asks for a language gets it, whatever the browser says (OpenID Connect Core section 3.1.2.1)', () => {
  assert.equal(negotiateLocale({ uiLocales: 'fr-CA en', cookie: 'en', acceptLanguage: 'en' }), 'fr');
  assert.equal(negotiateLocale({ uiLocales: 'xx-Nope  FR', cookie: 'en' }), 'fr');
});

test('what the reader chose in the footer beats the browser', () => {
  assert.equal(negotiateLocale({ cookie: 'fr', acceptLanguage: 'en-GB,en;q=0.9' }), 'fr');
  assert.equal(negotiateLocale({ uiLocales: 'de', cookie: 'fr' }), 'fr');
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
  for (const acceptLanguage of [undefined, '', '*', 'tlh-Latn-KX', ',;;q=,', 'franglais', 'zhuang']) {
    assert.equal(negotiateLocale({ acceptLanguage }), 'en');
  }
});

test('every reader of Chinese gets Chinese, whatever the script or the country their tag names (RFC 4647 section 3.4)', () => {
  for (const tag of ['zh', 'zh-CN', 'zh-Hans', 'zh-Hans-CN', 'zh-SG', 'zh-hans-cn', 'zh-TW', 'zh-Hant', 'zh-Hant-HK']) {
    assert.equal(negotiateLocale({ acceptLanguage: `${tag},en;q=0.8` }), 'zh-Hans', tag);
    assert.equal(negotiateLocale({ uiLocales: `${tag} en`, cookie: 'en' }), 'zh-Hans', tag);
  }
  assert.equal(negotiateLocale({ acceptLanguage: 'zh-CN;q=0,zh;q=0,en' }), 'en');
});

test('each language is found by its own tag, however it is written, and the page says which it is', () => {
  for (const locale of LOCALES) {
    assert.equal(negotiateLocale({ cookie: locale, acceptLanguage: 'xx' }), locale);
    assert.equal(negotiateLocale({ uiLocales: locale.toUpperCase() }), locale);
    assert.deepEqual(Intl.getCanonicalLocales(locale), [locale]);
  }
  assert.equal(new Set(LOCALES.map((locale) => messagesFor(locale).languageName)).size, LOCALES.length);
});

test('no header, however strange, breaks the choice', () => {
  check(
    property(string(), string(), string(), (uiLocales, cookie, acceptLanguage) =>
      LOCALES.includes(negotiateLocale({ uiLocales, cookie, acceptLanguage })),
    ),
  );
});

type Sentence = readonly [path: string, text: string];

/** Every sentence of a catalogue with its path. Functions are called, so that their sentences are included. */
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
  const sameInSome = new Set([
    'page.console',
    'page.titleOn',
    'page.fullStop',
    'errors.redirect.console',
    'steps.code',
  ]);
  for (const locale of LOCALES.slice(1)) {
    for (const [path, text] of sentencesOf(messagesFor(locale), '')) {
      assert.notEqual(text.trim(), '', `${locale} ${path}`);
      if (!sameInSome.has(path)) assert.notEqual(text, english.get(path), `${locale} ${path}`);
    }
  }
});

test('French keeps two-part punctuation on the line of its word', () => {
  for (const [path, text] of sentencesOf(messagesFor('fr'), '')) assert.doesNotMatch(text, / [:;?!]|\w[;?!]/, path);
});

test('Chinese has full-width punctuation, Latin words between spaces, and one word for the reader', () => {
  for (const [path, text] of sentencesOf(messagesFor('zh-Hans'), '')) {
    assert.match(text, /\p{Script=Han}|^7 · 7$|^。$/u, path);
    assert.doesNotMatch(text, /\p{Script=Han}[,.:;?!()]|[,:;?!(]\p{Script=Han}/u, path);
    assert.doesNotMatch(text, /\p{Script=Han}[A-Za-z0-9]|[A-Za-z0-9]\p{Script=Han}/u, path);
    assert.doesNotMatch(text, / [，。：；？！、（）]|[，。：；？！、（）] |你/u, path);
    // This one lists characters of URIs, including quotes.
    if (path !== 'inputFaults.uriCharacters') assert.doesNotMatch(text, /["']/, path);
  }
});
