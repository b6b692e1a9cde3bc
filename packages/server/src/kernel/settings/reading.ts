import { readFileSync } from 'node:fs';
import { ConfigValueError } from './values.js';

/** A setting. Nothing else describes it. */
export interface Variable<T> {
  readonly name: string;
  /** An alternative name, set by hosting platforms. */
  readonly synonym?: string;
  readonly description: string;
  /** The text to parse when the variable is not set. */
  readonly fallback: string;
  /** For people, if the default depends on other settings. */
  readonly fallbackInWords?: string;
  /** Hidden wherever settings are shown; may be read from the file that NAME_FILE names. */
  readonly secret?: true;
  /** Throws an Error whose message completes "NAME ...". */
  readonly parse: (text: string) => T;
}

/** Variables that together yield a `T`. */
export type Variables<T> = { readonly [K in keyof T]: Variable<T[K]> };

/** Infers each setting's type from its parser. */
export const tableOf = <T extends object>(variables: Variables<T>): Variables<T> => variables;

/** The settings a table describes. */
export type SettingsOf<V> = V extends Variables<infer T> ? { readonly [K in keyof T]: T[K] } : never;

export type Environment = Readonly<Record<string, string | undefined>>;

const isSet = (text: string | undefined): text is string => text !== undefined && text !== '';

/** Null if the file cannot be read. */
const readSecret = (file: string): string | null => {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return null;
  }
};

/** A variable's text: its value, the content of the file that NAME_FILE names (secrets only), or undefined. */
export const textOf = (
  environment: Environment,
  { name, synonym = name, secret }: Variable<unknown>,
): string | undefined => {
  const direct = [environment[name], environment[synonym]].find(isSet);
  const file = secret ? environment[`${name}_FILE`] : undefined;
  if (!isSet(file)) return direct;
  if (direct !== undefined) throw new Error(`and ${name}_FILE are both set. Set only one of them.`);
  const text = readSecret(file);
  if (text === null) {
    throw new Error(`cannot be read from ${file}, which ${name}_FILE names. Fix the path or its permissions.`);
  }
  // An empty text means unset, so another secret would silently be created or none required.
  if (text === '') throw new Error(`is empty in ${file}, which ${name}_FILE names. Write the secret to that file.`);
  return text;
};

const faultsIn = (error: unknown): readonly string[] =>
  error instanceof ConfigValueError ? error.faults : [error instanceof Error ? error.message : String(error)];

/** Reads every variable of the table. Invalid ones are missing from `values` and reported in `faults`. */
export const readSettings = <T extends object>(
  variables: Variables<T>,
  environment: Environment,
): { values: Partial<T>; faults: string[] } => {
  const values: Partial<T> = {};
  const faults: string[] = [];
  for (const key in variables) {
    const variable = variables[key];
    try {
      values[key] = variable.parse(textOf(environment, variable) ?? variable.fallback);
    } catch (error) {
      faults.push(...faultsIn(error).map((fault) => `${variable.name} ${fault}`));
    }
  }
  return { values, faults };
};

/** Whether every variable has a value. */
export const isComplete = <T extends object>(variables: Variables<T>, values: Partial<T>): values is T =>
  Object.keys(variables).every((key) => key in values);
