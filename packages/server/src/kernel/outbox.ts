import type { Clock } from './clock.js';

/** A stored item to deliver. */
export interface Outgoing {
  id: number;
  /** Attempts so far. */
  attempts: number;
}

/** Store functions of the table. */
export interface OutboxTable<Item extends Outgoing> {
  listDue(now: number, limit: number): Promise<Item[]>;
  /** Claims an item for one more attempt; it is not due again before `until`. False if another process was first. */
  claim(item: Item, until: number): Promise<boolean>;
  /** After a failed attempt; `item` is as read before it. Without this, the next attempt is when the claim ends. */
  retryAt?(item: Item, at: number): Promise<void>;
  delete(id: number): Promise<void>;
}

export interface OutboxOptions<Item extends Outgoing> {
  table: OutboxTable<Item>;
  clock: Clock;
  /** Items delivered concurrently. */
  concurrency: number;
  /** The delays between attempts, in milliseconds. After the last, the item is deleted. */
  retryAfter: readonly number[];
  /** How long a claim lasts, given the delay before the next attempt, if there is one. In milliseconds. */
  lease(wait: number | undefined): number;
  /** Rejects if the item was not delivered. */
  deliver(item: Item): Promise<void>;
  /** Whether another attempt would be pointless. */
  isFinal?(fault: unknown): boolean;
  onRetry(item: Item, fault: unknown): void;
  onGivenUp(item: Item, fault: unknown): void;
}

/**
 * Delivers the items of a table, each at least once. An item is claimed before the attempt, so several processes can share a
 * table, and the item of a process that dies is due again when the claim ends.
 */
export const createOutbox = <Item extends Outgoing>(options: OutboxOptions<Item>) => {
  const { table, clock, concurrency, retryAfter } = options;
  let listener: (() => void) | null = null;

  /** Null if it was delivered, otherwise the reason. */
  const faultOf = async (item: Item): Promise<unknown> => {
    try {
      await options.deliver(item);
      return null;
    } catch (error) {
      return error;
    }
  };

  const attempt = async (item: Item): Promise<void> => {
    const wait = retryAfter[item.attempts];
    if (!(await table.claim(item, clock.now() + options.lease(wait)))) return;
    const fault = await faultOf(item);
    if (fault !== null && wait !== undefined && options.isFinal?.(fault) !== true) {
      options.onRetry(item, fault);
      await table.retryAt?.(item, clock.now() + wait);
      return;
    }
    if (fault !== null) options.onGivenUp(item, fault);
    await table.delete(item.id);
  };

  return {
    /** Delivers everything that is due; starts no more once told to stop. */
    deliver: async (stop?: AbortSignal): Promise<void> => {
      for (;;) {
        const due = await table.listDue(clock.now(), concurrency);
        await Promise.all(due.map(attempt));
        if (due.length < concurrency || stop?.aborted === true) return;
      }
    },

    /** Called after items were stored, so that they are delivered before the job's next interval. */
    wake: (): void => listener?.(),

    /** Registers what `wake` calls: the job, in a process that runs jobs. */
    onWake: (wakened: () => void): void => {
      listener = wakened;
    },
  };
};

/** Never runs `work` twice at once: calls during a run make it run once more, and wait for that. */
export const oneAtATime = (work: (stop?: AbortSignal) => Promise<void>): ((stop?: AbortSignal) => Promise<void>) => {
  let running: Promise<void> | null = null;
  let isWantedAgain = false;

  const run = async (stop?: AbortSignal): Promise<void> => {
    try {
      for (;;) {
        isWantedAgain = false;
        await work(stop);
        if (!isWantedAgain || stop?.aborted === true) return;
      }
    } finally {
      running = null;
    }
  };

  return (stop) => {
    isWantedAgain = true;
    return (running ??= run(stop));
  };
};
