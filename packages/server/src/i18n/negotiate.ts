/** The languages of our pages, as BCP 47 tags. The first is the fallback. */
export const LOCALES = ['en', 'fr', 'zh-Hans', 'pt'] as const;

export type Locale = (typeof LOCALES)[number];

/** Where a reader's preference comes from, strongest first. */
export interface WantedLocales {
  /** The `ui_locales` parameter: space-separated tags in order of preference (OpenID Connect Core 3.1.2.1). */
  uiLocales?: string | undefined;
  /** What the reader chose in the footer of a page. */
  cookie?: string | undefined;
  /** The Accept-Language header (RFC 9110 12.5.4). */
  acceptLanguage?: string | undefined;
}

const languageOf = (tag: string): string | undefined => tag.split('-', 1)[0];

/**
 * Matches a tag exactly or by its language alone, as in RFC 4647 section 3.4: `fr-CA` finds `fr`; `zh`, `zh-CN` and
 * `zh-SG` find `zh-Hans`. So do `zh-TW` and `zh-Hant`, whose readers mostly prefer simplified Chinese to English.
 */
const localeOf = (tag: string): Locale | undefined => {
  const wanted = tag.toLowerCase();
  return (
    LOCALES.find((locale) => locale.toLowerCase() === wanted) ??
    LOCALES.find((locale) => languageOf(locale) === languageOf(wanted))
  );
};

const QUALITY = /^q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/i;

const firstKnown = (tags: readonly string[]): Locale | undefined => {
  for (const tag of tags) {
    const locale = localeOf(tag);
    if (locale !== undefined) return locale;
  }
  return undefined;
};

/** The header's tags by descending quality, in the order sent if equal, without those with `q=0`. */
const acceptedTags = (header: string): string[] =>
  header
    .split(',')
    .flatMap((item) => {
      const [tag = '', ...parameters] = item.split(';').map((part) => part.trim());
      const weight = parameters.find((parameter) => /^q=/i.test(parameter));
      const quality = weight === undefined ? 1 : Number(QUALITY.exec(weight)?.[1] ?? 0);
      return tag !== '' && quality > 0 ? [{ tag, quality }] : [];
    })
    .toSorted((a, b) => b.quality - a.quality)
    .map(({ tag }) => tag);

/** The language to answer in: the app's request, the reader's choice, the browser's languages, English. */
export const negotiateLocale = (wanted: WantedLocales): Locale =>
  firstKnown((wanted.uiLocales ?? '').split(/\s+/)) ??
  firstKnown([wanted.cookie ?? '']) ??
  firstKnown(acceptedTags(wanted.acceptLanguage ?? '')) ??
  LOCALES[0];
