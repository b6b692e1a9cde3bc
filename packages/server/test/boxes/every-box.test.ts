import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TOPUP_PROVIDERS } from '#server/features/topup/providers/index.js';
import { renderDocument } from '#server/web/kit/page.js';
import { setScene } from '../attacks/scene.js';
import { tally } from '../support/tally.js';
import { VIEWS } from '../support/views.js';
import { consentStories } from './consent-stories.js';
import { consoleStories } from './console-stories.js';
import { boxesIn, type Stories } from './forms.js';
import { ownStories } from './own-stories.js';
import { visitedPages } from './pages.js';
import { playgroundStories } from './playground-stories.js';
import { resetStories } from './reset-stories.js';

const scene = setScene(
  {
    OCTROI_TOPUP_PROVIDERS: 'test, tally',
    OCTROI_TALLY_SIGNING_KEY: 'a key that only Tally and we know',
    OCTROI_REGISTRATION: 'open',
  },
  undefined,
  [...TOPUP_PROVIDERS, tally],
);

const STORIES: Stories = {
  ...consentStories(scene),
  ...consoleStories(scene),
  ...playgroundStories(scene),
  ...ownStories(scene),
  ...resetStories(scene),
};

test('every box of every page has a story, and every story a box', async () => {
  const shown = VIEWS.flatMap(({ view }) => boxesIn(renderDocument(view('en'))));
  const visited = (await visitedPages(scene())).flatMap(({ html }) => boxesIn(html));
  assert.deepEqual([...new Set([...shown, ...visited])].toSorted(), Object.keys(STORIES).toSorted());
});

for (const [box, story] of Object.entries(STORIES)) {
  test(`the box ${box} decides`, async () => {
    assert.deepEqual([await story(true), await story(false)], [true, false]);
  });
}

const form = (inside: string): string => `<form method="post" action="/apps/12?x=1">${inside}</form>`;

test('boxes are found in any form, and by no other field', () => {
  assert.deepEqual(
    boxesIn(
      form('<input type="checkbox" name="a" value="1"/><input type="hidden" name="b" value="2"/>') +
        form('<input value="&quot;" name="c" type="radio">'),
    ),
    ['/apps/:id a=1', '/apps/:id c="'],
  );
});
