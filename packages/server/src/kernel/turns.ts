import { randomInt } from 'node:crypto';
import { createTally } from './tally.js';
import { UnavailableError } from './unavailable.js';

/** What a piece of work counts for, such as its account and its address, and how much of each may run or wait. */
export type Lanes = Readonly<Record<string, number>>;

export interface TurnsOptions {
  atOnce: number;
  /** Of those, of one lane. Default: no fewer. */
  perLane?: number;
  mostWaiting: number;
}

/** As much as may be of one of its lanes runs or waits already. */
export class CrowdedError extends UnavailableError {
  constructor() {
    super('too much of the same work is waiting', { retryAfterSeconds: 1 });
  }
}

interface Waiter {
  lanes: readonly string[];
  begin(): void;
  refuse(error: UnavailableError): void;
}

/** A lane's turns before this many are forgotten, so that everybody waiting gets one. */
const RECENT_TURNS = 200;

/** By the first number that differs. */
const compare = (a: readonly number[], b: readonly number[]): number => {
  const at = a.findIndex((count, index) => count !== b[index]);
  return at === -1 ? 0 : (a[at] ?? 0) - (b[at] ?? 0);
};

/**
 * Runs `atOnce` pieces of work at once; others wait. Next is whose lanes had the fewest of the recent turns: first
 * whose busiest lane had, then whose second. So whoever asks for much, or in many lanes that share another, delays
 * only themselves. When too many wait, of all or in one lane, one of those with the busiest lanes gives way: chosen at
 * random if their lanes differ, so that nobody is refused for having come last.
 *
 * @throws {CrowdedError} if too many wait in one of its lanes
 * @throws {UnavailableError} if too many wait
 */
export const createTurns = ({ atOnce, perLane = atOnce, mostWaiting }: TurnsOptions) => {
  /** In the order in which they came. */
  let waiting: Waiter[] = [];
  let recent: (readonly string[])[] = [];
  let runs = 0;
  const running = createTally();
  const present = createTally();
  const served = createTally();

  const mayRun = (lanes: readonly string[]): boolean =>
    runs < atOnce && lanes.every((lane) => running.of(lane) < perLane);

  /** The busiest lane first. */
  const sharesOf = ({ lanes }: Waiter): number[] => lanes.map(served.of).toSorted((a, b) => b - a);
  const loadOf = ({ lanes }: Waiter): number[] =>
    lanes.map((lane) => served.of(lane) + present.of(lane)).toSorted((a, b) => b - a);

  /** Of several with the same lanes the newest, of others any. */
  const busiest = (among: readonly Waiter[], newcomer: Waiter): Waiter => {
    const loads = among.map((waiter) => ({ waiter, load: loadOf(waiter) }));
    const most = loads.reduce((high, { load }) => (compare(load, high) > 0 ? load : high), loadOf(newcomer));
    const tied = loads.filter(({ load }) => compare(load, most) === 0);
    const newest = [...new Map(tied.map(({ waiter }) => [waiter.lanes.join('\n'), waiter])).values()];
    return newest[randomInt(newest.length)] ?? newcomer;
  };

  const remove = (waiter: Waiter): void => {
    waiting = waiting.filter((each) => each !== waiter);
  };

  const makeRoom = (newcomer: Waiter, crowded: readonly string[]): void => {
    const refused = new Map<Waiter, UnavailableError>();
    for (const lane of crowded) {
      const hasRoom = [...refused.keys()].some(({ lanes }) => lanes.includes(lane));
      const among = waiting.filter(({ lanes }) => lanes.includes(lane));
      if (!hasRoom) refused.set(busiest(among, newcomer), new CrowdedError());
    }
    if (waiting.length - refused.size > mostWaiting) {
      refused.set(busiest(waiting, newcomer), new UnavailableError('too much work is waiting'));
    }
    for (const [waiter, error] of refused) {
      // Who is refused takes nobody's place.
      if (refused.has(newcomer) && waiter !== newcomer) continue;
      remove(waiter);
      present.remove(waiter.lanes);
      waiter.refuse(error);
    }
  };

  const start = (lanes: readonly string[]): void => {
    runs += 1;
    running.add(lanes);
    served.add(lanes);
    recent.push(lanes);
    if (recent.length > RECENT_TURNS) served.remove(recent.shift() ?? []);
  };

  const turn = async (lanes: Lanes): Promise<void> => {
    const names = Object.keys(lanes);
    present.add(names);
    const crowded = names.filter((lane) => present.of(lane) > (lanes[lane] ?? 0));
    if (crowded.length === 0 && mayRun(names)) return start(names);
    await new Promise<void>((begin, refuse) => {
      const newcomer = { lanes: names, begin, refuse };
      waiting.push(newcomer);
      makeRoom(newcomer, crowded);
    });
  };

  const end = (lanes: readonly string[]): void => {
    runs -= 1;
    running.remove(lanes);
    present.remove(lanes);
    const able = waiting.filter((each) => mayRun(each.lanes));
    const [next] = able.toSorted((a, b) => compare(sharesOf(a), sharesOf(b)));
    if (next !== undefined) {
      remove(next);
      start(next.lanes);
      next.begin();
    } else if (runs === 0) {
      recent = [];
      served.clear();
    }
  };

  return async <T>(lanes: Lanes, work: () => Promise<T>): Promise<T> => {
    await turn(lanes);
    try {
      return await work();
    } finally {
      end(Object.keys(lanes));
    }
  };
};

export type Turns = ReturnType<typeof createTurns>;
