import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LOCALES } from '#server/i18n/index.js';
import { VIEWS } from '../support/views.js';
import { ALL_RULES, CONTRAST, violationsOn } from './axe.js';
import { openTab } from './tab.js';

/** Targets less than 44 px high. Links within a sentence may be smaller (WCAG 2.5.8). */
const SMALL_TARGETS = `[...document.querySelectorAll('button:not([aria-hidden]), a.button, nav a, footer a, label.choice, input:not([type=hidden], .choice input)')]
  .filter((element) => element.checkVisibility() && element.getBoundingClientRect().height < 43.9)
  .map((element) => element.outerHTML)`;

const WIDTHS = [320, 1280] as const;
export const THEMES = ['light', 'dark'] as const;

/** A way to show a page: indexes into VIEWS, LOCALES, THEMES and WIDTHS. */
export interface Way {
  view: number;
  locale: number;
  theme: number;
  width: number;
}

/**
 * What axe checks in `npm test`: every page in one language, theme and width, in turn, and its contrast in the other
 * theme. The full tier checks the rest.
 */
export const firstRules = ({ view, locale, theme, width }: Way): object | null => {
  const turn = Math.floor(view / LOCALES.length) % (THEMES.length * WIDTHS.length);
  if (locale !== view % LOCALES.length || width !== turn % WIDTHS.length) return null;
  return theme === Math.floor(turn / WIDTHS.length) ? ALL_RULES : CONTRAST;
};

/** Registers a test per language in which axe checks every page with these rules; null skips a way. */
export const readEveryPage = (rulesFor: (way: Way) => object | null): void => {
  for (const [locale, language] of LOCALES.entries()) {
    test(`every page in ${language} has room for its words, 320 and 1280 px wide, and meets WCAG 2.2 AA where axe reads it`, async () => {
      const { page, show, complaints, close } = await openTab();
      for (const [view, { name }] of VIEWS.entries()) {
        await show(name, language);
        for (const [width, pixels] of WIDTHS.entries()) {
          await page.setViewportSize({ width: pixels, height: 640 });
          assert.equal(await page.evaluate<number>('document.documentElement.scrollWidth'), pixels, name);
          assert.deepEqual(await page.evaluate<string[]>(SMALL_TARGETS), [], name);
          for (const [theme, colorScheme] of THEMES.entries()) {
            const rules = rulesFor({ view, locale, theme, width });
            if (rules === null) continue;
            await page.emulateMedia({ colorScheme });
            assert.deepEqual(await violationsOn(page, rules), [], `${name}, ${colorScheme}, ${pixels} px`);
          }
        }
      }
      // Pages whose policy allows no script cannot run theirs, so the page that submits a form to an app stays.
      assert.deepEqual(
        complaints.filter((complaint) => !/\/assets\/(?:form-post|playground|order-progress|settle)-/.test(complaint)),
        [],
      );
      await close();
    });
  }
};
