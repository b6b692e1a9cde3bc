import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runInNewContext } from 'node:vm';
import { transformSync } from 'esbuild';
import { PASSKEY_SCRIPT } from '#server/web/kit/credentials/passkey-script.js';

const { content } = PASSKEY_SCRIPT;

test('every engine since ES2015 can read the script for passkeys', () => {
  const [rewritten, asIs] = ['es2015', 'esnext'].map((target) => transformSync(content, { target }).code);
  assert.equal(asIs, rewritten, 'it holds nothing that would have to be rewritten');
  assert.doesNotMatch(content, /\bglobalThis\b/);
});

test('where a browser knows no passkeys, the script leaves the page as it is', () => {
  const untouched = new Proxy(
    {},
    {
      get: (_, name) => assert.fail(`document.${String(name)} is used`),
    },
  );
  runInNewContext(content, { window: {}, document: untouched });
});
