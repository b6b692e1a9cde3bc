/**
 * Decodes one name or value of application/x-www-form-urlencoded (RFC 6749 appendix B). Null when a percent sign is not
 * followed by two hexadecimal digits, or when the bytes are not UTF-8: a lenient decoder would give two different
 * requests the same meaning.
 */
export const decodeFormComponent = (encoded: string): string | null => {
  const spaced = encoded.includes('+') ? encoded.replaceAll('+', ' ') : encoded;
  if (!spaced.includes('%')) return spaced;
  try {
    return decodeURIComponent(spaced);
  } catch {
    return null;
  }
};
