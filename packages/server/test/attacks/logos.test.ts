import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { describe, test } from 'node:test';
import { LOGOS, pngOf } from '../support/logos.js';
import { setScene } from './scene.js';

const scene = setScene({ OCTROI_REGISTRATION: 'open' });

const SCRIPT = '<script>fetch("/account")</script>';

/** A picture by its first bytes, and an HTML page to anything that looks for tags. */
const polyglot = (): Uint8Array<ArrayBuffer> =>
  pngOf(32, 32, [['tEXt', Buffer.from(`Comment\0<!DOCTYPE html><html>${SCRIPT}</html>`)]]);

const pathOf = (bytes: Uint8Array): string => `/logos/${hash('sha256', bytes, 'base64url')}`;

/** A part of a hand-written form. */
const part = (name: string, content: string, file = ''): string =>
  `--x\r\ncontent-disposition: form-data; name="${name}"${file}\r\n\r\n${content}\r\n`;

const setUp = async () => {
  const app = await scene().app();
  const dev = await scene().browser('dev');
  const page = `/console/apps/${app.id}`;
  await dev.get(page);
  return { app, dev, page, form: `${page}/logo` };
};

const logoOf = async (appId: number) => (await scene().installation.services.apps.findById(appId))?.logoHash ?? null;

describe('a logo that is more, or less, than a picture', () => {
  test('A75: a page within a picture is served as a picture, without sniffing, script or origin', async () => {
    const { dev, form } = await setUp();
    await dev.upload(form, 'logo', new File([polyglot()], 'logo.html', { type: 'text/html' }));
    const file = await scene().installation.request(pathOf(polyglot()));
    assert.equal(file.headers.get('content-type'), 'image/png');
    assert.equal(file.headers.get('x-content-type-options'), 'nosniff');
    assert.equal(file.headers.get('content-security-policy'), "default-src 'none'; sandbox");
  });

  test('A75: SVG is refused, with script or without, and whatever it is called', async () => {
    const { app, dev, form } = await setUp();
    const scripted = `<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64">${SCRIPT}</svg>`;
    for (const content of [scripted, LOGOS.svg, `<?xml version="1.0"?>${scripted}`]) {
      for (const type of ['image/svg+xml', 'image/png']) {
        const answer = await dev.upload(form, 'logo', new File([content], 'logo.png', { type }));
        assert.equal(answer.status, 400);
      }
    }
    assert.equal(await logoOf(app.id), null);
  });

  test('A75: the name of the file is nowhere on the page', async () => {
    const { dev, page, form } = await setUp();
    await dev.upload(form, 'logo', new File([pngOf(20)], `${SCRIPT}.png`));
    const refused = await dev.upload(form, 'logo', new File(['nothing'], `${SCRIPT}.png`));
    for (const { html } of [refused, await dev.get(page)]) assert.ok(!html.includes('fetch('));
  });

  test('a picture that would unpack to gigabytes is refused by what its header says', async () => {
    const { app, dev, form } = await setUp();
    const bomb = pngOf(16);
    new DataView(bomb.buffer).setUint32(16, 60_000);
    new DataView(bomb.buffer).setUint32(20, 60_000);
    assert.equal((await dev.upload(form, 'logo', bomb)).status, 400);
    assert.equal(await logoOf(app.id), null);
  });
});

describe('a form that is not what it should be', () => {
  test('a body of 10 MB is 413, whether it says so or not', async () => {
    const { app, dev, form } = await setUp();
    assert.equal((await dev.upload(form, 'logo', new Uint8Array(10_000_000))).status, 413);
    let sent = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        sent += 10_000;
        controller.enqueue(new Uint8Array(10_000));
      },
    });
    const cookie = [...dev.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await scene().installation.request(form, {
      method: 'POST',
      body: endless,
      duplex: 'half',
      headers: { cookie, 'content-type': 'multipart/form-data; boundary=x' },
    });
    assert.equal(answer.status, 413);
    assert.ok(sent < 200_000, `${sent} bytes were read`);
    assert.equal(await logoOf(app.id), null);
  });

  test('one without the page’s token, or from another site, changes nothing', async () => {
    const { app, dev, form } = await setUp();
    assert.equal((await dev.upload(form, 'logo', pngOf(20), { csrf: 'guess' })).status, 403);
    assert.equal((await dev.upload(form, 'logo', pngOf(20), { csrf: '' })).status, 403);
    const sent = new FormData();
    sent.set('csrf', dev.csrfToken());
    sent.set('logo', new File([pngOf(20)], 'logo.png'));
    const cookie = [...dev.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { cookie, 'sec-fetch-site': 'cross-site' };
    const crossSite = await scene().installation.request(form, { method: 'POST', body: sent, headers });
    assert.equal(crossSite.status, 403);
    assert.equal(await logoOf(app.id), null);
    assert.equal((await dev.post(`${form}/remove`, { csrf: 'guess' })).status, 403);
  });

  test('one that is broken, of another type, with two files or a field twice is a clear refusal', async () => {
    const { app, dev, form } = await setUp();
    const cookie = [...dev.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const csrf = part('csrf', dev.csrfToken());
    const multipart = 'multipart/form-data; boundary=x';
    const named = '; filename="logo.png"';
    for (const [type, body, status] of [
      [multipart, 'nothing', 400],
      [multipart, csrf, 400],
      ['multipart/form-data', `${csrf}--x--\r\n`, 400],
      [multipart, `${csrf}${part('logo', 'a', named)}${part('logo', 'b', named)}--x--\r\n`, 400],
      [multipart, `${csrf}${part('other', 'a', named)}--x--\r\n`, 400],
      [multipart, `${csrf}${csrf}${part('logo', 'a', named)}--x--\r\n`, 400],
      [multipart, `${csrf}${part('logo', 'text, no file')}--x--\r\n`, 400],
      ['application/x-www-form-urlencoded', `csrf=${dev.csrfToken()}`, 415],
      ['text/plain', 'x', 415],
    ] as const) {
      const headers = { cookie, 'content-type': type };
      const answer = await scene().installation.request(form, { method: 'POST', body, headers });
      assert.equal(answer.status, status, `${type} ${body}`);
    }
    assert.equal(await logoOf(app.id), null);
  });
});

