import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import axe from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { LOCALES, type Locale } from '#server/i18n/index.js';
import { renderDocument } from '#server/web/kit/page.js';
import { accentRules } from '#server/web/kit/assets/accent.js';
import { LOGO } from '../support/branded-views.js';
import { PASSKEY_SCRIPT } from '#server/web/kit/credentials/passkey-script.js';
import { launchBrowser } from '../support/browser.js';
import { LOGOS, pngOf } from '../support/logos.js';
import { APP_LOGO, STYLESHEET } from '../support/sample-views.js';
import { VIEWS } from '../support/views.js';
import { PACKAGE } from '../support/paths.js';

/** A place where browsers have passkeys. */
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

/** A tab that gets our pages under the policy they are sent with, and reports whatever the browser complains about. */
const openTab = async (options: BrowserContextOptions = {}, accent: string | null = null) => {
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

interface Violation {
  id: string;
  help: string;
  nodes: { html: string; failureSummary?: string }[];
}

/** Everything that axe knows of WCAG 2.2 AA, and what it calls good practice. */
const ALL_RULES = { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] };
const CONTRAST = { runOnly: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] } };

/** `axe` must be on the page. */
const violationsOn = async (page: Page, rules: object): Promise<string[]> => {
  const violations = await page.evaluate<Violation[]>(
    `axe.run({ resultTypes: ['violations'], ...${JSON.stringify(rules)} }).then((result) => result.violations)`,
  );
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${help}: ${html}: ${failureSummary ?? ''}`),
  );
};

test('an accent colour, light or dark, leaves all words readable in both themes', async () => {
  for (const accent of ['#ffe600', '#1b1464']) {
    const { page, show, close } = await openTab({}, accent);
    for (const name of ['consent, checked app', 'top-up', 'order, paid']) {
      await show(name);
      await page.evaluate(axe.source);
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        assert.deepEqual(await violationsOn(page, CONTRAST), [], `${name} in ${accent}, ${colorScheme}`);
      }
    }
    await close();
  }
});

/** What a finger must hit and is less than 44 px high. Links within a sentence may be smaller (WCAG 2.5.8). */
const SMALL_TARGETS = `[...document.querySelectorAll('button:not([aria-hidden]), a.button, nav a, footer a, label.choice, input:not([type=hidden], .choice input)')]
  .filter((element) => element.checkVisibility() && element.getBoundingClientRect().height < 43.9)
  .map((element) => element.outerHTML)`;

const WIDTHS = [320, 1280] as const;
const THEMES = ['light', 'dark'] as const;
/** Asks axe for each language in each theme at each width, which takes four times as long. */
const EVERY_COMBINATION = process.env['OCTROI_TEST_EVERY_COMBINATION'] === '1';

/** Which of the four ways to show a page axe reads it in: one after the other over pages and languages. */
const isRead = (view: number, locale: number, theme: number, width: number): boolean =>
  EVERY_COMBINATION || (view + locale) % 4 === theme * 2 + width;

for (const [localeIndex, locale] of LOCALES.entries()) {
  test(`every page in ${locale} meets WCAG 2.2 AA, as far as axe can tell, and has room for its words, 320 and 1280 px wide`, async () => {
    const { page, show, complaints, close } = await openTab();
    for (const [viewIndex, { name }] of VIEWS.entries()) {
      await show(name, locale);
      await page.evaluate(axe.source);
      for (const [widthIndex, width] of WIDTHS.entries()) {
        await page.setViewportSize({ width, height: 640 });
        assert.equal(await page.evaluate<number>('document.documentElement.scrollWidth'), width, name);
        assert.deepEqual(await page.evaluate<string[]>(SMALL_TARGETS), [], name);
        for (const [themeIndex, colorScheme] of THEMES.entries()) {
          if (!isRead(viewIndex, localeIndex, themeIndex, widthIndex)) continue;
          await page.emulateMedia({ colorScheme });
          assert.deepEqual(await violationsOn(page, ALL_RULES), [], `${name}, ${colorScheme}, ${width} px`);
        }
      }
    }
    // Without the policy they are sent with, the pages with a script lack it: the one that answers an app stays.
    assert.deepEqual(
      complaints.filter((complaint) => !/\/assets\/(?:form-post|playground|order-progress)-/.test(complaint)),
      [],
    );
    await close();
  });
}

test('the words of every page can be read in both themes', async () => {
  const { page, show, close } = await openTab();
  for (const { name } of VIEWS) {
    await show(name);
    await page.evaluate(axe.source);
    for (const colorScheme of THEMES) {
      await page.emulateMedia({ colorScheme });
      assert.deepEqual(await violationsOn(page, CONTRAST), [], `${name}, ${colorScheme}`);
    }
  }
  await close();
});

test('Chinese is set in the fonts that systems have for it, and its headings are cut between words', async () => {
  const { page, show, close } = await openTab({ viewport: { width: 320, height: 640 } });
  await show('consent', 'zh-Hans');
  const styleOf = (name: string): Promise<string> =>
    page.evaluate<string>(`getComputedStyle(document.querySelector('h1')).${name}`);
  const fonts = await styleOf('fontFamily');
  for (const font of ['PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC']) assert.ok(fonts.includes(font), font);
  assert.equal(await styleOf('wordBreak'), 'keep-all');
  await show('consent', 'en');
  assert.doesNotMatch(await styleOf('fontFamily'), /PingFang/);
  await close();
});

test('whoever has chosen colours of their own still sees what is a button, a mark or a field', async () => {
  const { page, show, close } = await openTab({ forcedColors: 'active' });
  await show('consent, one click');
  const borders = await page.evaluate<string[]>(
    `[...document.querySelectorAll('main .button, .tile, .destination')].map((element) => getComputedStyle(element).borderTopStyle)`,
  );
  assert.ok(borders.length >= 4);
  assert.deepEqual([...new Set(borders)], ['solid']);
  await close();
});

test('nothing moves for whoever wants nothing to move', async () => {
  const moving = `document.getAnimations().length + [...document.querySelectorAll('*')].filter((element) =>
    parseFloat(getComputedStyle(element).transitionDuration) > 0 || getComputedStyle(element, '::before').animationName !== 'none').length`;
  const { page, show, close } = await openTab();
  await show('order, pending');
  assert.equal(await page.evaluate<number>(moving), 0);
  await page.emulateMedia({ reducedMotion: 'no-preference' });
  assert.ok((await page.evaluate<number>(moving)) > 0, 'others see that something goes on');
  await close();
});

test('the names that automation relies on are there, once each', async () => {
  const { page, show, close } = await openTab();
  const button = (name: string) => page.getByRole('button', { name, exact: true });

  for (const name of ['sign-in', 'sign-in for an app', 'sign-in, one click']) {
    await show(name);
    assert.equal(await page.getByLabel('Username or email').getAttribute('id'), 'username', name);
    assert.equal(await page.getByLabel('Username or email').getAttribute('name'), 'username', name);
    assert.equal(await page.getByLabel('Password').getAttribute('id'), 'password', name);
    assert.equal(await page.getByLabel('Password').getAttribute('name'), 'password', name);
    assert.equal(await button('Sign in').count(), 1, name);
  }
  assert.equal(await page.getByRole('link', { name: 'Cancel' }).count(), 1);

  await show('consent');
  assert.equal(await button('Allow').getAttribute('value'), 'allow');
  assert.equal(await button('Cancel').getAttribute('value'), 'cancel');
  assert.ok(await page.getByRole('checkbox', { name: /See your balance.*balance/s }).isChecked());
  assert.equal(await page.getByRole('checkbox').count(), 2, 'profile cannot be unticked');

  await show('consent, one click');
  assert.equal(await button('Continue as alice').getAttribute('value'), 'allow');
  assert.equal(await button('Cancel').getAttribute('value'), 'cancel');

  await show('account');
  assert.equal(await button('Sign out').count(), 1);
  assert.equal(await page.getByText('750.00', { exact: true }).count(), 1);

  await show('authorizations');
  assert.equal(await page.getByRole('button', { name: 'End' }).count(), 2);
  assert.equal(await button('End the access of Inkwell').count(), 1);

  await show('top-up');
  assert.equal(await page.getByLabel('Amount', { exact: true }).getAttribute('name'), 'amount');

  await show('test payment');
  assert.equal(await button('Pay').getAttribute('value'), 'pay');
  assert.equal(await button('Cancel').getAttribute('value'), 'cancel');
  await close();
});

test('Allow and Cancel are of the same size, on a desk and on a phone', async () => {
  for (const width of [320, 1280]) {
    const { page, show, close } = await openTab({ viewport: { width, height: 800 } });
    for (const [view, allow] of [
      ['consent', 'Allow'],
      ['consent, one click', 'Continue as alice'],
    ] as const) {
      await show(view);
      const sizes = await Promise.all(
        [allow, 'Cancel'].map((name) => page.getByRole('button', { name, exact: true }).boundingBox()),
      );
      const [first, second] = sizes.map((box) => box && `${Math.round(box.width)} x ${Math.round(box.height)}`);
      assert.ok(first !== null);
      assert.equal(first, second, `${view} at ${width} px`);
    }
    await close();
  }
});

test('Enter in the amount field means the amount typed, not the first of the common amounts', async () => {
  const { page, show, close } = await openTab();
  await show('top-up');
  await page.getByLabel('Amount', { exact: true }).fill('12.50');
  const sent = page.waitForRequest((request) => request.method() === 'POST');
  await page.keyboard.press('Enter');
  assert.equal((await sent).postData(), 'csrf=csrf-token&page=%2Ftopup&ticket=t1&provider=test&amount=12.50');
  await close();
});

test('a common amount sends itself', async () => {
  const { page, show, close } = await openTab();
  await show('top-up');
  const sent = page.waitForRequest((request) => request.method() === 'POST');
  await page.getByRole('button', { name: 'Top up 20' }).click();
  assert.equal((await sent).postData(), 'csrf=csrf-token&page=%2Ftopup&ticket=t1&provider=test&preset=20&amount=');
  await close();
});

test('a scope the user unticked is not sent', async () => {
  const { page, show, close } = await openTab();
  await show('consent');
  await page.getByRole('checkbox', { name: 'See your balance' }).uncheck();
  const sent = page.waitForRequest((request) => request.method() === 'POST');
  await page.getByRole('button', { name: 'Allow' }).click();
  assert.equal(
    (await sent).postData(),
    'csrf=csrf-token&page=%2Fauthorize%3Frequest%3Dr1&request=r1&scope=offline_access&decision=allow',
  );
  await close();
});

test('the faults have the focus when the page opens; each leads to its field, which names it', async () => {
  const { page, show, close } = await openTab();
  await show('sign-in, wrong password');
  assert.equal(await page.evaluate<string>('document.activeElement.getAttribute("role")'), 'alert');
  await page.getByRole('alert').getByRole('link', { name: 'Username or password is wrong.' }).click();
  const password = page.getByLabel('Password');
  assert.equal(await page.evaluate<string>('document.activeElement.id'), 'password');
  assert.equal(await password.getAttribute('aria-invalid'), 'true');
  assert.equal(
    await page.locator(`#${await password.getAttribute('aria-describedby')}`).textContent(),
    'Username or password is wrong.',
  );
  await close();
});

test('the first Tab offers to skip the navigation, visibly', async () => {
  const { page, show, close } = await openTab();
  await show('account');
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate<string>('document.activeElement.textContent'), 'Skip to content');
  assert.ok((await page.evaluate<number>('document.activeElement.offsetHeight')) >= 44);
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate<string>('document.activeElement.id'), 'main');
  await close();
});

test('the language switch sends the language and the way back', async () => {
  const { page, show, close } = await openTab();
  await show('account');
  const sent = page.waitForRequest((request) => request.method() === 'POST');
  await page.getByRole('button', { name: 'Français' }).click();
  assert.equal((await sent).postData(), 'csrf=csrf-token&page=%2Faccount&return_to=%2Faccount&locale=fr');
  await close();
});
