import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { readRaster } from '#server/kernel/image.js';
import { launchBrowser } from '#test/support/browser.js';
import { pngOf } from '#test/support/logos.js';
import { startTestServer, USER_PASSWORD, type TestServer } from '#test/support/server.js';

const CALLBACK = 'http://localhost:9/callback';

let server: TestServer;
let browser: Browser;
let developerId: string;

before(async () => {
  [server, browser] = await Promise.all([startTestServer(), launchBrowser()]);
  developerId = await server.addUser('dev', { role: 'developer' });
  await server.addUser('alice');
});
after(async () => {
  await browser.close();
  await server.stop();
});

/** A tab that reports browser errors, including violations of the content security policy. */
const openTab = async (username: string, javaScriptEnabled = true) => {
  const context = await browser.newContext({ javaScriptEnabled });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  await page.goto(`${server.origin}/sign-in`);
  await page.getByLabel('Username or email').fill(username);
  await page.getByLabel('Password').fill(USER_PASSWORD);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.waitForURL(`${server.origin}/account`);
  return { page, complaints };
};

const newApp = () => server.addApp(developerId, { name: 'Inkwell', redirectUris: [CALLBACK] });

const upload = async (page: Page, appId: number, buffer: Buffer): Promise<void> => {
  await page.goto(`${server.origin}/console/apps/${appId}`);
  await page.getByLabel('Image file').setInputFiles({ name: 'logo.png', mimeType: 'image/png', buffer });
  await page.getByRole('button', { name: 'Upload logo' }).click();
};

/** The natural size of the picture, and its size on the page. */
const SHOWN = `(() => {
  const { naturalWidth, width, height } = document.querySelector('main img.tile');
  return [naturalWidth, width, height];
})()`;

test('a logo uploaded without script is on the consent page, under its strict policy', async () => {
  const app = await newApp();
  const developer = await openTab('dev', false);
  await upload(developer.page, app.id, Buffer.from(pngOf(96)));
  await developer.page.getByText('Logo saved').waitFor();

  const { page, complaints } = await openTab('alice');
  const query = new URLSearchParams({
    client_id: app.clientId,
    redirect_uri: CALLBACK,
    response_type: 'code',
    scope: 'profile',
  });
  const answer = await page.goto(`${server.origin}/api/oauth2/authorize?${query}`);
  const policy = answer?.headers()['content-security-policy'] ?? '';
  assert.match(policy, /default-src 'none'.*img-src 'self' data:/);
  await page.getByRole('button', { name: 'Allow' }).waitFor();
  assert.deepEqual(await page.evaluate(SHOWN), [96, 48, 48]);
  assert.deepEqual(complaints, []);
});

// The server answers before it has read the whole body; a browser that is still sending must show the answer.
for (const size of [70_000, 300_000, 12_000_000]) {
  test(`whoever sends a file of ${size} bytes is told so on the form`, async () => {
    const app = await newApp();
    const { page } = await openTab('dev');
    await upload(page, app.id, Buffer.alloc(size));
    await page.locator('#logo-error').waitFor();
    assert.match((await page.locator('#logo-error').textContent()) ?? '', /larger than 64 kB/);
    await upload(page, app.id, Buffer.from(pngOf(64)));
    await page.getByText('Logo saved').waitFor();
  });
}

test('what a browser itself draws and saves as PNG, WebP or JPEG is read with its size', async () => {
  const page = await browser.newPage();
  for (const type of ['image/png', 'image/webp', 'image/jpeg']) {
    const url = await page.evaluate<string>(`(() => {
      const canvas = Object.assign(document.createElement('canvas'), { width: 200, height: 120 });
      const pen = canvas.getContext('2d');
      pen.fillStyle = '#7c3aed';
      pen.fillRect(20, 20, 100, 60);
      return canvas.toDataURL('${type}', 0.8);
    })()`);
    const [head = '', content = ''] = url.split(',');
    assert.ok(head.includes(type));
    const expected = { type, width: 200, height: 120, isAnimated: false };
    assert.deepEqual(readRaster(Buffer.from(content, 'base64')), expected);
  }
  await page.close();
});

test('a picture with a page in it, opened by itself, runs nothing', async () => {
  const app = await newApp();
  const { page, complaints } = await openTab('dev');
  const script = '<!DOCTYPE html><script>document.title = "taken over"</script>';
  await upload(page, app.id, Buffer.from(pngOf(64, 64, [['tEXt', Buffer.from(`Comment\0${script}`)]])));
  const path = await page.locator('main img.tile').getAttribute('src');
  const answer = await page.goto(`${server.origin}${path ?? ''}`);
  assert.equal(answer?.headers()['content-type'], 'image/png');
  assert.notEqual(await page.title(), 'taken over');
  assert.equal(await page.evaluate('document.contentType'), 'image/png');
  // The policy blocks Chromium's own style for a picture opened by itself.
  assert.deepEqual(
    complaints.filter((complaint) => !complaint.includes('style')),
    [],
  );
});
