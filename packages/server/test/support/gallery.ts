import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext } from 'playwright-core';
import { LOCALES } from '#server/i18n/index.js';
import { renderDocument } from '#server/web/kit/page.js';
import { PASSKEY_SCRIPT } from '#server/web/kit/credentials/passkey-script.js';
import { launchBrowser } from './browser.js';
import { LOGO } from './branded-views.js';
import { LOGOS, pngOf } from './logos.js';
import { APP_LOGO, STYLESHEET } from './sample-views.js';
import { VIEWS } from './views.js';

/**
 * Takes screenshots of the views: `node packages/server/dist-test/support/gallery.js [words]` selects those whose name
 * contains all the words, takes them in both themes and two widths, and prints the folder.
 */
const stylesheet = readFileSync(join(import.meta.dirname, '../../assets/octroi.css'), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'octroi-gallery-'));
const words = process.argv.slice(2);

const takePictures = async (context: BrowserContext, suffix: string): Promise<void> => {
  await context.route(`**${STYLESHEET}`, (route) => route.fulfill({ contentType: 'text/css', body: stylesheet }));
  await context.route(`**${LOGO}`, (route) =>
    route.fulfill({ contentType: 'image/svg+xml', body: Buffer.from(LOGOS.svg) }),
  );
  await context.route(`**${APP_LOGO}`, (route) =>
    route.fulfill({ contentType: 'image/png', body: Buffer.from(pngOf(64)) }),
  );
  await context.route(`**${PASSKEY_SCRIPT.path}`, (route) =>
    route.fulfill({ contentType: 'text/javascript', body: PASSKEY_SCRIPT.content }),
  );
  const page = await context.newPage();
  for (const locale of LOCALES) {
    for (const { name, view } of VIEWS) {
      const title = `${name} ${locale} ${suffix}`;
      if (!words.every((word) => title.includes(word))) continue;
      const html = renderDocument(view(locale));
      await page.route('http://gallery.localhost/', (route) => route.fulfill({ contentType: 'text/html', body: html }));
      await page.goto('http://gallery.localhost/');
      await page.screenshot({ path: join(folder, `${title.replaceAll(/[^a-z0-9]+/gi, '-')}.png`), fullPage: true });
      await page.unroute('http://gallery.localhost/');
    }
  }
};

const browser = await launchBrowser();
try {
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const width of [320, 1280]) {
      const context = await browser.newContext({
        colorScheme,
        viewport: { width, height: 800 },
        reducedMotion: 'reduce',
      });
      await takePictures(context, `${colorScheme} ${width}`);
      await context.close();
    }
  }
} finally {
  await browser.close();
}
process.stdout.write(`${folder}\n`);
