import { UnavailableError } from './unavailable.js';

/** Work that waits. */
interface Waiter {
  begin(): void;
  refuse(error: UnavailableError): void;
}

export interface TurnsOptions {
  atOnce: number;
  /** Of those, of one lane. Default: no fewer. */
  perLane?: number;
  mostWaiting: number;
}

/**
 * Runs `atOnce` pieces of work at once; `mostWaiting` wait, and lanes take turns, so whoever asks for much delays only
 * their own lane. When too many wait, the longest lane gives way to a shorter one.
 *
 * @throws {UnavailableError} if too many wait
 */
export const createTurns = ({ atOnce, perLane = atOnce, mostWaiting }: TurnsOptions) => {
  /** In the order of their turns. None is empty. */
  const lanes = new Map<string, Waiter[]>();
  const running = createBounds();
  let waiting = 0;

  const mostOf = (lane: string) => ({ ' all': atOnce, [lane]: perLane });

  const makeRoom = (length: number): void => {
    const full = new UnavailableError('too much work is waiting');
    const [longest = []] = [...lanes.values()].toSorted((a, b) => b.length - a.length);
    if (longest.length <= length + 1) throw full;
    waiting -= 1;
    longest.pop()?.refuse(full);
  };

  const turn = async (lane: string): Promise<void> => {
    if (running.enter(mostOf(lane))) return;
    if (waiting >= mostWaiting) makeRoom(lanes.get(lane)?.length ?? 0);
    waiting += 1;
    await new Promise<void>((begin, refuse) => {
      lanes.set(lane, [...(lanes.get(lane) ?? []), { begin, refuse }]);
    });
  };

  const next = (done: string): void => {
    running.leave(mostOf(done));
    for (const [lane, [first, ...others]] of lanes) {
      if (first === undefined || !running.enter(mostOf(lane))) continue;
      lanes.delete(lane);
      if (others.length > 0) lanes.set(lane, others);
      waiting -= 1;
      return first.begin();
    }
  };

  return async <T>(lane: string, work: () => Promise<T>): Promise<T> => {
    await turn(lane);
    try {
      return await work();
    } finally {
      next(lane);
    }
  };
};

/** Counts what is under way. `enter` answers false, and counts nothing, if one of the keys has its most already. */
export const createBounds = () => {
  const counts = new Map<string, number>();
  const countOf = (key: string): number => counts.get(key) ?? 0;

  return {
    enter: (most: Readonly<Record<string, number>>): boolean => {
      if (Object.entries(most).some(([key, count]) => countOf(key) >= count)) return false;
      for (const key of Object.keys(most)) counts.set(key, countOf(key) + 1);
      return true;
    },

    leave: (most: Readonly<Record<string, number>>): void => {
      for (const key of Object.keys(most)) {
        if (countOf(key) > 1) counts.set(key, countOf(key) - 1);
        else counts.delete(key);
      }
    },
  };
};
