/** Control characters, and the bidirectional marks that let one name pass for another. */
const CONTROLS = /[\p{Cc}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF]/u;

/**
 * A name in its one canonical form: NFC, outer white space gone, inner runs of it single. Null when it is empty, too
 * long (in code points), not well-formed Unicode, or hides control characters.
 */
export const canonicalName = (text: string, maxLength: number): string | null => {
  if (!text.isWellFormed() || CONTROLS.test(text)) return null;
  const name = text.normalize('NFC').trim().replace(/\s+/gu, ' ');
  const length = Array.from(name).length;
  return length > 0 && length <= maxLength ? name : null;
};
