/**
 * Decodes one name or value of application/x-www-form-urlencoded (RFC 6749 appendix B). Null for a malformed
 * percent-encoding or invalid UTF-8: a lenient decoder would give two different requests the same meaning.
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
