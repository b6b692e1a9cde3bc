import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createOutbox, type OutboxOptions, type OutboxTable } from '#server/kernel/outbox.js';

interface Letter {
  id: number;
  attempts: number;
  dueAt: number;
}

/** An in-memory table with `count` items. */
const tableOf = (count: number) => {
  const letters = new Map<number, Letter>();
  for (let id = 1; id <= count; id += 1) letters.set(id, { id, attempts: 0, dueAt: 0 });
  const find = ({ id, attempts }: Letter, tries: number): Letter | undefined => {
    const found = letters.get(id);
    return found?.attempts === attempts + tries ? found : undefined;
  };
  const table: Required<OutboxTable<Letter>> = {
    listDue: (now, limit) => Promise.resolve([...letters.values()].filter(({ dueAt }) => dueAt <= now).slice(0, limit)),
    claim: (letter, until) => {
      const found = find(letter, 0);
      if (found === undefined) return Promise.resolve(false);
      letters.set(letter.id, { id: letter.id, attempts: letter.attempts + 1, dueAt: until });
      return Promise.resolve(true);
    },
    retryAt: (letter, at) => {
      const found = find(letter, 1);
      if (found !== undefined) letters.set(letter.id, { ...found, dueAt: at });
      return Promise.resolve();
    },
    delete: (id) => {
      letters.delete(id);
      return Promise.resolve();
    },
  };
  return { letters, table };
};

const open = (count: number, options: Partial<OutboxOptions<Letter>> = {}) => {
  const { letters, table } = tableOf(count);
  const time = { now: 1000 };
  const seen: string[] = [];
  const configured: OutboxOptions<Letter> = {
    table,
    clock: { now: () => time.now },
    concurrency: 3,
    retryAfter: [10, 100],
    lease: () => 50,
    deliver: () => Promise.reject(new Error('nobody is there')),
    onRetry: ({ id, attempts }) => seen.push(`retry ${id} after ${attempts}`),
    onGivenUp: ({ id, attempts }) => seen.push(`given up ${id} after ${attempts}`),
    ...options,
  };
  return { letters, table, time, seen, outbox: createOutbox(configured), another: createOutbox(configured) };
};

const laneOf = ({ id }: Letter): string => String(Math.ceil(id / 40));
const ownerOf = ({ id }: Letter): string => (id <= 80 ? 'one' : 'other');

