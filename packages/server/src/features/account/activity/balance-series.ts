import { DAY } from '../../../kernel/clock.js';
import type { Units } from '../../../kernel/quota.js';

/** What a balance was when a day ended, or is now on the last one. */
export interface DayBalance {
  /** When the day began, in milliseconds; days are UTC. */
  at: number;
  balance: Units;
}

interface Window {
  /** In milliseconds. */
  now: number;
  /** At least 1; the last is today. */
  days: number;
  /** Now. */
  balance: Units;
  /** By how much it changed, by days since the epoch. Those before the window do not matter. */
  changes: readonly { day: number; units: Units }[];
}

/** In days since the epoch. */
const dayOf = (at: number): number => Math.floor(at / DAY);

/** The first and the last of so many days up to today, since the epoch. */
export const windowOf = (now: number, days: number): { first: number; last: number } => ({
  first: dayOf(now) - days + 1,
  last: dayOf(now),
});

/**
 * The balance at the end of each day, oldest first. Told backwards from what it is now, so that nothing older than the window
 * is needed. What a clock that was set back calls tomorrow counts for today.
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

/** A drawing of a series: SVG path data in a box of `width` by `height`. */
export interface Plot {
  line: string;
  /** The line, and down to the bottom of the box. */
  area: string;
  /** Where zero is, when the balance was on both sides of it. */
  zero: number | null;
}

/** Fractions of a pixel are of no use; of the balance each unit counts, however many there are. */
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
  // One day is a line too.
  if (only !== undefined && points.length === 1) points.push({ x: width, y: only.y });
  const line = points.map((point, index) => `${index === 0 ? 'M' : 'L'}${point.x} ${point.y}`).join('');
  return {
    line,
    area: line === '' ? '' : `${line}V${height}H0Z`,
    zero: lowest < 0n && lowest + span > 0n ? y(0n) : null,
  };
};
