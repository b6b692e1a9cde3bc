import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { freshFor } from '#server/domain/apps/documents/client-id-document-freshness.js';
import { DAY, HOUR, MINUTE } from '#server/kernel/clock.js';

const [LEAST, MOST, USUAL] = [5 * MINUTE, DAY, HOUR];
const NOON = 'Sun, 29 Nov 2026 12:00:00 GMT';

const check = (cases: readonly (readonly [headers: Record<string, string>, duration: number])[]): void => {
  for (const [headers, duration] of cases) {
    assert.equal(freshFor(new Headers(headers)), duration, JSON.stringify(headers));
  }
};

test('a response is kept as long as it says, less the time it spent in other caches (RFC 9111 section 4.2)', () =>
  check([
    [{ 'cache-control': 'max-age=600' }, 10 * MINUTE],
    [{ 'cache-control': 'public, MAX-AGE="600"' }, 10 * MINUTE],
    [{ 'cache-control': 'private,max-age=600' }, 10 * MINUTE],
    [{ 'cache-control': 'max-age=1200', age: '600' }, 10 * MINUTE],
    [{ 'cache-control': 'max-age=1200', age: 'x' }, 20 * MINUTE],
    [{ date: NOON, expires: 'Sun, 29 Nov 2026 12:10:00 GMT' }, 10 * MINUTE],
    [{ date: NOON, expires: 'Sun, 29 Nov 2026 12:10:00 GMT', 'cache-control': 'max-age=1200' }, 20 * MINUTE],
  ]));

test('one that says nothing is kept for an hour', () =>
  check([
    [{}, USUAL],
    [{ 'cache-control': '' }, USUAL],
    [{ 'cache-control': 'public' }, USUAL],
    [{ 'cache-control': 's-maxage=600' }, USUAL],
    [{ 'last-modified': 'Sun, 29 Nov 2020 12:00:00 GMT', date: NOON }, USUAL],
    [{ age: '600' }, USUAL - 10 * MINUTE],
  ]));

test('one that is not to be kept, or stale already, is kept for five minutes', () =>
  check([
    [{ 'cache-control': 'no-store' }, LEAST],
    [{ 'cache-control': 'No-Cache, max-age=99999' }, LEAST],
    [{ 'cache-control': 'max-age=0' }, LEAST],
    [{ 'cache-control': 'max-age=-1' }, LEAST],
    [{ 'cache-control': 'max-age=x' }, LEAST],
    [{ 'cache-control': 'max-age=600', age: '600' }, LEAST],
    [{ 'cache-control': 'max-age=1, stale-while-revalidate=86400, stale-if-error=86400' }, LEAST],
    [{ expires: '0' }, LEAST],
    [{ date: NOON, expires: 'Sun, 29 Nov 2026 11:00:00 GMT' }, LEAST],
    [{ vary: '*', 'cache-control': 'max-age=600' }, LEAST],
  ]));

test('none is kept for longer than a day', () =>
  check([
    [{ 'cache-control': 'max-age=31536000, immutable' }, MOST],
    [{ 'cache-control': `max-age=${'9'.repeat(30)}` }, MOST],
    [{ date: NOON, expires: 'Thu, 29 Nov 2096 12:00:00 GMT' }, MOST],
  ]));

test('whatever the headers are, the time is a whole number within the bounds', () => {
  const value = fc.string({ unit: fc.constantFrom(...'max-age=no-store,"; 0123456789.e'), maxLength: 60 });
  fc.assert(
    fc.property(value, value, value, value, (control, age, expires, date) => {
      const fresh = freshFor(new Headers({ 'cache-control': control, age, expires, date }));
      assert.ok(Number.isSafeInteger(fresh) && fresh >= LEAST && fresh <= MOST);
    }),
  );
});
