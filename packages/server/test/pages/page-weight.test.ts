import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { LOCALES } from '#server/i18n/index.js';
import { openInstallation, type Installation } from '../support/installation.js';
import { pngOf } from '../support/logos.js';
import { openRequest, registerApp } from '../support/oauth-app.js';
import { createVisitor, type VisitedPage } from '../support/page-visitor.js';

/** In bytes, compressed: the page and all it loads except the app's logo. */
const BUDGET = 15_000;

const MOST_SCOPES = 'openid profile email balance offline_access';

interface Load {
  weight: number;
  stylesheets: number;
  scripts: number;
  logos: number;
  /** Whatever else the page fetches. */
  others: string[];
}

/** What a browser loads for a page, as the server sends it. */
const loadOf = async (installation: Installation, { html }: VisitedPage): Promise<Load> => {
  const load: Load = { weight: gzipSync(html).length, stylesheets: 0, scripts: 0, logos: 0, others: [] };
  for (const [tag, path = ''] of html.matchAll(/<(?:link|script|img|iframe|source)[^>]* (?:href|src)="([^"]+)"/g)) {
    if (path.startsWith('data:')) continue;
    const answer = await installation.request(path);
    assert.equal(answer.status, 200, path);
    if (path.startsWith('/logos/')) {
      load.logos += 1;
      continue;
    }
    load.weight += gzipSync(await answer.arrayBuffer()).length;
    if (tag.includes('rel="stylesheet"')) load.stylesheets += 1;
    else if (tag.startsWith('<script')) load.scripts += 1;
    else load.others.push(path);
  }
  return load;
};

const check = (name: string, { weight, stylesheets, scripts, logos, others }: Load): void => {
  assert.ok(weight <= BUDGET, `${name} weighs ${weight}`);
  assert.equal(stylesheets, 1, name);
  assert.ok(scripts <= 1, name);
  assert.equal(logos, 1, name);
  assert.deepEqual(others, [], name);
};

test('signing in and consenting weigh 15 kB each with all they bring along: one stylesheet, one script at most, and the app’s logo', async (t) => {
  const installation = await openInstallation({
    OCTROI_ACCENT_COLOR: '#7c3aed',
    OCTROI_TERMS_URL: 'https://example.com/terms',
    OCTROI_PRIVACY_URL: 'https://example.com/privacy',
    OCTROI_SUPPORT_URL: 'https://example.com/help',
  });
  t.after(() => installation.close());
  const app = await registerApp(installation, { owner: await installation.addUser('dora') });
  const row = await installation.services.apps.findById(app.id);
  assert.ok(row);
  await installation.services.appLogos.put(row, pngOf(128));
  await installation.addUser('alice');
  const alice = createVisitor(installation);
  const asked = (changes: Record<string, string> = {}): string => app.authorizePath({ scope: MOST_SCOPES, ...changes });

  for (const locale of LOCALES) {
    const stranger = createVisitor(installation);
    const signIn = await openRequest(stranger, asked({ auto_authorize: 'true', ui_locales: locale }));
    const page = await stranger.follow(signIn);
    assert.match(page.html, /name="password"/);
    check(`sign-in, one click, ${locale}`, await loadOf(installation, page));
  }
  await alice.signIn('alice');
  for (const locale of LOCALES) {
    const page = await openRequest(alice, asked({ ui_locales: locale }));
    assert.match(page.html, /name="decision" value="allow"/);
    check(`consent, ${locale}`, await loadOf(installation, page));
  }
});
