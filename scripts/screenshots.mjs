// npm run screenshots: the pictures of docs/images/, taken of the demo as a visitor meets it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from './lib/build.mjs';
import { ensureChineseFont, ensureChromium } from './lib/chromium.mjs';
import { freePort } from './lib/free-port.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { nodeBinary } from './lib/node.mjs';
import { Failure, main, progress, root } from './lib/process.mjs';

const IMAGES = join(root, 'docs/images');

/** Starts `octroi demo` on free ports and a database in `folder`. Gives its app's address, its server's and `stop()`. */
const startDemo = async (folder) => {
  const [port, appPort] = [await freePort(), await freePort({ preferred: 4000 })]; // the pages show the app's
  const options = ['--json', '--port', String(port), '--database-url', `file:${join(folder, 'demo.db')}`];
  const command = [...options, 'demo', '--app-port', String(appPort)];
  // In the temporary folder, and without our variables: a .env or a setting of this machine must not show in a picture.
  const environment = Object.entries(process.env).filter(([name]) => !name.startsWith('OCTROI_') && name !== 'PORT');
  const demo = spawn(nodeBinary(), [join(root, 'packages/server/dist/cli.js'), ...command], {
    cwd: folder,
    env: Object.fromEntries(environment),
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

const visit = async (browser, { server, app }) => {
  const context = await browser.newContext({
    viewport: { width: 640, height: 600 },
    deviceScaleFactor: 2,
    colorScheme: 'light',
    reducedMotion: 'reduce',
    locale: 'en-US',
    timezoneId: 'UTC',
  });
  const page = await context.newPage();
  const picture = async (name) => {
    await page.screenshot({ path: join(IMAGES, `${name}.png`), fullPage: true });
    progress(`docs/images/${name}.png`);
  };

  await page.goto(app);
  await page.getByRole('button', { name: 'Sign in with Octroi' }).click();
  await page.getByLabel('Username or email').fill('alice');
  await page.getByLabel('Password').fill('alice-demo');
  await page.getByLabel('Password').blur();
  await picture('sign-in');

  // Another way in, so that the consent page is still to be asked.
  await page.goto(app);
  await page.getByRole('link', { name: 'Sign in with full consent page' }).click();
  await page.getByLabel('Username or email').fill('alice');
  await page.getByLabel('Password').fill('alice-demo');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('button', { name: 'Allow' }).waitFor();
  await picture('consent');

  await page.getByRole('button', { name: 'Allow' }).click();
  await page.waitForURL(`${app}/**`);
  await page.setViewportSize({ width: 960, height: 600 });
  await page.goto(`${server}/account`);
  await picture('account');
};

await main(async () => {
  await ensureInstalled();
  await build();
  const executablePath = await ensureChromium();
  await ensureChineseFont();
  mkdirSync(IMAGES, { recursive: true });
  const { chromium } = await import('playwright-core');
  const folder = mkdtempSync(join(tmpdir(), 'octroi-screenshots-'));
  try {
    const demo = await startDemo(folder);
    try {
      const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
      await visit(browser, demo).finally(() => browser.close());
    } finally {
      await demo.stop();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return 0;
});
