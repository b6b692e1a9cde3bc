import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import {
  balanceSeries,
  highestOf,
  lowestOf,
  plotSeries,
  windowOf,
} from '#server/features/account/activity/balance-series.js';
import { DAY } from '#server/kernel/clock.js';

const TODAY = 20_000;
const NOON = TODAY * DAY + DAY / 2;

const balancesOf = (...args: Parameters<typeof balanceSeries>): bigint[] =>
  balanceSeries(...args).map(({ balance }) => balance);

const anyWindow = fc.record({
  days: fc.integer({ min: 1, max: 400 }),
  now: fc.integer({ min: TODAY * DAY, max: (TODAY + 1) * DAY - 1 }),
  balance: fc.bigInt({ min: -(2n ** 80n), max: 2n ** 80n }),
  changes: fc.array(
    fc.record({
      day: fc.integer({ min: TODAY - 500, max: TODAY }),
      units: fc.bigInt({ min: -(2n ** 60n), max: 2n ** 60n }),
    }),
    { maxLength: 50 },
  ),
});

describe('a balance over time', () => {
  test('is a straight line where nothing happened', () => {
    assert.deepEqual(balancesOf({ now: NOON, days: 3, balance: 0n, changes: [] }), [0n, 0n, 0n]);
    assert.deepEqual(balancesOf({ now: NOON, days: 2, balance: -7n, changes: [] }), [-7n, -7n]);
  });

  test('steps on the day of an entry, and was nothing before the first', () => {
    const changes = [{ day: TODAY - 1, units: 500n }];
    assert.deepEqual(balancesOf({ now: NOON, days: 4, balance: 500n, changes }), [0n, 0n, 500n, 500n]);
  });

  test('derives what was there before the window', () => {
    const changes = [{ day: TODAY, units: -200n }];
    assert.deepEqual(balancesOf({ now: NOON, days: 2, balance: 800n, changes }), [1000n, 800n]);
  });

  test('counts for today what a clock that was set back calls tomorrow', () => {
    const changes = [{ day: TODAY + 1, units: 5n }];
    assert.deepEqual(balancesOf({ now: NOON, days: 2, balance: 5n, changes }), [0n, 5n]);
  });

  test('begins where its first day begins, to the millisecond', () => {
    assert.deepEqual(windowOf(TODAY * DAY, 1), { first: TODAY, last: TODAY });
    assert.deepEqual(windowOf((TODAY + 1) * DAY - 1, 1), { first: TODAY, last: TODAY });
    assert.deepEqual(windowOf(NOON, 30), { first: TODAY - 29, last: TODAY });
  });

  test('ends with the balance, has a point for each day, and differs from day to day by what changed that day', () => {
    fc.assert(
      fc.property(anyWindow, (window) => {
        const series = balanceSeries(window);
        assert.equal(series.length, window.days);
        assert.equal(series.at(-1)?.balance, window.balance);
        assert.equal(series[0]?.at, windowOf(window.now, window.days).first * DAY);
        for (const [index, { at, balance }] of series.entries()) {
          const before = series[index - 1];
          if (before === undefined) continue;
          assert.equal(at - before.at, DAY);
          const changed = window.changes.filter(({ day }) => day === at / DAY);
          assert.equal(
            balance - before.balance,
            changed.reduce((sum, { units }) => sum + units, 0n),
          );
        }
      }),
    );
  });
});

/** The points of a path. */
const pointsOf = (line: string): [number, number][] =>
  [...line.matchAll(/[ML](-?\d+) (-?\d+)/g)].map(([, x, y]) => [Number(x), Number(y)]);

const day = (balance: bigint) => ({ at: 0, balance });

describe('the drawing of a balance', () => {
  test('stays in its box, runs from edge to edge, and is higher where there is more, however much it is', () => {
    fc.assert(
      fc.property(anyWindow, (window) => {
        const series = balanceSeries(window);
        const { line, area, zero } = plotSeries(series, 720, 160);
        const points = pointsOf(line);
        assert.equal(points.length, Math.max(2, series.length));
        assert.equal(points[0]?.[0], 0);
        assert.equal(points.at(-1)?.[0], 720);
        for (const [x, y] of points) assert.ok(x >= 0 && x <= 720 && y >= 0 && y <= 160);
        for (const [index, { balance }] of series.entries()) {
          const [before, point, earlier] = [points[index - 1], points[index], series[index - 1]];
          if (before === undefined || point === undefined || earlier === undefined) continue;
          if (balance > earlier.balance) assert.ok(point[1] <= before[1]);
          if (balance < earlier.balance) assert.ok(point[1] >= before[1]);
          if (balance === earlier.balance) assert.equal(point[1], before[1]);
        }
        assert.ok(area.startsWith(line) && area.endsWith('V160H0Z'));
        assert.equal(zero !== null, lowestOf(series) < 0n && highestOf(series) > 0n);
        if (zero !== null) assert.ok(zero >= 0 && zero <= 160);
      }),
    );
  });

  test('uses the whole height', () => {
    assert.equal(plotSeries([day(-1n), day(1n)], 100, 10).line, 'M0 10L100 0');
    assert.equal(plotSeries([day(-1n), day(1n)], 100, 10).zero, 5);
    assert.equal(plotSeries([day(2n ** 70n), day(2n ** 70n + 1n)], 100, 10).line, 'M0 10L100 0');
  });

  test('is a line in the middle for one day, and nothing for none', () => {
    assert.equal(plotSeries([day(5n)], 100, 10).line, 'M0 5L100 5');
    assert.deepEqual(plotSeries([], 100, 10), { line: '', area: '', zero: null });
  });
});
