import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createOutbox, oneAtATime, type OutboxOptions, type OutboxTable } from '#server/kernel/outbox.js';

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
});

describe('work that runs once at a time', () => {
  test('runs once more for all who came meanwhile', async () => {
    let runs = 0;
    const work = oneAtATime(async () => {
      runs += 1;
      await new Promise(setImmediate);
    });
    await Promise.all([work(), work(), work()]);
    assert.equal(runs, 2);
    await work();
    assert.equal(runs, 3);
  });

  test('runs no more once it is to stop, and again after it failed', async () => {
    let runs = 0;
    const fault = new Error('no database');
    const stopping = new AbortController();
    const work = oneAtATime(async () => {
      runs += 1;
      await new Promise(setImmediate);
      if (runs === 2) throw fault;
    });
    stopping.abort();
    await Promise.all([work(stopping.signal), work()]);
    assert.equal(runs, 1);
    await assert.rejects(work(), fault);
    await work();
    assert.equal(runs, 3);
  });
});
