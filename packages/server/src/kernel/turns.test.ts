import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createTurns, CrowdedError, type Lanes, type TurnsOptions } from '#server/kernel/turns.js';
import { UnavailableError } from '#server/kernel/unavailable.js';

/** Work that ends when it is told to, one piece after the other. */
const open = (options: TurnsOptions) => {
  const inTurn = createTurns(options);
  const begun: string[] = [];
  const refused: string[] = [];
  const ends: (() => void)[] = [];
  const crowded: string[] = [];
  const ask = (lanes: string | Lanes, name: string): void => {
    const work = async (): Promise<void> => {
      begun.push(name);
      await new Promise<void>((resolve) => ends.push(resolve));
    };
    inTurn(typeof lanes === 'string' ? { [lanes]: 100 } : lanes, work).catch((error: unknown) => {
      assert.ok(error instanceof UnavailableError);
      (error instanceof CrowdedError ? crowded : refused).push(name);
    });
  };
  const finish = async (): Promise<void> => {
    await new Promise(setImmediate);
    for (let end = ends.shift(); end !== undefined; end = ends.shift()) {
      end();
      await new Promise(setImmediate);
    }
  };
  return { ask, finish, begun, refused, crowded, inTurn };
};

describe('turns', () => {
  test('run so many at once, and next is whose lane had the fewest', async () => {
    const { ask, finish, begun } = open({ atOnce: 2, mostWaiting: 10 });
    for (let index = 1; index <= 5; index += 1) ask('a', `a${index}`);
    ask('b', 'b1');
    ask('c', 'c1');
    ask('c', 'c2');
    await new Promise(setImmediate);
    assert.deepEqual(begun, ['a1', 'a2']);
    await finish();
    assert.deepEqual(begun, ['a1', 'a2', 'b1', 'c1', 'c2', 'a3', 'a4', 'a5']);
  });

  test('are refused when too many wait, unless another lane has more waiting: then its last gives way', async () => {
    const { ask, finish, begun, refused } = open({ atOnce: 1, mostWaiting: 3 });
    for (let index = 1; index <= 5; index += 1) ask('a', `a${index}`);
    ask('b', 'b1');
    ask('b', 'b2');
    await finish();
    assert.deepEqual(refused.toSorted(), ['a3', 'a4', 'a5']);
    assert.deepEqual(begun, ['a1', 'b1', 'a2', 'b2']);
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
    assert.deepEqual(begun, ['a1', 'a2', 'b1', 'c1', 'd1', 'a3', 'a4']);
  });

  test('go on after work that failed', async () => {
    const { inTurn } = open({ atOnce: 1, mostWaiting: 1 });
    const fault = new Error('wrong');
    const outcomes = await Promise.allSettled([
      inTurn({ a: 10 }, () => Promise.reject(fault)),
      inTurn({ a: 10 }, async () => 'done'),
    ]);
    assert.deepEqual(outcomes, [
      { status: 'rejected', reason: fault },
      { status: 'fulfilled', value: 'done' },
    ]);
  });

  test('are few where lanes share another, however many lanes one person has', async () => {
    const { ask, finish, begun, refused } = open({ atOnce: 1, mostWaiting: 4 });
    for (let index = 1; index <= 6; index += 1) ask({ account: 100, [`address ${index}`]: 100 }, `a${index}`);
    ask({ other: 100, elsewhere: 100 }, 'b');
    ask({ another: 100, 'address 2': 100 }, 'c');
    await finish();
    assert.equal(refused.filter((name) => name.startsWith('a')).length, 3);
    assert.deepEqual(begun.slice(0, 3), ['a1', 'b', 'c']);
  });

  // The last to come was refused, so whoever kept as many waiting as may wait let nobody else in.
  test('are refused at random where no lane is busier than another', async () => {
    const places = new Set<number>();
    for (let round = 0; round < 200; round += 1) {
      const { ask, finish, refused } = open({ atOnce: 1, mostWaiting: 4 });
      for (let index = 0; index <= 5; index += 1) ask(`lane ${index}`, String(index));
      await finish();
      assert.equal(refused.length, 1);
      places.add(Number(refused[0]));
    }
    assert.deepEqual([...places].toSorted(), [1, 2, 3, 4, 5]);
  });

  test('take one place for a newcomer, though several of their lanes have their most', async () => {
    for (let round = 0; round < 20; round += 1) {
      const { ask, finish, crowded } = open({ atOnce: 1, mostWaiting: 100 });
      for (let index = 0; index <= 5; index += 1)
        ask({ [`account ${index}`]: 10, address: 5, network: 5 }, `a${index}`);
      await finish();
      assert.equal(crowded.length, 1);
    }
  });

  // Who shares an address with a crowd is its busiest lane too.
  test('are of who has the fewest in their other lanes, where the busiest lane is the same', async () => {
    const { ask, finish, begun } = open({ atOnce: 1, mostWaiting: 10 });
    for (let index = 1; index <= 4; index += 1) ask({ address: 100, account: 100 }, `a${index}`);
    ask({ address: 100, another: 100 }, 'b');
    await finish();
    assert.deepEqual(begun, ['a1', 'b', 'a2', 'a3', 'a4']);
  });

  test('are refused when a lane has its most, unless the place of one with a busier lane can be had', async () => {
    const { ask, finish, begun, crowded } = open({ atOnce: 1, mostWaiting: 10 });
    for (let index = 1; index <= 4; index += 1) ask({ account: 3, browser: 100 }, `a${index}`);
    ask({ account: 3, home: 100 }, 'b');
    await finish();
    assert.deepEqual(crowded, ['a4', 'a3']);
    assert.deepEqual(begun, ['a1', 'b', 'a2']);
  });

  test('come to everybody who waits, however many newcomers there are', async () => {
    const { inTurn } = open({ atOnce: 1, mostWaiting: 10 });
    let newcomers = 0;
    let isDone = false;
    const newcomer = async (): Promise<void> => {
      newcomers += 1;
      if (!isDone && newcomers < 1000) void inTurn({ [`newcomer ${newcomers}`]: 10 }, newcomer);
    };
    await Promise.all([
      inTurn({ a: 10 }, newcomer),
      inTurn({ a: 10 }, async () => {
        isDone = true;
      }),
    ]);
    assert.ok(newcomers < 300, `${newcomers} came first`);
  });
});
