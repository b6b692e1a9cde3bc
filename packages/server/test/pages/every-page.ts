import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LOCALES } from '#server/i18n/index.js';
import { VIEWS } from '../support/views.js';
import { ALL_RULES, violationsOn } from './axe.js';
import { openTab } from './tab.js';

/** What a finger must hit and is less than 44 px high. Links within a sentence may be smaller (WCAG 2.5.8). */
const SMALL_TARGETS = `[...document.querySelectorAll('button:not([aria-hidden]), a.button, nav a, footer a, label.choice, input:not([type=hidden], .choice input)')]
  .filter((element) => element.checkVisibility() && element.getBoundingClientRect().height < 43.9)
  .map((element) => element.outerHTML)`;

const WIDTHS = [320, 1280] as const;
export const THEMES = ['light', 'dark'] as const;

/** One way to show a page: positions in VIEWS, LOCALES, THEMES and WIDTHS. */
export interface Way {
  view: number;
  locale: number;
  theme: number;
  width: number;
}

/** In which of the four ways `npm test` reads a page in a language: one after the other over pages and languages. */
const isTheTurnOf = ({ view, locale, theme, width }: Way): boolean => (view + locale) % 4 === theme * 2 + width;

/** What `npm test` has axe read: every page in English and in one other language, in one way each. The full tier reads the rest. */
export const isReadFirst = (way: Way): boolean =>
  isTheTurnOf(way) && (way.locale === 0 || way.locale === 1 + (way.view % (LOCALES.length - 1)));

/** Registers a test for each language, which shows every page and has axe read those that `isRead` names. */
export const readEveryPage = (isRead: (way: Way) => boolean): void => {
  for (const [locale, language] of LOCALES.entries()) {
    test(`every page in ${language} meets WCAG 2.2 AA, as far as axe can tell, and has room for its words, 320 and 1280 px wide`, async () => {
      const { page, show, complaints, close } = await openTab();
      for (const [view, { name }] of VIEWS.entries()) {
        await show(name, language);
        for (const [width, pixels] of WIDTHS.entries()) {
          await page.setViewportSize({ width: pixels, height: 640 });
          assert.equal(await page.evaluate<number>('document.documentElement.scrollWidth'), pixels, name);
          assert.deepEqual(await page.evaluate<string[]>(SMALL_TARGETS), [], name);
          for (const [theme, colorScheme] of THEMES.entries()) {
            if (!isRead({ view, locale, theme, width })) continue;
            await page.emulateMedia({ colorScheme });
            assert.deepEqual(await violationsOn(page, ALL_RULES), [], `${name}, ${colorScheme}, ${pixels} px`);
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
};
