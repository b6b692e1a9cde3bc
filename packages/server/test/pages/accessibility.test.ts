import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CONTRAST, violationsOn } from './axe.js';
import { firstRules, readEveryPage, THEMES } from './every-page.js';
import { openTab } from './tab.js';

readEveryPage(firstRules);

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
