/**
 * Quota is counted in whole units: a bigint in memory, a number in JSON and the databases, so stored values must stay
 * within the safe integers.
 */
export type Units = bigint;

export const MAX_UNITS: Units = BigInt(Number.MAX_SAFE_INTEGER);

const isStorableUnits = (units: Units): boolean => units <= MAX_UNITS && units >= -MAX_UNITS;

/** A number for JSON or a database column. Throws a RangeError if a number cannot hold it exactly. */
export const unitsToNumber = (units: Units): number => {
  if (!isStorableUnits(units)) throw new RangeError('a quota is beyond the integers that JSON can carry');
  return Number(units);
};

/** Parses whole units: digits only. Null for anything else, and beyond the safe integers. */
export const parseUnits = (text: string): Units | null => {
  if (!/^\d{1,16}$/.test(text)) return null;
  const units = BigInt(text);
  return units <= MAX_UNITS ? units : null;
};

/** In characters: more than any amount needs. */
const MAX_DECIMAL = 1000;

/**
 * Parses "12", "12.5" or "0012,50" as text: the whole part without zeros in front, and two decimals. Null for anything
 * else.
 */
export const parseDecimal = (text: string): { whole: string; decimals: string } | null => {
  const written = text.trim();
  const match = written.length > MAX_DECIMAL ? null : /^(\d+)(?:[.,](\d{1,2}))?$/.exec(written);
  if (match === null) return null;
  const [, whole = '', decimals = ''] = match;
  return { whole: whole.replace(/^0+(?=\d)/, ''), decimals: decimals.padEnd(2, '0') };
};

/**
 * Units as currency with two decimals, rounded down so that a balance never shows more than there is: 750000 units at
 * 1000 per currency unit is "750.00".
 */
export const formatUnits = (units: Units, unitsPerCurrency: Units): string => {
  const magnitude = units < 0n ? -units : units;
  const scaled = magnitude * 100n;
  const exact = scaled / unitsPerCurrency;
  const roundsAway = units < 0n && scaled % unitsPerCurrency !== 0n;
  const hundredths = exact + (roundsAway ? 1n : 0n);
  const sign = units < 0n ? '-' : '';
  return `${sign}${hundredths / 100n}.${String(hundredths % 100n).padStart(2, '0')}`;
};
