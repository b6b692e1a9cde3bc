/** The one source of time, so that tests can move it. */
export interface Clock {
  now(): number;
  /** How long ago it was that a clock of this installation showed this. A jump ahead counts as no time. */
  age?(since: number): number;
}

/** The same, of any clock. What lies ahead, because the clock was set back, is as old as it is ahead. */
export const ageOf = (clock: Clock, since: number): number => clock.age?.(since) ?? Math.abs(clock.now() - since);

/** The machine's clock, which anybody may set. Only this file reads it; the rest uses a Clock that is given to it. */
export const machineClock: Clock = { now: () => Date.now() };

/** A clock that never goes back by itself. */
export interface SteadyClock extends Clock {
  /** It shows at least this from now on. */
  raise(to: number): void;
  /** It shows the later of this and the clock it follows, although it may have shown more before. */
  reset(to: number): void;
}

/** Up to this difference to the clock it follows, a steady clock runs at half speed, so that it soon agrees again. */
const SMALL_LEAD = 30_000;

/** A smaller step is how clocks are corrected every day. */
const JUMP = 5_000;
const JUMPS_REMEMBERED = 10;

/** Beyond that it runs a little slow, so that lifetimes last about as long as they should. */
const speedOf = (lead: number): number => {
  if (lead <= 0) return 1;
  return lead <= SMALL_LEAD ? 1 / 2 : 9 / 10;
};

/**
 * A clock that never goes back, so that what has expired stays expired. While the clock it follows is behind because
 * somebody set it back, it runs slower until the two agree.
 *
 * @param followed milliseconds since the epoch
 * @param elapsed milliseconds of a monotonic clock
 * @param start what it shows at least from the beginning, which is no jump: what was stored before is as old as that says
 */
export const steadyClock = (
  followed: () => number,
  elapsed: () => number = () => performance.now(),
  start = 0,
): SteadyClock => {
  const first = followed();
  let time = Math.max(first, start);
  let last = elapsed();
  let speed = speedOf(time - first);
  let jumps: { from: number; to: number }[] = [];
  const set = (to: number, shown: number, moment: number): void => {
    const from = time + (moment - last) * speed;
    time = Math.max(shown, to);
    if (time - from > JUMP) jumps = [{ from, to: time }, ...jumps].slice(0, JUMPS_REMEMBERED);
    speed = speedOf(time - shown);
    last = moment;
  };
  const advance = (atLeast: number): number => {
    const [shown, moment] = [followed(), elapsed()];
    set(Math.max(atLeast, time + (moment - last) * speed), shown, moment);
    return Math.floor(time);
  };
  return {
    now: () => advance(0),
    age: (since) => {
      const now = advance(0);
      // What lies in the gap was shown by a process that had not heard of the jump yet.
      const skipped = jumps.filter(({ to }) => since < to).map(({ from, to }) => to - Math.max(from, since));
      return Math.abs(now - since - skipped.reduce((sum, gap) => sum + gap, 0));
    },
    raise: (to) => void advance(to),
    reset: (to) => {
      set(to, followed(), elapsed());
      // What is ahead of it again has not happened yet.
      jumps = jumps.filter((jump) => jump.to <= time);
    },
  };
};

/** Whole seconds since the epoch, the unit of every time in JSON and in JWTs. */
export const toSeconds = (milliseconds: number): number => Math.floor(milliseconds / 1000);

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
