import assert from 'node:assert/strict';
import { test } from 'node:test';
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { CALLBACK, setScene } from './scene.js';

const scene = setScene();

interface Violation {
  id: string;
  help: string;
  nodes: { html: string; failureSummary?: string }[];
}

const violationsOn = async (page: Page): Promise<string[]> => {
  await page.evaluate(axe.source);
  const violations = await page.evaluate<Violation[]>(
    `axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }).then((result) => result.violations)`,
  );
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${help}: ${html}: ${failureSummary ?? ''}`),
  );
};

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the elements meet WCAG 2.2 AA in every state, in the ${colorScheme} theme, as far as axe can tell`, async () => {
    const { page, profile, visit, publicClient } = scene();
    page('/', `<octroi-sign-in ${publicClient}></octroi-sign-in><hr><octroi-account ${publicClient}></octroi-account>`);
    const context = await profile({ colorScheme });
    const tab = await visit('/', context);
    // The elements take their colours from the page's theme.
    await tab.page.evaluate(`document.documentElement.style.colorScheme = 'light dark'`);
    await tab.sees('You are not signed in.');
    assert.deepEqual(await violationsOn(tab.page), []);
    await tab.page.getByRole('button', { name: 'Sign in' }).first().click();
    await tab.signIn();
    await tab.sees('Balance: 750.00');
    await tab.page.evaluate(`document.documentElement.style.colorScheme = 'light dark'`);
    assert.deepEqual(await violationsOn(tab.page), []);
    await context.setOffline(true);
    await tab.press('Refresh');
    await tab.sees('The service is not responding right now.');
    assert.deepEqual(await violationsOn(tab.page), []);
    await context.setOffline(false);
    const refused = await visit(`${CALLBACK}?code=x&state=y`, context);
    await refused.page.getByRole('link', { name: 'Back' }).waitFor();
    assert.deepEqual(await violationsOn(refused.page), []);
  });
}

test('keyboard focus is never lost: after signing out it is on the sign-in button', async () => {
  const { page, signedIn, publicClient } = scene();
  page('/', `<octroi-account ${publicClient}></octroi-account>`);
  const tab = await signedIn();
  await tab.page.getByRole('button', { name: 'Sign out' }).focus();
  await tab.page.keyboard.press('Enter');
  await tab.sees('You are not signed in.');
  const focused = `document.querySelector('octroi-account').shadowRoot.activeElement?.textContent`;
  assert.equal(await tab.page.evaluate(focused), 'Sign in');
});

test('a page changes the elements by custom properties and parts, and every button is 44 px high', async () => {
  const { page, visit, publicClient } = scene();
  page('/', `<octroi-account ${publicClient}></octroi-account>`);
  const tab = await visit('/');
  await tab.sees('You are not signed in.');
  await tab.page.evaluate(`{
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('octroi-account { --octroi-accent: rgb(1, 2, 3) } octroi-account::part(button) { letter-spacing: 3px }');
    document.adoptedStyleSheets = [sheet];
  }`);
  const button = `document.querySelector('octroi-account').shadowRoot.querySelector('[part~=sign-in]')`;
  const style = (property: string): Promise<string> =>
    tab.page.evaluate<string>(`getComputedStyle(${button}).getPropertyValue('${property}')`);
  assert.equal(await style('background-color'), 'rgb(1, 2, 3)');
  assert.equal(await style('letter-spacing'), '3px');
  assert.ok((await tab.page.evaluate<number>(`${button}.getBoundingClientRect().height`)) >= 44);
});

test('the balance is announced politely, and troubles as a status', async () => {
  const { page, signedIn, publicClient } = scene();
  page('/', `<octroi-account ${publicClient}></octroi-account>`);
  const tab = await signedIn();
  assert.equal(await tab.page.getByText('Balance: 750.00').getAttribute('aria-live'), 'polite');
  await tab.page.getByRole('group', { name: 'Account' }).waitFor();
  assert.equal(await tab.page.getByRole('status').count(), 1);
});

// The focus ring of the primary button was white like its text, but outside the button.
test('every button shows that the keyboard is on it, on a light page and on a dark one', async () => {
  const { page, signedIn, profile, publicClient } = scene();
  page('/', `<octroi-account ${publicClient}></octroi-account>`);
  for (const colorScheme of ['light', 'dark'] as const) {
    const tab = await signedIn('/', await profile({ colorScheme }));
    await tab.page.evaluate(`document.documentElement.style.colorScheme = 'light dark'`);
    const changesOnFocus = async (name: string): Promise<boolean> => {
      const button = tab.page.getByRole('button', { name, exact: true });
      await tab.page.mouse.move(0, 0);
      await button.blur();
      const box = await button.boundingBox();
      assert.ok(box !== null);
      const clip = { x: box.x - 8, y: box.y - 8, width: box.width + 16, height: box.height + 16 };
      const before = await tab.page.screenshot({ clip });
      // A key first, because rings are shown only to keyboard users.
      await tab.page.keyboard.press('Tab');
      await button.focus();
      return !before.equals(await tab.page.screenshot({ clip }));
    };
    for (const name of ['Refresh', 'Top up', 'Sign out']) assert.equal(await changesOnFocus(name), true, name);
    await tab.press('Sign out');
    await tab.sees('You are not signed in.');
    assert.equal(await changesOnFocus('Sign in'), true, colorScheme);
  }
});
