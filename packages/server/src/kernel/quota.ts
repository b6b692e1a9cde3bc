/**
 * Quota is counted in whole units, as a bigint in memory. JSON and the databases carry it as a number, so a stored quota
 * stays within the safe integers.
 */
export type Units = bigint;

export const MAX_UNITS: Units = BigInt(Number.MAX_SAFE_INTEGER);

const isStorableUnits = (units: Units): boolean => units <= MAX_UNITS && units >= -MAX_UNITS;

/** A number for JSON or for a database column. Throws a RangeError for what a number cannot hold exactly. */
export const unitsToNumber = (units: Units): number => {
  if (!isStorableUnits(units)) throw new RangeError('a quota is beyond the integers that JSON can carry');
  return Number(units);
};

/** Reads whole units as a person or a program writes them: digits only. Null for anything else, or for more than fit. */
export const parseUnits = (text: string): Units | null => {
  if (!/^\d{1,16}$/.test(text)) return null;
  const units = BigInt(text);
  return units <= MAX_UNITS ? units : null;
};

/**
 * Units as an amount of currency with two decimals, rounded down so that a balance never shows more than there is:
 * 750000 units at 1000 per currency unit is "750.00".
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
