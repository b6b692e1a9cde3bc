import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { launchBrowser } from '../support/browser.js';
import { createCommandLine, isListening, type CommandLine, type Program } from '../support/command-line.js';
import { freePort } from '../support/server.js';

// One story: a first start, a user's visit, the end, a second start.
describe('octroi demo', () => {
  let folder: string;
  let serverPort: number;
  let appPort: number;
  let octroi: CommandLine;
  let demo: Program;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;

  const start = async (): Promise<Program> => {
    const program = octroi.start(['demo', '--app-port', String(appPort)]);
    await program.line(/Press Ctrl-C to stop/);
    return program;
  };
  const balance = (): Promise<string> => page.locator('.balance strong').innerText();
  const press = (name: string): Promise<void> => page.getByRole('button', { name, exact: true }).click();

  before(async () => {
    [folder, serverPort, appPort, browser] = await Promise.all([
      mkdtemp(join(tmpdir(), 'octroi-demo-')),
      freePort(),
      freePort(),
      launchBrowser(),
    ]);
    octroi = createCommandLine({ folder, env: { OCTROI_PORT: String(serverPort) } });
    demo = await start();
    context = await browser.newContext({ locale: 'en-US' });
    page = await context.newPage();
  });
  after(async () => {
    await browser.close();
    demo.signal('SIGKILL');
    await demo.ended;
    await rm(folder, { recursive: true, force: true });
  });

  it('prints where to start and who can sign in, with passwords and balances', () => {
    const output = demo.output();
    assert.match(output, new RegExp(`Start here: http://localhost:${appPort}\\b`));
    for (const path of ['account', 'account/authorizations', 'console']) {
      assert.match(output, new RegExp(`http://localhost:${serverPort}/${path}\\b`));
    }
    assert.match(output, /alice +alice-demo +balance 750\.00\n/);
    assert.match(output, /bob +bob-demo-1 +balance 50\.00\n/);
    assert.match(output, /dora +dora-demo +balance 187\.66, developer\n/);
  });

  it('signs alice in at the app with one click and one form', async () => {
    await page.goto(`http://localhost:${appPort}`);
    await press('Sign in with Octroi');
    await page.getByText('By signing in, you allow Inkwell').waitFor();
    await page.getByLabel('Username or email').fill('alice');
    await page.getByLabel('Password').fill('alice-demo');
    await press('Sign in');
    await page.getByRole('heading', { name: 'Hello, alice' }).waitFor();
    assert.equal(await balance(), '750.00');
  });

  it('refreshes the balance and the token', async () => {
    await press('Refresh balance');
    await page.getByText('Your balance is up to date.').waitFor();
    assert.equal(await balance(), '750.00');
    const expiry = async (): Promise<number> => Date.parse((await page.locator('time').getAttribute('datetime')) ?? '');
    const earlier = await expiry();
    await press('Refresh token');
    await page.getByText('Your access token was replaced by a new one.').waitFor();
    assert.ok((await expiry()) > earlier, 'the new token lives longer');
    assert.equal(await balance(), '750.00');
  });

  it('tops up and comes back to the app, which shows the new balance', async () => {
    await press('Top up');
    await page.getByText('You came from Inkwell.').waitFor();
    await page.getByLabel('Amount in USD').fill('12.50');
    await press('Continue to payment');
    await press('Pay');
    await page.getByText('762.50').waitFor();
    await page.getByRole('link', { name: 'Back to Inkwell' }).click();
    await page.getByRole('heading', { name: 'Hello, alice' }).waitFor();
    assert.equal(new URL(page.url()).port, String(appPort));
    assert.equal(await balance(), '762.50');
  });

  it('signs out of the app', async () => {
    await press('Sign out');
    await page.getByText('You are signed out.').waitFor();
  });

  it('ends on Ctrl-C with code 0, and takes the app along', async () => {
    demo.signal('SIGINT');
    const { code, stderr } = await demo.ended;
    assert.deepEqual([code, stderr], [0, '']);
    assert.deepEqual([await isListening(serverPort), await isListening(appPort)], [false, false]);
  });

  it('has everything again at the second start: the app, the user, the balance, the browser’s session', async () => {
    const credentials = join(folder, 'data', 'demo-app.json');
    const kept = await readFile(credentials, 'utf8');
    demo = await start();
    assert.equal(await readFile(credentials, 'utf8'), kept);
    await page.goto(`http://localhost:${appPort}`);
    await press('Sign in with Octroi');
    await page.getByRole('heading', { name: 'Hello, alice' }).waitFor();
    assert.equal(await balance(), '762.50');
  });

  it('says so when the port of the app is taken, and leaves no server behind', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const ownPort = await freePort();
    const address = other.address();
    assert.ok(address !== null && typeof address === 'object');
    const { code, stderr } = await octroi.run(['demo', '--app-port', String(address.port), '--port', String(ownPort)]);
    other.close();
    assert.equal(code, 1);
    assert.match(stderr, new RegExp(`Is port ${address.port} free\\? --app-port chooses another one`));
    assert.equal(await isListening(ownPort), false);
  });

  it('refuses to bring users with known passwords to a public address', async () => {
    const { code, stderr } = await octroi.run(['demo', '--issuer', 'https://id.example.com']);
    assert.equal(code, 1);
    assert.match(stderr, /known passwords.*loopback only/);
  });
});
