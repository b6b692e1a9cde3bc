import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DAY, HOUR, MINUTE, SECOND } from '#server/kernel/clock.js';
import { afterAcceptance, afterLook, hasJumped, type Mark } from '#server/database/clock/mark.js';

const NOW = 1_800_000_000_000;
const LOOK = 10 * SECOND;
const known = (mark: number): Mark => ({ mark, accepted: 0, jumped_at: null, seen_at: mark, steady_for: 0 });
const at = (world: number, reference = world) => ({ world, reference });

/** Looks every ten seconds, from one time to another. */
const watch = (mark: Mark, from: number, to: number): Mark => {
  let seen = mark;
  for (let now = from; now <= to; now += LOOK) seen = afterLook(seen, at(now));
  return seen;
};

test('the first look sets the mark, and each later one raises it', () => {
  const first = afterLook(known(0), at(NOW));
  assert.equal(first.mark, NOW);
  assert.equal(afterLook(first, at(NOW + LOOK)).mark, NOW + LOOK);
});

test('A97: a clock that was set back does not lower the mark', () => {
  assert.equal(afterLook(known(NOW), at(NOW - HOUR, NOW + LOOK)).mark, NOW + LOOK);
  assert.equal(afterLook(known(NOW), at(NOW - HOUR)).mark, NOW);
});

test('a clock that is more than a day ahead of the mark leaves it where it is', () => {
  assert.equal(afterLook(known(NOW), at(NOW + DAY)).mark, NOW + DAY);
  const jumped = afterLook(known(NOW), at(NOW + 400 * DAY));
  assert.equal(jumped.mark, NOW);
  assert.equal(jumped.jumped_at, NOW + 400 * DAY);
  assert.ok(hasJumped(jumped, NOW + 400 * DAY));
});

test('it is believed once it has run steadily for an hour', () => {
  const from = NOW + 400 * DAY;
  assert.equal(watch(known(NOW), from, from + HOUR - LOOK).mark, NOW);
  assert.equal(watch(known(NOW), from, from + HOUR).mark, from + HOUR);
});

test('another jump, forward or back, starts the hour again', () => {
  const from = NOW + 400 * DAY;
  const almost = watch(known(NOW), from, from + HOUR - MINUTE);
  for (const jump of [2 * DAY, -MINUTE]) {
    const again = from + HOUR - MINUTE + jump;
    assert.equal(watch(almost, again, again + HOUR - LOOK).mark, NOW);
    assert.equal(watch(almost, again, again + HOUR).mark, again + HOUR);
  }
});

test('time that nobody watched counts little towards the hour', () => {
  const from = NOW + 400 * DAY;
  const almost = watch(known(NOW), from, from + 30 * MINUTE);
  assert.equal(afterLook(almost, at(from + 20 * HOUR)).mark, NOW);
});

test('after a jump that was undone, the mark goes on from where it was', () => {
  const jumped = watch(known(NOW), NOW + 400 * DAY, NOW + 400 * DAY + MINUTE);
  const undone = afterLook(jumped, at(NOW + 2 * MINUTE));
  assert.deepEqual(undone, { ...known(NOW + 2 * MINUTE), seen_at: NOW + 2 * MINUTE });
});

test('a process that still goes by an undone jump is not believed, however long it runs', () => {
  let mark = known(NOW);
  const lead = 400 * DAY;
  for (let passed = 0; passed <= 2 * HOUR; passed += LOOK) {
    mark = afterLook(mark, { world: NOW + passed, reference: NOW + lead + passed });
  }
  assert.equal(mark.mark, NOW);
});

test('an operator may set it, also back', () => {
  const accepted = afterAcceptance(known(NOW), NOW - HOUR);
  assert.deepEqual([accepted.mark, accepted.accepted], [NOW - HOUR, 1]);
});
