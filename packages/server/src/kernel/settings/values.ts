import { Secret } from '../secret.js';

/** Parsers of settings. Each throws an Error whose message completes the sentence "NAME ...". */

/** Several faults of one value; each completes the sentence "NAME ...". */
export class ConfigValueError extends Error {
  override readonly name = 'ConfigValueError';
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(faults.join(' '));
    this.faults = faults;
  }
}

/** Whether a host, of a URL or to listen on, is reachable only from this machine. */
export const isLoopbackHost = (host: string): boolean => ['localhost', '127.0.0.1', '[::1]', '::1'].includes(host);

/** Reads the empty text as null. */
export const optional =
  <T>(parse: (value: string) => T) =>
  (value: string): T | null =>
    value === '' ? null : parse(value);

export const text = (value: string): string => value;

export const integerBetween =
  (least: number, most: number) =>
  (value: string): number => {
    const number = /^\d{1,15}$/.test(value) ? Number(value) : Number.NaN;
    if (!(number >= least && number <= most)) throw new Error(`must be a whole number from ${least} to ${most}.`);
    return number;
  };

export const oneOf =
  <T extends string>(...choices: readonly T[]) =>
  (value: string): T => {
    const choice = choices.find((candidate) => candidate === value);
    if (choice === undefined) throw new Error(`must be one of ${choices.join(', ')}.`);
    return choice;
  };

export const onOrOff = (value: string): boolean => oneOf('on', 'off')(value) === 'on';

/** Parses a comma-separated list. */
export const texts = (value: string): readonly string[] =>
  value
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');

/** For a setting that has no default. */
export const required =
  <T>(parse: (value: string) => T) =>
  (value: string): T => {
    if (value === '') throw new Error('is missing. Set it.');
    return parse(value);
  };

export const secret = (value: string): Secret => new Secret(value);
