import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HOUR, MINUTE, SECOND, steadyClock, systemClock } from '#server/kernel/clock.js';

/** A clock with an adjustable wall clock and a monotonic one. */
const setUp = () => {
  let [wall, elapsed] = [1_800_000_000_000, 5_000];
  const clock = steadyClock(
    () => wall,
    () => elapsed,
  );
  const passUnseen = (duration: number): void => {
    wall += duration;
    elapsed += duration;
  };
  return {
    clock,
    passUnseen,
    pass: (duration: number): number => {
      passUnseen(duration);
      return clock.now();
    },
    set: (change: number): number => {
      wall += change;
      return clock.now();
    },
  };
};

test('the clock is the wall clock, in whole milliseconds, and follows it when it is set forward', () => {
  const { clock, pass, set } = setUp();
  const begin = clock.now();
  assert.equal(pass(1.5) - begin, 1);
  assert.equal(pass(1.5) - begin, 3);
  assert.equal(set(HOUR) - begin, HOUR + 3);
});

test('A97: it never goes back, however often and far the wall clock is set back', () => {
  const { clock, pass, set } = setUp();
  let last = clock.now();
  for (const change of [-1, -HOUR, -HOUR, MINUTE, -MINUTE, 3 * HOUR, -24 * HOUR]) {
    for (const now of [set(change), pass(0.3), pass(7 * MINUTE)]) {
      assert.ok(now >= last);
      last = now;
    }
  }
});

test('A97: set back, it runs at half speed until the wall clock has caught up', () => {
  const { clock, pass, set } = setUp();
  const begin = clock.now();
  assert.equal(set(-MINUTE), begin);
  assert.equal(pass(40 * SECOND), begin + 20 * SECOND);
  assert.equal(pass(80 * SECOND), begin + 60 * SECOND);
  assert.equal(pass(10 * SECOND), begin + 70 * SECOND);
});

test('A97: time passes between readings', () => {
  const { clock, pass, set } = setUp();
  const begin = clock.now();
  const unseen = setUp();
  assert.equal(unseen.clock.now(), begin);
  pass(HOUR);
  unseen.passUnseen(HOUR);
  assert.equal(set(-HOUR), begin + HOUR);
  assert.equal(unseen.set(-HOUR), begin + HOUR);
});

test('the clock of the system tells the time', () => {
  const before = Date.now();
  const now = systemClock.now();
  assert.ok(before <= now && now <= Date.now());
});
