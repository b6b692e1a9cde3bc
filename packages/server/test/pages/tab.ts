import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before } from 'node:test';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import type { Locale } from '#server/i18n/index.js';
import { renderDocument } from '#server/web/kit/page.js';
import { accentRules } from '#server/web/kit/assets/accent.js';
import { PASSKEY_SCRIPT } from '#server/web/kit/credentials/passkey-script.js';
import { LOGO } from '../support/branded-views.js';
import { launchBrowser } from '../support/browser.js';
import { LOGOS, pngOf } from '../support/logos.js';
import { PACKAGE } from '../support/paths.js';
import { APP_LOGO, STYLESHEET } from '../support/sample-views.js';
import { VIEWS } from '../support/views.js';

/** An origin where browsers support passkeys. */
const ORIGIN = 'http://octroi.localhost';
const CONTENT_SECURITY_POLICY = "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'";
const stylesheet = readFileSync(join(PACKAGE, 'assets/octroi.css'), 'utf8');

let browser: Browser;
before(async () => {
  browser = await launchBrowser();
});
after(async () => {
  await browser.close();
});

/** A tab that loads our pages with their policies, and reports the browser's complaints. */
export const openTab = async (options: BrowserContextOptions = {}, accent: string | null = null) => {
  const context = await browser.newContext({ reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  let html = '';
  await context.route('**', async (route) => {
    const { pathname } = new URL(route.request().url());
    if (pathname === '/favicon.ico') return route.fulfill({ status: 204 });
    if (pathname === STYLESHEET) {
      const body = accent === null ? stylesheet : stylesheet + accentRules(accent);
      return route.fulfill({ contentType: 'text/css', body });
    }
    if (pathname === APP_LOGO) return route.fulfill({ contentType: 'image/png', body: Buffer.from(pngOf(64)) });
    if (pathname === LOGO) return route.fulfill({ contentType: 'image/svg+xml', body: Buffer.from(LOGOS.svg) });
    if (pathname === PASSKEY_SCRIPT.path)
      return route.fulfill({ contentType: 'text/javascript', body: PASSKEY_SCRIPT.content });
    const script = html.includes(PASSKEY_SCRIPT.path) ? "; script-src 'self'" : '';
    const headers = { 'content-security-policy': CONTENT_SECURITY_POLICY + script };
    return route.fulfill({ contentType: 'text/html', headers, body: html });
  });
  const show = async (name: string, locale: Locale = 'en') => {
    const sample = VIEWS.find((view) => view.name === name);
    assert.ok(sample !== undefined, `there is no view called ${name}`);
    html = renderDocument(sample.view(locale));
    await page.goto(ORIGIN);
  };
  return { page, show, complaints, close: () => context.close() };
};
