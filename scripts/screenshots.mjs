// npm run screenshots: takes the pictures in docs/images/ of the demo.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from './lib/build.mjs';
import { ensureChineseFont, ensureChromium } from './lib/chromium.mjs';
import { environmentWithout } from './lib/environment.mjs';
import { freePort } from './lib/free-port.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { nodeBinary } from './lib/node.mjs';
import { Failure, main, progress, root } from './lib/process.mjs';

const IMAGES = join(root, 'docs/images');

/** Longer pages are cut off. In pixels. */
const TALLEST = 1400;

const LOGO = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="9" fill="#4f46e5"/><path d="M8 20a8 8 0 0 1 16 0M16 20l5-7" fill="none" stroke="#fff" stroke-width="3" stroke-linecap="round"/></svg>`;

/** An operator's branding. */
const brandIn = (folder) => {
  const logo = join(folder, 'logo.svg');
  writeFileSync(logo, LOGO);
  return {
    OCTROI_SITE_NAME: 'Meridian',
    OCTROI_LOGO_FILE: logo,
    OCTROI_ACCENT_COLOR: '#4f46e5',
    OCTROI_TERMS_URL: 'https://meridian.example/terms',
    OCTROI_PRIVACY_URL: 'https://meridian.example/privacy',
    OCTROI_SUPPORT_URL: 'https://meridian.example/help',
  };
};

/** Starts `octroi demo` on free ports with a database in `folder`. Returns the URLs of its app and server, and `stop()`. */
const startDemo = async (folder, settings) => {
  const [port, appPort] = [await freePort(), await freePort({ preferred: 4000 })]; // the pages show the app's
  const options = ['--json', '--port', String(port), '--database-url', `file:${join(folder, 'demo.db')}`];
  const command = [...options, 'demo', '--app-port', String(appPort)];
  // In a temporary folder and without our variables, so that no .env or setting of this machine shows in a picture.
  const demo = spawn(nodeBinary(), [join(root, 'packages/server/dist/cli.js'), ...command], {
    cwd: folder,
    env: { ...environmentWithout(/^OCTROI_|^PORT$/), ...settings },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(demo, 'exit');
  const [line] = await Promise.race([
    once(createInterface(demo.stdout), 'line'),
    ended.then(() => {
      throw new Failure('The demo did not start.');
    }),
  ]);
  const { server, app } = JSON.parse(line);
  const stop = async () => {
    demo.kill('SIGTERM');
    await ended;
  };
  return { server, app, stop };
};

/** A separate browser profile: wide or phone-sized, light or dark. */
const openTab = async (browser, { width = 640, colorScheme = 'light' } = {}) => {
  const context = await browser.newContext({
    viewport: { width, height: 600 },
    deviceScaleFactor: 1, // keeps the pictures small, because a repository keeps every version
    colorScheme,
    reducedMotion: 'reduce',
    locale: 'en-US',
    timezoneId: 'UTC',
  });
  const page = await context.newPage();
  const press = (name) => page.getByRole('button', { name, exact: true }).click();
  return {
    page,
    press,
    picture: async (name) => {
      await page.evaluate('document.activeElement.blur()');
      const height = await page.evaluate('document.documentElement.scrollHeight');
      const clip = { x: 0, y: 0, width: page.viewportSize().width, height: Math.min(height, TALLEST) };
      await page.screenshot({ path: join(IMAGES, `${name}.png`), fullPage: true, clip });
      progress(`docs/images/${name}.png`);
    },
    signIn: async (username, password) => {
      await page.getByLabel('Username or email').fill(username);
      await page.getByLabel('Password').fill(password);
      await press('Sign in');
    },
    /** From the demo's app to the full consent page. */
    askedForConsent: async ({ app }) => {
      await page.goto(app);
      await page.getByRole('link', { name: 'Sign in with full consent page' }).click();
      await page.getByLabel('Username or email').fill('alice');
      await page.getByLabel('Password').fill('alice-demo');
      await press('Sign in');
      await page.getByRole('button', { name: 'Allow' }).waitFor();
    },
    close: () => context.close(),
  };
};

/** alice's story: from the app and back, to her account, to a payment. */
const visitAsUser = async (browser, demo) => {
  const { page, press, picture, askedForConsent, close } = await openTab(browser);
  await page.goto(demo.app);
  await press('Sign in with Octroi');
  await page.getByLabel('Username or email').fill('alice');
  await page.getByLabel('Password').fill('alice-demo');
  await picture('sign-in');
  await page.goto(`${demo.server}/sign-up`);
  await picture('sign-up');

  await askedForConsent(demo);
  await picture('consent');
  await press('Cancel');
  await page.waitForURL(`${demo.app}/**`);
  await page.goto(demo.app);
  await press('Sign in with Octroi');
  await page.getByRole('button', { name: 'Continue as alice' }).waitFor();
  await picture('one-click');
  await press('Continue as alice');
  await page.waitForURL(`${demo.app}/**`);
  await picture('demo-app');

  await page.setViewportSize({ width: 960, height: 600 });
  await page.goto(`${demo.server}/`);
  await picture('home');
  await page.goto(`${demo.server}/topup`);
  await picture('top-up');
  await press('Top up 20 USD');
  const payment = page.url();
  const waiting = await page.context().newPage();
  await waiting.setViewportSize({ width: 960, height: 600 });
  await waiting.goto(payment.replace('/topup/test/', '/topup/orders/'));
  await waiting.getByText('updates automatically').waitFor();
  await waiting.screenshot({ path: join(IMAGES, 'top-up-waiting.png'), fullPage: true });
  await waiting.close();
  await press('Pay');
  await page.getByText('New balance').waitFor();
  await picture('top-up-paid');
  for (const [name, path] of [
    ['account', '/account'],
    ['authorizations', '/account/authorizations'],
    ['security', '/account/security'],
    ['device', '/device'],
  ]) {
    await page.goto(`${demo.server}${path}`);
    await picture(name);
  }
  await close();
};

/** The consent page in other variants. */
const pictureConsent = async (browser, demo, name, options) => {
  const { picture, askedForConsent, close } = await openTab(browser, options);
  await askedForConsent(demo);
  await picture(name);
  await close();
};

