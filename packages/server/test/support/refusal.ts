import assert from 'node:assert/strict';
import { OAuthError, type OAuthErrorCode } from '#server/protocol/errors.js';

/** Asserts that the step is refused with this code and, if given, these words. */
export const assertRefused = (step: () => unknown, code: OAuthErrorCode, words?: RegExp): void => {
  assert.throws(step, (error: unknown) => {
    assert.ok(error instanceof OAuthError, `expected an OAuthError, got ${String(error)}`);
    assert.equal(error.code, code, error.message);
    if (words !== undefined) assert.match(error.description, words);
    return true;
  });
};
