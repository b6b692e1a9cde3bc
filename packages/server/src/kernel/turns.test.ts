import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createBounds, createTurns, type TurnsOptions } from '#server/kernel/turns.js';
import { UnavailableError } from '#server/kernel/unavailable.js';

/** Work that ends when it is told to, one piece after the other. */
const open = (options: TurnsOptions) => {
  const inTurn = createTurns(options);
  const begun: string[] = [];
  const refused: string[] = [];
  const ends: (() => void)[] = [];
  const ask = (lane: string, name: string): void => {
    const work = async (): Promise<void> => {
      begun.push(name);
      await new Promise<void>((resolve) => ends.push(resolve));
    };
    inTurn(lane, work).catch((error: unknown) => {
      assert.ok(error instanceof UnavailableError);
      refused.push(name);
    });
  };
  const finish = async (): Promise<void> => {
    await new Promise(setImmediate);
    for (let end = ends.shift(); end !== undefined; end = ends.shift()) {
      end();
      await new Promise(setImmediate);
    }
  };
  return { ask, finish, begun, refused, inTurn };
};

describe('turns', () => {
  test('run so many at once, and go round between the lanes', async () => {
    const { ask, finish, begun } = open({ atOnce: 2, mostWaiting: 10 });
    for (let index = 1; index <= 5; index += 1) ask('a', `a${index}`);
    ask('b', 'b1');
    ask('c', 'c1');
    ask('c', 'c2');
    await new Promise(setImmediate);
    assert.deepEqual(begun, ['a1', 'a2']);
    await finish();
    assert.deepEqual(begun, ['a1', 'a2', 'a3', 'b1', 'c1', 'a4', 'c2', 'a5']);
  });

  test('are refused when too many wait, unless another lane has more waiting: then its last gives way', async () => {
    const { ask, finish, begun, refused } = open({ atOnce: 1, mostWaiting: 3 });
    for (let index = 1; index <= 5; index += 1) ask('a', `a${index}`);
    ask('b', 'b1');
    ask('b', 'b2');
    await finish();
    assert.deepEqual(refused.toSorted(), ['a4', 'a5', 'b2']);
    assert.deepEqual(begun, ['a1', 'a2', 'b1', 'a3']);
  });

  test('leave room for others where a lane has its most, however much of it waits', async () => {
    const { ask, finish, begun } = open({ atOnce: 4, perLane: 2, mostWaiting: 10 });
    for (let index = 1; index <= 4; index += 1) ask('a', `a${index}`);
    ask('b', 'b1');
    ask('c', 'c1');
    ask('d', 'd1');
    await new Promise(setImmediate);
    assert.deepEqual(begun, ['a1', 'a2', 'b1', 'c1']);
    await finish();
    assert.deepEqual(begun, ['a1', 'a2', 'b1', 'c1', 'a3', 'd1', 'a4']);
  });

  test('go on after work that failed', async () => {
    const { inTurn } = open({ atOnce: 1, mostWaiting: 1 });
    const fault = new Error('wrong');
    const outcomes = await Promise.allSettled([
      inTurn('a', () => Promise.reject(fault)),
      inTurn('a', async () => 'done'),
    ]);
    assert.deepEqual(outcomes, [
      { status: 'rejected', reason: fault },
      { status: 'fulfilled', value: 'done' },
    ]);
  });
});

test('bounds let nobody in where one of the keys has its most, and count only who is in', () => {
  const { enter, leave } = createBounds();
  const both = { one: 1, two: 2 };
  assert.equal(enter(both), true);
  assert.equal(enter(both), false);
  assert.deepEqual([enter({ two: 2 }), enter({ two: 2 })], [true, false]);
  leave(both);
  assert.equal(enter(both), true);
});
