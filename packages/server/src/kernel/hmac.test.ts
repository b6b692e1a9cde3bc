import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { hmac } from '#server/kernel/hmac.js';

test("is HMAC-SHA256: the same as Node's for keys and contents of any length", () => {
  const bytes = fc.uint8Array({ maxLength: 200 });
  fc.assert(
    fc.property(bytes, fc.oneof(bytes, fc.string({ unit: 'binary' })), (key, content) => {
      const expected = createHmac('sha256', key).update(content).digest();
      assert.deepEqual(hmac(key, content), expected);
      assert.deepEqual(hmac(key, content), expected, 'again, with the key already known');
    }),
  );
});
