import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ageOf, HOUR, machineClock, MINUTE, SECOND, steadyClock } from '#server/kernel/clock.js';

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

test('A97: set back a little, it runs at half speed until the wall clock has caught up', () => {
  const { clock, pass, set } = setUp();
  const begin = clock.now();
  assert.equal(set(-30 * SECOND), begin);
  assert.equal(pass(20 * SECOND), begin + 10 * SECOND);
  assert.equal(pass(40 * SECOND), begin + 30 * SECOND);
  assert.equal(pass(10 * SECOND), begin + 40 * SECOND);
});

// At half speed, lifetimes would have lasted twice as long for as many hours as the clock was set back.
test('A97: set back far, it runs a tenth slower until little is left', () => {
  const { clock, pass, set } = setUp();
  const begin = clock.now();
  assert.equal(set(-MINUTE), begin);
  assert.equal(pass(5 * MINUTE), begin + 4.5 * MINUTE);
  assert.equal(pass(MINUTE), begin + 5 * MINUTE);
});

test('it can be raised to what others have seen, and set back on purpose only', () => {
  const { clock, pass, set } = setUp();
  const begin = clock.now();
  clock.raise(begin - MINUTE);
  assert.equal(clock.now(), begin);
  clock.raise(begin + HOUR);
  assert.equal(clock.now(), begin + HOUR);
  assert.equal(pass(MINUTE), begin + HOUR + 0.9 * MINUTE);

  clock.reset(begin - HOUR);
  assert.equal(clock.now(), begin + MINUTE);
  set(-HOUR);
  assert.equal(clock.now(), begin + MINUTE);
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

test('the machine’s clock tells the time', () => {
  const before = Date.now();
  const now = machineClock.now();
  assert.ok(before <= now && now <= Date.now());
});

// After PostgreSQL's clock had jumped, one process took for a theft what another had answered a moment before.
test('a jump ahead counts as no time, also for what a process shows that has not heard of it yet', () => {
  const { clock, pass, set } = setUp();
  const early = clock.now();
  const before = pass(MINUTE);
  set(HOUR);
  const shownByAnother = before + 5 * SECOND;
  const after = pass(10 * SECOND);
  assert.equal(ageOf(clock, after), 0);
  assert.equal(ageOf(clock, before), 10 * SECOND);
  assert.equal(ageOf(clock, early), 70 * SECOND);
  assert.equal(ageOf(clock, shownByAnother), 10 * SECOND);
  set(HOUR);
  assert.equal(ageOf(clock, early), 70 * SECOND);
});

test('setting a clock back makes nothing young', () => {
  const { clock, pass } = setUp();
  clock.raise(clock.now() + HOUR);
  const ahead = pass(MINUTE);
  clock.reset(ahead - 2 * HOUR);
  assert.ok(ageOf(clock, ahead) > 30 * MINUTE);
  assert.equal(ageOf({ now: () => 5 }, 7), 2);
});

// Every token that was sent again counted as stolen, for as long as the clock had been ahead.
test('a clock that was ahead, and is accepted where it was, does not count the jump again', () => {
  const { clock, pass, set } = setUp();
  const right = clock.now();
  set(16 * MINUTE);
  pass(10 * SECOND);
  set(-16 * MINUTE);
  clock.reset(right + 10 * SECOND);
  const rotated = pass(SECOND);
  pass(20 * SECOND);
  assert.equal(ageOf(clock, rotated), 20 * SECOND);
});
