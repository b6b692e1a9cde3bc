import assert from 'node:assert/strict';
import { test } from 'node:test';
import { databaseUrl } from '#server/config/values.js';

// The driver looked up `one,two` as a name, or the address was said to be malformed.
test('a database address with several hosts is refused, with what to name instead', () => {
  for (const url of [
    'postgres://octroi:secret@one,two/octroi',
    'postgres://octroi:secret@one:5432,two:5432/octroi?target_session_attrs=primary',
    'postgresql://one,two/octroi',
    'postgres:///octroi?host=one,two',
    'postgres:///octroi?host=one%2Ctwo',
  ]) {
    assert.throws(() => databaseUrl(url), /several hosts.*leads to the primary/, url);
  }
  for (const url of ['postgres://octroi:a,b@one/octroi', 'postgres://one/octroi?options=-c%20a=b,c', 'file:./a,b.db']) {
    assert.equal(databaseUrl(url), url);
  }
});