/** What dora, who owns the app, sees of it. */
const visitAsDeveloper = async (browser, { server }) => {
  const { page, picture, signIn, close } = await openTab(browser, { width: 960 });
  await page.goto(`${server}/sign-in?return_to=/console`);
  await signIn('dora', 'dora-demo');
  await page.waitForURL(`${server}/console`);
  await picture('console');
  await page.getByRole('link', { name: 'Inkwell' }).first().click();
  await page.waitForURL(`${server}/console/apps/*`);
  await picture('console-app');
  await page.goto(`${page.url()}/requests`);
  await picture('request-log');
  await page.goto(`${server}/playground`);
  await picture('playground');
  await close();
};

const visit = async (browser, demo) => {
  await pictureConsent(browser, demo, 'consent-phone', { width: 320 });
  await pictureConsent(browser, demo, 'consent-dark', { colorScheme: 'dark' });
  await visitAsUser(browser, demo);
  await visitAsDeveloper(browser, demo);
};

const visitBranded = async (browser, demo) => {
  await pictureConsent(browser, demo, 'consent-branded', {});
  await pictureConsent(browser, demo, 'consent-branded-dark', { colorScheme: 'dark' });
};

await main(async () => {
  await ensureInstalled();
  await build();
  const executablePath = await ensureChromium();
  await ensureChineseFont();
  mkdirSync(IMAGES, { recursive: true });
  const { chromium } = await import('playwright-core');
  const folder = mkdtempSync(join(tmpdir(), 'octroi-screenshots-'));
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  try {
    for (const [name, settings, visitIt] of [
      ['plain', {}, visit],
      ['branded', brandIn(folder), visitBranded],
    ]) {
      mkdirSync(join(folder, name));
      const demo = await startDemo(join(folder, name), settings);
      await visitIt(browser, demo).finally(() => demo.stop());
    }
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  }
  return 0;
});
