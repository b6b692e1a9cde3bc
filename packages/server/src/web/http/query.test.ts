import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { openInstallation, type Installation } from '#test/support/installation.js';

describe('the parameters in the query of a page', () => {
  let installation: Installation;
  before(async () => {
    installation = await openInstallation();
  });
  after(() => installation.close());

  // Which of two was meant was guessed, and bytes that are no text were read as other text.
  test('are refused by name when they are repeated or are no text', async () => {
    for (const [query, says] of [
      ['request=a&request=b', /parameter &#39;request&#39; is sent more than once/],
      ['return_to=%ff', /parameter &#39;return_to&#39; is not valid percent-encoded UTF-8/],
      ['return_to=%00', /parameter &#39;return_to&#39; contains a NUL character/],
    ] as const) {
      const answer = await installation.request(`/sign-in?${query}`);
      assert.equal(answer.status, 400, query);
      assert.match(await answer.text(), says);
    }
  });

  test('choose the language, and leave the answer as it is when they are faulty', async () => {
    const languageOf = async (query: string) =>
      /<html[^>]* lang="([^"]+)"/.exec(await (await installation.request(`/no-such-page?${query}`)).text())?.[1];
    assert.equal(await languageOf('ui_locales=fr'), 'fr');
    assert.equal(await languageOf('ui_locales=fr&ui_locales=pt'), 'en');
    assert.equal((await installation.request('/no-such-page?ui_locales=fr&ui_locales=pt')).status, 404);
  });
});
