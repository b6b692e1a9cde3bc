import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { formatUnits, MAX_UNITS, parseDecimal, parseUnits, unitsToNumber } from '#server/kernel/quota.js';

test('the platform’s own example reads as it documents', () => {
  assert.equal(formatUnits(1_000_000n - 250_000n, 1000n), '750.00');
});

test('a balance has two decimals, and its sign', () => {
  assert.equal(formatUnits(0n, 1000n), '0.00');
  assert.equal(formatUnits(5n, 1000n), '0.00');
  assert.equal(formatUnits(-10n, 1000n), '-0.01');
  assert.equal(formatUnits(500_000n, 500_000n), '1.00');
});

test('a shown balance is never more than there is, and less by under a hundredth', () => {
  const units = fc.bigInt({ min: -MAX_UNITS, max: MAX_UNITS });
  const perCurrency = fc.bigInt({ min: 1n, max: 1_000_000_000n });
  fc.assert(
    fc.property(units, perCurrency, (amount, rate) => {
      const hundredths = BigInt(formatUnits(amount, rate).replace('.', ''));
      assert.ok(hundredths * rate <= amount * 100n);
      assert.ok((hundredths + 1n) * rate > amount * 100n);
    }),
  );
});

test('A89: units are read as digits only, and only those that JSON can carry', () => {
  for (const text of ['', '-1', '1.5', '1e3', 'NaN', 'Infinity', '0x10', ' 1', '9007199254740992', '9'.repeat(400)]) {
    assert.equal(parseUnits(text), null, text);
  }
  assert.equal(parseUnits('9007199254740991'), MAX_UNITS);
  assert.throws(() => unitsToNumber(MAX_UNITS + 1n), RangeError);
});

// Zeros in front and a wrong end took a backtracking pattern 16 seconds.
test('A89: an amount of 65 kB is refused at once', () => {
  for (const text of ['0'.repeat(65_000) + 'x', '9'.repeat(65_000), ' '.repeat(65_000) + '1', '0,'.repeat(30_000)]) {
    const started = performance.now();
    assert.deepEqual(parseDecimal(text), text.startsWith(' ') ? { whole: '1', decimals: '00' } : null);
    assert.ok(performance.now() - started < 5000);
  }
  assert.deepEqual(parseDecimal(' 0012,5 '), { whole: '12', decimals: '50' });
  assert.deepEqual(parseDecimal('000'), { whole: '0', decimals: '00' });
});
