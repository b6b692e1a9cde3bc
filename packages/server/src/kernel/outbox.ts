import type { Clock } from './clock.js';
import { outsideRequests } from './condition.js';

/** A stored item to deliver. */
export interface Outgoing {
  id: number;
  /** Attempts so far. */
  attempts: number;
}

/** Store functions of the table. */
export interface OutboxTable<Item extends Outgoing> {
  /** In the order they fell due, without those that must wait like one of `held`. */
  listDue(now: number, limit: number, held: readonly Item[]): Promise<Item[]>;
  /** Claims an item for one more attempt; it is not due again before `until`. False if another process was first. */
  claim(item: Item, until: number): Promise<boolean>;
  /** After a failed attempt; `item` is as read before it. Without this, the next attempt is when the claim ends. */
  retryAt?(item: Item, at: number): Promise<void>;
  delete(id: number): Promise<void>;
}

/** How the items in delivery are divided, so that slow receivers delay only themselves. */
export interface Shares<Item extends Outgoing> {
  /** Whom an item goes to, such as its host. Each lane has at most `perLane` items in delivery. */
  laneOf(item: Item): string;
  perLane: number;
  /** Who answers for the lane: one person may have many. Together they have at most `perOwner` items in delivery. */
  ownerOf(item: Item): string;
  perOwner: number;
  /** Who caused the item, however many lanes that takes. They take turns, so that a newcomer waits for few slow receivers. */
  causeOf(item: Item): string;
}

export interface OutboxOptions<Item extends Outgoing> {
  table: OutboxTable<Item>;
  clock: Clock;
  /** Items delivered concurrently, in this process. */
  concurrency: number;
  /** Default: first come, first served. */
  shares?: Shares<Item>;
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
  const { table, clock, concurrency, retryAfter, shares } = options;
  const page = 4 * concurrency;
  /** Far more than waits on an ordinary day. A statement cannot name any number of those that must wait. */
  const mostHeld = 10_000;
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

  const inDelivery = new Map<Item, Promise<void>>();
  /** The causes that had their turn in this round. */
  const served = new Set<string>();
  let failures: unknown[] = [];
  let loop: Promise<void> | null = null;
  let news = Promise.withResolvers<void>();
  let hasNews = false;

  const start = (item: Item): void => {
    if (shares !== undefined) served.add(shares.causeOf(item));
    const done = attempt(item)
      .catch((failure: unknown) => void failures.push(failure))
      .finally(() => inDelivery.delete(item));
    inDelivery.set(item, done);
  };

  const standing = (item: Item): 'free' | 'after others' | 'full' => {
    if (shares === undefined) return 'free';
    const [lane, owner] = [shares.laneOf(item), shares.ownerOf(item)];
    const all = [...inDelivery.keys()];
    if (all.filter((each) => shares.laneOf(each) === lane).length >= shares.perLane) return 'full';
    if (all.filter((each) => shares.ownerOf(each) === owner).length >= shares.perOwner) return 'full';
    return served.has(shares.causeOf(item)) ? 'after others' : 'free';
  };

  /** Starts one item for each cause that had no turn in this round and whose receiver has room. */
  const startRound = async (stop?: AbortSignal): Promise<'all' | 'crowded' | 'next round'> => {
    const held: Item[] = [];
    let hasMore = false;
    for (;;) {
      const due = await table.listDue(clock.now(), page, held);
      for (const item of due) {
        if (inDelivery.size >= concurrency || stop?.aborted === true) return 'crowded';
        if ([...inDelivery.keys()].some(({ id }) => id === item.id)) continue;
        const found = standing(item);
        if (found === 'free') start(item);
        else held.push(item);
        hasMore ||= found === 'after others';
      }
      if (due.length < page || held.length >= mostHeld) break;
    }
    if (hasMore) return 'next round';
    return held.length > 0 ? 'crowded' : 'all';
  };

  const run = async (stop?: AbortSignal): Promise<void> => {
    const seen: unknown[] = [];
    failures = seen;
    try {
      for (;;) {
        news = Promise.withResolvers();
        hasNews = false;
        const round = await startRound(stop);
        if (stop?.aborted === true || seen.length > 0) break;
        if (round === 'next round') served.clear();
        else if (inDelivery.size > 0) await Promise.race([news.promise, ...inDelivery.values()]);
        else if (round === 'all' && !hasNews) break;
      }
    } finally {
      // At once, so that nobody waits for a loop that looks no more.
      loop = null;
      await Promise.all(inDelivery.values());
    }
    if (seen.length > 0) throw seen[0];
  };

  const tellLoop = (): void => {
    hasNews = true;
    news.resolve();
  };

  return {
    /** Delivers everything that is due, in one loop however often it is called; starts no more once told to stop. */
    deliver: (stop?: AbortSignal): Promise<void> => {
      if (stop?.aborted === true) return Promise.resolve();
      tellLoop();
      return (loop ??= run(stop));
    },

    /** Called after items were stored, so that they are delivered before the job's next interval. */
    wake: outsideRequests(() => {
      tellLoop();
      listener?.();
    }),

    /** Registers what `wake` calls: the job, in a process that runs jobs. */
    onWake: (wakened: () => void): void => {
      listener = wakened;
    },
  };
};
