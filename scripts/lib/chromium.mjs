import { findProgram, installPackage } from './system.mjs';
import { Failure, run } from './process.mjs';

/**
 * The same engine without windows. The full browser, even headless, draws a toolbar per tab in separate processes,
 * which costs more than the pages under test.
 */
const HEADLESS_SHELLS = ['chromium-headless-shell', 'chrome-headless-shell'];

const BROWSERS = [
  '/usr/bin/chromium',
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

const REMEDY = 'The tests need Chromium: install it (Debian: apt-get install chromium) or set CHROMIUM_PATH to it.';

/** Screenshots show the names of all languages, and Chromium shows boxes for those without a font. */
export const ensureChineseFont = async () => {
  if (findProgram(['fc-list']) === undefined) return; // Not Linux: the system has fonts for all languages.
  const { output } = await run('fc-list', [':lang=zh', 'family'], { capture: true });
  if (output.trim() !== '') return;
  await installPackage(
    'fonts-noto-cjk',
    'Pictures need a Chinese font: install one (Debian: apt-get install fonts-noto-cjk).',
  );
};

/** The path of a headless shell, installed if needed; undefined if there is none or CHROMIUM_PATH is set. */
export const ensureHeadlessShell = async () => {
  if ((process.env.CHROMIUM_PATH ?? '') !== '') return undefined;
  const present = findProgram(HEADLESS_SHELLS);
  if (present !== undefined) return present;
  try {
    await installPackage('chromium-headless-shell', REMEDY);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
  }
  return findProgram(HEADLESS_SHELLS);
};

/** The path of a Chromium: named by CHROMIUM_PATH, already installed, or installed now. */
export const ensureChromium = async () => {
  const chosen = process.env.CHROMIUM_PATH;
  if (chosen !== undefined && chosen !== '') {
    const path = findProgram([chosen]);
    if (path === undefined) throw new Failure(`CHROMIUM_PATH names ${chosen}, which is not a program. ${REMEDY}`);
    return path;
  }
  const present = findProgram(BROWSERS);
  if (present !== undefined) return present;
  await installPackage('chromium', REMEDY);
  const installed = findProgram(BROWSERS);
  if (installed === undefined) throw new Failure(REMEDY);
  return installed;
};