describe('the outbox', () => {
  test('delivers everything that is due, so many at once', async () => {
    let atOnce = 0;
    let most = 0;
    const { letters, outbox, seen } = open(8, {
      deliver: async () => {
        atOnce += 1;
        most = Math.max(most, atOnce);
        await new Promise(setImmediate);
        atOnce -= 1;
      },
    });
    await outbox.deliver();
    assert.deepEqual([letters.size, most, seen], [0, 3, []]);
  });

  test('tries again at its times, counted from the failure, and gives up after the last', async () => {
    const { letters, outbox, time, seen } = open(1);
    await outbox.deliver();
    assert.deepEqual([...letters.values()], [{ id: 1, attempts: 1, dueAt: 1010 }]);
    await outbox.deliver();
    assert.equal(seen.length, 1, 'it is not due yet');

    time.now = 1010;
    await outbox.deliver();
    assert.deepEqual([...letters.values()], [{ id: 1, attempts: 2, dueAt: 1110 }]);

    time.now = 1110;
    await outbox.deliver();
    assert.deepEqual(seen, ['retry 1 after 0', 'retry 1 after 1', 'given up 1 after 2']);
    assert.equal(letters.size, 0);
  });

  test('where the table sets no next try, it is the end of the claim', async () => {
    const { table } = tableOf(0);
    const claims: number[] = [];
    const { outbox } = open(1, {
      table: {
        listDue: () => Promise.resolve([{ id: 1, attempts: 0, dueAt: 0 }].slice(claims.length)),
        claim: (_letter, until) => Promise.resolve(claims.push(until) > 0),
        delete: table.delete,
      },
      lease: (wait) => wait ?? 7,
    });
    await outbox.deliver();
    assert.deepEqual(claims, [1010]);
  });

  test('gives up at once where another try cannot help', async () => {
    const { letters, outbox, seen } = open(1, { isFinal: () => true });
    await outbox.deliver();
    assert.deepEqual([letters.size, seen], [0, ['given up 1 after 0']]);
  });

  test('of two processes one tries each item', async () => {
    const delivered: number[] = [];
    const { outbox, another } = open(6, {
      deliver: async ({ id }) => {
        delivered.push(id);
        await new Promise(setImmediate);
      },
    });
    await Promise.all([outbox.deliver(), another.deliver()]);
    assert.deepEqual(
      delivered.toSorted((a, b) => a - b),
      [1, 2, 3, 4, 5, 6],
    );
  });

  test('an item whose process died is tried again when its claim ends', async () => {
    const died = new Error('the process died');
    const { letters, outbox, another, table, time } = open(1, { deliver: () => Promise.resolve() });
    const { claim } = table;
    table.claim = async (letter, until) => {
      await claim(letter, until);
      throw died;
    };
    await assert.rejects(outbox.deliver(), died);
    table.claim = claim;

    await another.deliver();
    assert.deepEqual([...letters.values()], [{ id: 1, attempts: 1, dueAt: 1050 }]);
    time.now = 1050;
    await another.deliver();
    assert.equal(letters.size, 0);
  });

  test('begins nothing more once it is to stop', async () => {
    const stopping = new AbortController();
    const { letters, outbox } = open(8, {
      deliver: () => {
        stopping.abort();
        return Promise.resolve();
      },
    });
    await outbox.deliver(stopping.signal);
    assert.equal(letters.size, 5);
  });

  test('wakes the job that is there, and nobody where there is none', () => {
    const { outbox } = open(0);
    outbox.wake();
    let wakened = 0;
    outbox.onWake(() => (wakened += 1));
    outbox.wake();
    assert.equal(wakened, 1);
  });

  // Each call began a loop of its own, with a crowd of its own.
  test('runs one loop however often it is called, which also sees what comes while it runs', async () => {
    let most = 0;
    let atOnce = 0;
    const held = Promise.withResolvers<void>();
    const { letters, outbox } = open(2, {
      deliver: async ({ id }) => {
        most = Math.max(most, (atOnce += 1));
        await (id === 9 ? null : held.promise);
        atOnce -= 1;
      },
    });
    const calls = [outbox.deliver(), outbox.deliver(), outbox.deliver()];
    await new Promise(setImmediate);
    letters.set(9, { id: 9, attempts: 0, dueAt: 0 });
    outbox.wake();
    await new Promise(setImmediate);
    assert.deepEqual([...letters.keys()], [1, 2], 'the new one is delivered while the others are slow');
    held.resolve();
    await Promise.all(calls);
    assert.deepEqual([letters.size, most], [0, 3]);
  });

  test('starts nothing where it is already to stop, and works again after it failed', async () => {
    const fault = new Error('no database');
    const { letters, outbox, table } = open(1, { deliver: () => Promise.resolve() });
    await outbox.deliver(AbortSignal.abort());
    assert.equal(letters.size, 1);
    const { listDue } = table;
    table.listDue = () => Promise.reject(fault);
    await assert.rejects(outbox.deliver(), fault);
    table.listDue = listDue;
    await outbox.deliver();
    assert.equal(letters.size, 0);
  });

  test('lets those who cause items take turns, and neither a lane nor an owner has more than its share', async () => {
    // Items 1 to 40 go to lane 1, 41 to 80 to lane 2 of the same owner, 81 to lane 3 of another: more than a page each.
    const held = Promise.withResolvers<void>();
    const begun: number[] = [];
    const { letters, table, outbox } = open(81, {
      concurrency: 6,
      shares: { laneOf, perLane: 2, ownerOf, perOwner: 3, causeOf: ownerOf },
      deliver: async ({ id }) => {
        begun.push(id);
        await held.promise;
      },
    });
    const { listDue } = table;
    table.listDue = async (now, limit, full) => {
      const lanes = new Set(full.map(laneOf));
      return (await listDue(now, Infinity, [])).filter((item) => !lanes.has(laneOf(item))).slice(0, limit);
    };
    const done = outbox.deliver();
    await new Promise(setImmediate);
    assert.deepEqual(begun, [1, 81, 2, 41]);
    held.resolve();
    await done;
    assert.equal(letters.size, 0);
  });

  // A hundred slow hosts of one owner had a turn each before anybody's second item.
  test('an owner of many lanes delays another one by no more than the slow receivers that were called before', async () => {
    const slow: PromiseWithResolvers<void>[] = [];
    const begun: number[] = [];
    const { letters, table, outbox } = open(200, {
      concurrency: 4,
      shares: {
        laneOf: ({ id }) => String(id),
        perLane: 2,
        ownerOf: ({ id }) => (id > 200 ? 'newcomer' : String(id % 2)),
        perOwner: 2,
        causeOf: ({ id }) => (id > 200 ? 'newcomer' : String(id % 2)),
      },
      deliver: async ({ id }) => {
        begun.push(id);
        if (id > 200) return;
        const call = Promise.withResolvers<void>();
        slow.push(call);
        await call.promise;
      },
    });
    const { listDue } = table;
    table.listDue = async (now, limit, held) =>
      (await listDue(now, Infinity, [])).filter(({ id }) => held.every((one) => one.id !== id)).slice(0, limit);
    const done = outbox.deliver();
    await new Promise(setImmediate);
    assert.equal(begun.length, 4, 'two owners hold all places');
    for (const id of [201, 202, 203]) letters.set(id, { id, attempts: 0, dueAt: 0 });
    outbox.wake();
    let ended = 0;
    while (begun.filter((id) => id > 200).length < 3) {
      slow[ended]?.resolve();
      ended += 1;
      for (let pause = 0; pause < 5; pause += 1) await new Promise(setImmediate);
      assert.ok(ended <= 12, `still waiting after ${ended} slow receivers: ${begun.join(', ')}`);
    }
    while (letters.size > 0) {
      for (const { resolve } of slow) resolve();
      await new Promise(setImmediate);
    }
    await done;
  });

  // The loop ended, and they waited for the job's next interval.
  test('delivers what waited for a receiver that answered while the table was read', async () => {
    const call = Promise.withResolvers<void>();
    const toOne = { laneOf: () => 'one', perLane: 1, ownerOf: () => 'one', perOwner: 1, causeOf: () => 'one' };
    const { letters, table, outbox } = open(13, { shares: toOne, deliver: () => call.promise });
    const { listDue } = table;
    table.listDue = async (now, limit, held) => {
      if (held.length === 0) return listDue(now, limit, []);
      call.resolve();
      for (let pause = 0; pause < 5; pause += 1) await new Promise(setImmediate);
      return [];
    };
    await outbox.deliver();
    assert.equal(letters.size, 0);
  });
});
