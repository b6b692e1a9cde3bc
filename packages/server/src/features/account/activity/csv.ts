/**
 * What a spreadsheet would run as a formula. With another list separator the rest of a cell becomes a cell of its own,
 * so this also looks behind each separator, and behind quotes there. East Asian editions accept the full-width signs.
 */
const FORMULA = /(^|[;,|\t\r\n])([\s"]*)(?=[=+\-@＝＋－＠])/g;

/** A text cell (RFC 4180): quoted, with an apostrophe before anything that would be a formula. */
export const csvText = (text: string): string => `"${text.replaceAll(FORMULA, "$1$2'").replaceAll('"', '""')}"`;

/** One line (RFC 4180). Numbers and times are ours and need no quoting. */
export const csvLine = (cells: readonly string[]): string => `${cells.join(',')}\r\n`;
