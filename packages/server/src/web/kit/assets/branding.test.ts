import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test, type TestContext } from 'node:test';
import { ConfigError, loadConfig, type Environment } from '#server/config/index.js';
import { imageTypeOf } from '#server/kernel/image.js';
import { openInstallation } from '#test/support/installation.js';
import { createVisitor } from '#test/support/page-visitor.js';
import { LOGOS, pngOf } from '#test/support/logos.js';

const folder = mkdtempSync(join(tmpdir(), 'octroi-branding-'));
after(() => rmSync(folder, { recursive: true }));

const text = (content: string): Uint8Array => new TextEncoder().encode(content);

const fileWith = (name: string, content: string | Uint8Array): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};

const visit = async (t: TestContext, environment: Environment) => {
  const installation = await openInstallation(environment);
  t.after(() => installation.close());
  return { installation, visitor: createVisitor(installation) };
};

const faultOf = (environment: Environment): string => {
  try {
    loadConfig(environment);
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.faults.join('\n');
  }
  return '';
};

describe('the logo', () => {
  test('is known by its content, whatever its file is called', () => {
    assert.equal(imageTypeOf(LOGOS.png), 'image/png');
    assert.equal(imageTypeOf(LOGOS.webp), 'image/webp');
    assert.equal(imageTypeOf(LOGOS.svg), 'image/svg+xml');
    const prologue = '\uFEFF<?xml version="1.0"?>\n<!-- by hand -->\n<!DOCTYPE svg PUBLIC "a" "b">\n';
    assert.equal(imageTypeOf(text(`${prologue}<svg></svg>`)), 'image/svg+xml');
  });

  test('is nothing else that calls itself a picture', () => {
    for (const content of [
      text(''),
      text('GIF89a'),
      pngOf(16).slice(0, -1),
      text('<html><svg></svg></html>'),
      text('<svgx>'),
      text('<!DOCTYPE svg [<!ENTITY a "b">]><svg></svg>'),
      LOGOS.png.slice(0, 8),
      Uint8Array.of(...LOGOS.svg, 0xff),
    ]) {
      assert.equal(imageTypeOf(content), null);
    }
  });

  test('comes from our origin under a name of its content, and stands beside the name on every page and in the tab', async (t) => {
    const path = fileWith('logo.bin', LOGOS.svg);
    const { installation, visitor } = await visit(t, { OCTROI_LOGO_FILE: path });

    const { html } = await visitor.get('/sign-in');

    const [, source = ''] = /<img class="logo" src="([^"]+)" alt=""/.exec(html) ?? [];
    assert.match(source, /^\/assets\/logo-[\w-]{16}\.svg$/);
    assert.ok(html.includes(`<link rel="icon" href="${source}"/>`));
    const answer = await installation.request(source);
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get('content-type'), 'image/svg+xml');
    assert.match(answer.headers.get('cache-control') ?? '', /immutable/);
    assert.deepEqual(new Uint8Array(await answer.arrayBuffer()), LOGOS.svg);
  });

  test('of SVG runs no script and reaches nothing when it is opened by itself', async (t) => {
    const { installation, visitor } = await visit(t, { OCTROI_LOGO_FILE: fileWith('logo.svg', LOGOS.svg) });
    const [source = ''] = /\/assets\/logo-[^"]+/.exec((await visitor.get('/')).html) ?? [];
    const { headers } = await installation.request(source);
    const policy = headers.get('content-security-policy') ?? '';
    assert.match(policy, /default-src 'none'/);
    assert.match(policy, /(^|; )sandbox(;|$)/);
    assert.doesNotMatch(policy, /script-src|allow-scripts/);
    assert.equal(headers.get('x-content-type-options'), 'nosniff');
  });

  test('that cannot be used stops the start, and the fault says what to do', () => {
    assert.match(faultOf({ OCTROI_LOGO_FILE: join(folder, 'nowhere.png') }), /nowhere\.png.*Fix the path/);
    // A JPEG that is whole: apps may have one.
    const jpeg = Uint8Array.of(0xff, 0xd8, 0xff, 0xc0, 0, 17, 8, 0, 48, 0, 64, 3);
    assert.equal(imageTypeOf(jpeg), 'image/jpeg');
    for (const content of ['GIF89a', jpeg]) {
      assert.match(faultOf({ OCTROI_LOGO_FILE: fileWith('logo.png', content) }), /not a PNG, SVG or WebP.*Convert it/);
    }
    const large = new Uint8Array(100_001);
    large.set(LOGOS.png);
    assert.match(faultOf({ OCTROI_LOGO_FILE: fileWith('large.png', large) }), /100001 bytes.*at most 100000 bytes/);
  });
});

