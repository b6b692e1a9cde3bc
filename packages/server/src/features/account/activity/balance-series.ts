import { DAY } from '../../../kernel/clock.js';
import type { Units } from '../../../kernel/quota.js';

/** The balance at the end of a day, or for today the current one. */
export interface DayBalance {
  /** Start of the UTC day, in milliseconds. */
  at: number;
  balance: Units;
}

interface Window {
  now: number;
  /** At least 1; the last is today. */
  days: number;
  /** The current balance. */
  balance: Units;
  /** The changes per day since the epoch. Days before the window are ignored. */
  changes: readonly { day: number; units: Units }[];
}

/** In days since the epoch. */
const dayOf = (at: number): number => Math.floor(at / DAY);

/** The first and last of the given number of days, up to today, since the epoch. */
export const windowOf = (now: number, days: number): { first: number; last: number } => ({
  first: dayOf(now) - days + 1,
  last: dayOf(now),
});

/**
 * The balance at the end of each day, oldest first. Computed backwards from the current balance, so that nothing older
 * than the window is needed. After a clock was set back, changes dated tomorrow count as today's.
 */
export const balanceSeries = ({ now, days, balance, changes }: Window): DayBalance[] => {
  const today = dayOf(now);
  const changeOn = new Map<number, Units>();
  for (const { day, units } of changes) {
    const counted = Math.min(day, today);
    changeOn.set(counted, (changeOn.get(counted) ?? 0n) + units);
  }
  const series: DayBalance[] = [];
  let left = balance;
  for (let day = today; day > today - days; day -= 1) {
    series.push({ at: day * DAY, balance: left });
    left -= changeOn.get(day) ?? 0n;
  }
  return series.toReversed();
};

export const lowestOf = (series: readonly DayBalance[]): Units =>
  series.reduce((least, { balance }) => (balance < least ? balance : least), series[0]?.balance ?? 0n);

export const highestOf = (series: readonly DayBalance[]): Units =>
  series.reduce((most, { balance }) => (balance > most ? balance : most), series[0]?.balance ?? 0n);

/** A series as SVG path data in a box of `width` by `height`. */
export interface Plot {
  line: string;
  /** The line, closed along the bottom of the box. */
  area: string;
  /** The y coordinate of zero, if the balance was on both sides of it. */
  zero: number | null;
}

/** Coordinates are rounded to pixels, but every unit of the balance counts, even in large balances. */
export const plotSeries = (series: readonly DayBalance[], width: number, height: number): Plot => {
  const lowest = lowestOf(series);
  const span = highestOf(series) - lowest;
  const y = (balance: Units): number =>
    span === 0n ? Math.round(height / 2) : height - Number(((balance - lowest) * BigInt(height)) / span);
  const points = series.map(({ balance }, index) => ({
    x: series.length === 1 ? 0 : Math.round((index * width) / (series.length - 1)),
    y: y(balance),
  }));
  const [only] = points;
  // A single day is drawn as a line too.
  if (only !== undefined && points.length === 1) points.push({ x: width, y: only.y });
  const line = points.map((point, index) => `${index === 0 ? 'M' : 'L'}${point.x} ${point.y}`).join('');
  return {
    line,
    area: line === '' ? '' : `${line}V${height}H0Z`,
    zero: lowest < 0n && lowest + span > 0n ? y(0n) : null,
  };
};
