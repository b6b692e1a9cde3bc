import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OAuthManager } from '../../dist/browser/oauth-manager.js';

test('the browser module can be loaded where there is no page, as by a server that renders one', async () => {
  const { createBrowserSession, completeSignIn, defineElements } = await import('../../dist/browser/index.js');
  for (const each of [createBrowserSession, completeSignIn, defineElements, OAuthManager]) {
    assert.equal(typeof each, 'function');
  }
  assert.equal('document' in globalThis, false);
});