describe('the accent', () => {
  test('is in the stylesheet, under another name than the stylesheet without it, and in no page', async (t) => {
    const [plain, violet] = await Promise.all(
      [{}, { OCTROI_ACCENT_COLOR: '#7C3AED' }].map(async (environment) => {
        const { installation, visitor } = await visit(t, environment);
        const { html } = await visitor.get('/sign-in');
        const [path = ''] = /\/assets\/octroi-[^"]+\.css/.exec(html) ?? [];
        return { path, html, css: await (await installation.request(path)).text() };
      }),
    );
    assert.ok(plain !== undefined && violet !== undefined);
    assert.notEqual(violet.path, plain.path);
    assert.ok(violet.css.startsWith(plain.css));
    assert.match(violet.css.slice(plain.css.length), /--accent:#7c3aed/);
    assert.doesNotMatch(violet.html, /<style| style=/);
    assert.ok(decodeURIComponent(violet.html).includes('fill="#7c3aed"'), 'the icon in the tab has it too');
  });

  test('that is no hex colour stops the start', () => {
    for (const color of ['violet', '#fff', '#12345g', '123456', '#123456;}body{display:none']) {
      assert.match(faultOf({ OCTROI_ACCENT_COLOR: color }), /OCTROI_ACCENT_COLOR must be .*#0b6b57/, color);
    }
  });
});

describe('the operator’s pages', () => {
  const PAGES = {
    OCTROI_TERMS_URL: 'https://example.com/terms?v=1&lang=en',
    OCTROI_PRIVACY_URL: 'https://example.com/privacy',
    OCTROI_SUPPORT_URL: 'mailto:help@example.com',
  };

  test('are linked to from every page, those about errors included', async (t) => {
    const { visitor } = await visit(t, PAGES);
    for (const path of ['/', '/sign-in', '/nowhere']) {
      const { html } = await visitor.get(path);
      assert.match(html, /<a href="https:\/\/example\.com\/terms\?v=1&amp;lang=en">Terms of use<\/a>/, path);
      assert.match(html, /<a href="https:\/\/example\.com\/privacy">Privacy policy<\/a>/, path);
      assert.match(html, /<a href="mailto:help@example\.com">Help<\/a>/, path);
    }
  });

  test('are named before an account is made', async (t) => {
    const { visitor } = await visit(t, PAGES);
    const { html } = await visitor.get('/sign-up');
    const form = /<form method="post" action="\/sign-up[^]*?<\/form>/.exec(html)?.[0] ?? '';
    assert.match(
      form,
      /By creating an account you agree to the <a href="https:\/\/example\.com\/terms[^>]*>Terms of use<\/a> and /,
    );
    assert.match(form, /\/a> and <a href="https:\/\/example\.com\/privacy">Privacy policy<\/a>\./);
  });

  test('are not mentioned where there are none', async (t) => {
    const { visitor } = await visit(t, {});
    const { html } = await visitor.get('/sign-up');
    assert.doesNotMatch(html, /you agree|Privacy policy|Terms of use/);
  });

  test('lead to the web or to a mailbox, and nowhere else', () => {
    for (const name of Object.keys(PAGES)) {
      for (const address of ['/terms', 'http://example.com/terms', 'javascript:alert(1)', 'data:text/html,x']) {
        assert.match(faultOf({ [name]: address }), new RegExp(`${name} must be an https: or mailto: URI`), address);
      }
    }
  });
});
