/**
 * Control characters, bidirectional marks, and characters that nobody sees: with them one name passes for another. The
 * joiners U+200C and U+200D stay, since Persian, Indic scripts and emoji are written with them.
 */
const CONTROLS =
  /[\p{Cc}\u00AD\u061C\u115F\u1160\u180E\u200B\u200E\u200F\u202A-\u202E\u2060-\u206F\u3164\uFEFF\uFFA0\uFFF9-\uFFFB]|\u034F/u;

/**
 * A name in its one canonical form: NFC, outer white space gone, inner runs of it single. Null when it is empty, too
 * long (in code points), not well-formed Unicode, or hides characters that nobody sees.
 */
export const canonicalName = (text: string, maxLength: number): string | null => {
  if (!text.isWellFormed() || CONTROLS.test(text)) return null;
  const name = text.normalize('NFC').trim().replace(/\s+/gu, ' ');
  const length = Array.from(name).length;
  return length > 0 && length <= maxLength ? name : null;
};
