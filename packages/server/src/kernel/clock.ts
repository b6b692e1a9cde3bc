/** The one source of time, so that tests can move it. */
export interface Clock {
  now(): number;
}

/**
 * A clock that never goes back, so that what has expired stays expired. While the wall clock is behind because somebody
 * set it back, this clock runs at half speed until the two agree, so a lifetime at most doubles.
 *
 * @param wall milliseconds since the epoch
 * @param elapsed milliseconds of a monotonic clock
 */
export const steadyClock = (wall: () => number, elapsed: () => number): Clock => {
  let time = wall();
  let last = elapsed();
  let speed = 1;
  return {
    now: () => {
      const [shown, moment] = [wall(), elapsed()];
      const passed = time + (moment - last) * speed;
      time = Math.max(shown, passed);
      speed = passed > shown ? 1 / 2 : 1;
      last = moment;
      return Math.floor(time);
    },
  };
};

export const systemClock: Clock = steadyClock(
  () => Date.now(),
  () => performance.now(),
);

/** Whole seconds since the epoch, the unit of every time in JSON and in JWTs. */
export const toSeconds = (milliseconds: number): number => Math.floor(milliseconds / 1000);

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
