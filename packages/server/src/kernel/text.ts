/** Characters that show nothing, or only change how others are shown: with one, a name can imitate another. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800\uFFFC\u{16FE4}\u{1D159}]/gu;

/**
 * What spelling needs of them: emoji, a joiner after a virama of an Indic script, one before it that decides the form of a
 * Bengali or Kannada ra, and a non-joiner between two Arabic letters of which the first would otherwise join (RFC 5892
 * appendix A.1 and A.2).
 */
const NEEDED =
  /\p{RGI_Emoji}|(?<=[\u094D\u09CD\u0A4D\u0ACD\u0B4D\u0BCD\u0C4D\u0CCD\u0D3B\u0D3C\u0D4D\u0DCA\u1039\u17D2])[\u200C\u200D]|(?<=[\u09B0\u0CB0])\u200D(?=[\u09CD\u0CCD])|(?<=[[\p{Script=Arabic}&&\p{L}]--[\u0621-\u0625\u0627\u0629\u062F-\u0632\u0648\u0671-\u0677\u0688-\u0699\u06C0\u06C3-\u06CB\u06CD\u06CF\u06D2\u06D3\u06D5\u06EE\u06EF]]\p{Mn}*)\u200C(?=[\p{Script=Arabic}&&\p{L}])/gv;

/** Shown as one and the same box, or as whatever a font makes of it. */
const MEANINGLESS = /[\p{Unassigned}\p{Private_Use}]/u;

/** Alphabets with letters that look like those of another. Others (Han, Kana, Hangul, Arabic, ...) are written beside them. */
const ALIKE: readonly RegExp[] = [
  /\p{Script=Latin}/u,
  /\p{Script=Greek}/u,
  /\p{Script=Cyrillic}/u,
  /\p{Script=Armenian}/u,
  /\p{Script=Coptic}/u,
  /\p{Script=Cherokee}/u,
  /\p{Script=Lisu}/u,
];

/** Decomposed, a character has up to four code points of up to two code units. */
const MAX_UNITS = 8;

/**
 * In UTF-16 code units: the longest password there is, decomposed. Normalising sorts combining marks, which takes quadratic
 * time: 60 kB of them stopped the server for seconds.
 */
const MAX_NORMALIZED = 256 * MAX_UNITS;

/** Null for a text longer than any that is stored, which therefore equals none of them. */
const normalized = (text: string, form: 'NFC' | 'NFKC'): string | null =>
  text.length > MAX_NORMALIZED ? null : text.normalize(form);

/** What a person typed, however their keyboard composes it. A text that is too long to equal anything stored stays as it is. */
export const composed = (text: string): string => normalized(text, 'NFC') ?? text;

/**
 * The canonical form of a name: NFC, trimmed, single inner spaces. Null when it is empty, too long (in code points),
 * not well-formed Unicode, or contains invisible characters or some that mean nothing.
 */
export const canonicalName = (text: string, maxLength: number): string | null => {
  if (text.length > maxLength * MAX_UNITS || !text.isWellFormed()) return null;
  if (MEANINGLESS.test(text)) return null;
  if (text.replaceAll(NEEDED, '').search(UNSEEN) !== -1) return null;
  const name = (normalized(text, 'NFC') ?? '').trim().replace(/\s+/gu, ' ');
  const length = Array.from(name).length;
  return length > 0 && length <= maxLength ? name : null;
};

/**
 * Whether a word of the name has letters of two alphabets that look alike, as in a "paypal" with a Cyrillic "а". A word that
 * is written in another alphabet altogether passes (UTS 39 section 5.2 goes no further either).
 */
export const mixesAlphabets = (name: string): boolean =>
  (normalized(name, 'NFKC') ?? '')
    .split(/[^\p{L}\p{M}\p{N}\p{Pc}]+/u)
    .some((word) => ALIKE.filter((alphabet) => alphabet.test(word)).length > 1);

/**
 * The form in which names and addresses are compared: names that look alike but for invisible characters are one.
 * Empty, which nobody's is, for a text that is too long to be one.
 */
export const foldKey = (text: string): string => normalized(text.replaceAll(UNSEEN, ''), 'NFKC')?.toLowerCase() ?? '';

/** No username contains an @, and no address starts with one. */
export const LOOK_ALIKE = '@looks like ';

/**
 * The key of a name or address from before invisible characters were ignored, if its own is another user's, or empty. It is
 * found only by whoever types the same characters. PostgreSQL refuses U+0000 even in a search.
 */
export const lookAlikeKey = (text: string): string =>
  LOOK_ALIKE + (normalized(text.replaceAll('\0', ''), 'NFKC')?.toLowerCase() ?? '');

/** With the code points of what shows nothing, for whoever has to tell such names apart. */
export const spelledOut = (text: string): string =>
  text.replaceAll(
    UNSEEN,
    (character) => `<U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}>`,
  );

/** The positive integer of a row's id, as sent; null for anything else. */
export const readRowId = (text: string | undefined): number | null =>
  text !== undefined && /^[1-9]\d{0,14}$/.test(text) ? Number(text) : null;
