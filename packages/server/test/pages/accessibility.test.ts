import assert from 'node:assert/strict';
import { test } from 'node:test';
import { VIEWS } from '../support/views.js';
import { CONTRAST, violationsOn } from './axe.js';
import { isReadFirst, readEveryPage, THEMES } from './every-page.js';
import { openTab } from './tab.js';

readEveryPage(isReadFirst);

test('the words of every page can be read in both themes', async () => {
  const { page, show, close } = await openTab();
  for (const [view, { name }] of VIEWS.entries()) {
    await show(name);
    for (const [theme, colorScheme] of THEMES.entries()) {
      // Read above, by all rules.
      if ([0, 1].some((width) => isReadFirst({ view, locale: 0, theme, width }))) continue;
      await page.emulateMedia({ colorScheme });
      assert.deepEqual(await violationsOn(page, CONTRAST), [], `${name}, ${colorScheme}`);
    }
  }
  await close();
});

test('an accent colour, light or dark, leaves all words readable in both themes', async () => {
  for (const accent of ['#ffe600', '#1b1464']) {
    const { page, show, close } = await openTab({}, accent);
    for (const name of ['consent, checked app', 'top-up', 'order, paid']) {
      await show(name);
      for (const colorScheme of THEMES) {
        await page.emulateMedia({ colorScheme });
        assert.deepEqual(await violationsOn(page, CONTRAST), [], `${name} in ${accent}, ${colorScheme}`);
      }
    }
    await close();
  }
});
