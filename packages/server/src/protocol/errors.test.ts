import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { OAUTH_ERRORS, OAuthError } from '#server/protocol/errors.js';
import { anyText } from '#test/support/any-text.js';

const ALLOWED = /^[\x20-\x21\x23-\x5B\x5D-\x7E]*$/;

test('every code of the table has a status, a meaning, a remedy and a source', () => {
  for (const [code, entry] of Object.entries(OAUTH_ERRORS)) {
    assert.ok(entry.status >= 400 && entry.status < 600, code);
    assert.match(entry.meaning, /^[A-Z].*\.$/, code);
    assert.match(entry.remedy, /^[A-Z].*\.$/, code);
    assert.match(entry.source, /^(RFC \d{4} sections? \d|OpenID Connect [A-Z][A-Za-z -]+ 1\.0( section \d|$))/, code);
  }
});

test('an error takes its status from the table unless told otherwise', () => {
  assert.equal(new OAuthError('invalid_client', 'Unknown.').status, 401);
  assert.equal(new OAuthError('invalid_grant', 'Used.').status, 400);
  assert.equal(new OAuthError('insufficient_scope', 'Needs balance.').status, 403);
  assert.equal(new OAuthError('invalid_request', 'Too large.', { status: 413 }).status, 413);
});

test('what is for the operator stays out of what is public', () => {
  const cause = new Error('connection refused');
  const error = new OAuthError('temporarily_unavailable', 'The accounts cannot be read right now.', {
    detail: 'gateway.internal:5432 refused',
    retryAfterSeconds: 5,
    cause,
  });
  assert.equal(error.detail, 'gateway.internal:5432 refused');
  assert.equal(error.retryAfterSeconds, 5);
  assert.equal(error.cause, cause);
  assert.equal(error.description, 'The accounts cannot be read right now.');
  assert.equal(error.message, 'temporarily_unavailable: The accounts cannot be read right now.');
});

test('an error without a cause has no cause at all', () => {
  assert.equal(Object.hasOwn(new OAuthError('server_error', 'Unexpected.'), 'cause'), false);
});

test('A76: echoed input cannot break out of a description', () => {
  const { description } = new OAuthError('invalid_request', 'No "quote", no \\, no\r\nheader, no \u{1F600} and no \0.');
  assert.equal(description, 'No ?quote?, no ?, no??header, no ? and no ?.');
});

test('A76: whatever the text, a description has only the characters of RFC 6749 section 5.2', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const { description } = new OAuthError('invalid_request', text);
      assert.match(description, ALLOWED);
      assert.equal(Array.from(description).length, Array.from(text).length);
    }),
  );
});

test('a description of allowed characters is left as it is', () => {
  fc.assert(
    fc.property(fc.stringMatching(ALLOWED), (text) => {
      assert.equal(new OAuthError('invalid_request', text).description, text);
    }),
  );
});
