/**
 * What a spreadsheet would take for a formula. Where a list separator other than ours is in use the rest of a cell becomes
 * a cell of its own, so the same is looked for behind each separator, and behind quotes there. The full-width signs count
 * in East Asian editions.
 */
const FORMULA = /(^|[;,|\t\r\n])([\s"]*)(?=[=+\-@＝＋－＠])/g;

/** Text in a cell (RFC 4180): in quotes, and with an apostrophe before what would be a formula. */
export const csvText = (text: string): string => `"${text.replaceAll(FORMULA, "$1$2'").replaceAll('"', '""')}"`;

/** One line (RFC 4180). Numbers and times are ours and stay as they are. */
export const csvLine = (cells: readonly string[]): string => `${cells.join(',')}\r\n`;
