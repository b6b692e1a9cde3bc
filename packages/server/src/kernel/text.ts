/**
 * Control characters, bidirectional marks and invisible characters, with which one name can imitate another. The
 * joiners U+200C and U+200D are allowed: Persian, Indic scripts and emoji need them.
 */
const CONTROLS =
  /[\p{Cc}\u00AD\u061C\u115F\u1160\u180E\u200B\u200E\u200F\u202A-\u202E\u2060-\u206F\u3164\uFEFF\uFFA0\uFFF9-\uFFFB]|\u034F/u;

/**
 * The canonical form of a name: NFC, trimmed, single inner spaces. Null when it is empty, too long (in code points),
 * not well-formed Unicode, or contains invisible characters.
 */
export const canonicalName = (text: string, maxLength: number): string | null => {
  if (!text.isWellFormed() || CONTROLS.test(text)) return null;
  const name = text.normalize('NFC').trim().replace(/\s+/gu, ' ');
  const length = Array.from(name).length;
  return length > 0 && length <= maxLength ? name : null;
};

/** The positive integer of a row's id, as sent; null for anything else. */
export const readRowId = (text: string | undefined): number | null =>
  text !== undefined && /^[1-9]\d{0,14}$/.test(text) ? Number(text) : null;