describe('whose logo it is', () => {
  test('A92: another developer’s app is a page that does not exist, for a logo of any size', async () => {
    const { app, dev, form } = await setUp();
    await dev.upload(form, 'logo', pngOf(21));
    const { installation } = scene();
    await installation.services.developers.grantRole(await installation.addUser('mallory'), 'developer');
    const mallory = await scene().browser('mallory');
    await mallory.get('/console');
    for (const size of [1000, 10_000_000]) {
      const answer = await mallory.upload(form, 'logo', new Uint8Array(size));
      assert.equal(answer.status, 404);
      assert.ok(!answer.html.includes('Inkwell'));
    }
    assert.equal((await mallory.upload(form, 'logo', pngOf(22))).status, 404);
    assert.equal((await mallory.post(`${form}/remove`)).status, 404);
    assert.equal(await logoOf(app.id), pathOf(pngOf(21)).slice('/logos/'.length));
  });

  test('strangers are asked to sign in, users who are no developers are sent to the console, and nothing is read', async () => {
    const { app, form } = await setUp();
    const stranger = await scene().browser();
    await stranger.get('/sign-in');
    assert.match((await stranger.upload(form, 'logo', pngOf(20))).location, /^\/sign-in\?/);
    const alice = await scene().browser('alice');
    assert.equal((await alice.upload(form, 'logo', pngOf(20))).location, '/console');
    assert.equal(await logoOf(app.id), null);
  });

  test('paths that name an app, a file or half a hash lead nowhere', async () => {
    const { app, dev, form } = await setUp();
    const bytes = pngOf(23);
    await dev.upload(form, 'logo', bytes);
    const path = pathOf(bytes);
    assert.equal((await scene().installation.request(path)).status, 200);
    for (const guess of [
      `/logos/${app.id}`,
      `/logos/${app.clientId}`,
      '/logos/',
      '/logos',
      `${path}.png`,
      `${path}/`,
      `${path}%00`,
      path.slice(0, -1),
      `/logos/${'A'.repeat(43)}`,
      `/logos/..%2f${app.id}`,
      `/logos/%27%20or%201=1--`,
    ]) {
      const answer = await scene().installation.request(guess);
      assert.equal(answer.status, 404, guess);
      assert.doesNotMatch(answer.headers.get('cache-control') ?? '', /public/);
    }
  });

  test('an app that registers itself has no logo, and the address it names is not asked for', async () => {
    const { installation } = scene();
    const answer = await installation.request('/api/oauth2/register', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        client_name: 'Somebody',
        redirect_uris: ['https://client.example/cb'],
        logo_uri: 'https://client.example/logo.png',
      }),
    });
    assert.equal(answer.status, 201, await answer.clone().text());
    const registered: { client_id?: string; logo_uri?: string } = JSON.parse(await answer.text());
    assert.equal(registered.logo_uri, undefined);
    const app = await installation.services.apps.findByClientId(registered.client_id ?? '');
    assert.equal(app?.logoHash, null);
    const alice = await scene().browser('alice');
    const query = new URLSearchParams({
      client_id: registered.client_id ?? '',
      redirect_uri: 'https://client.example/cb',
      response_type: 'code',
      scope: 'profile',
    });
    const page = await alice.follow(await alice.get(`/api/oauth2/authorize?${query}`));
    assert.match(page.html, /<span class="tile"/);
    assert.doesNotMatch(page.html, /client\.example\/logo/);
  });
});
