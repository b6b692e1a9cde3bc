import { APP_SETTINGS, SETTINGS, SETTING_KEYS, type StoredKey, type StoredValues } from './table.js';
import type { SqlValue } from './types.js';

type Columns = Readonly<Record<string, SqlValue>>;

const isStored = (key: keyof typeof SETTINGS): key is StoredKey => SETTINGS[key].column !== null;

const STORED_KEYS = SETTING_KEYS.filter(isStored);

/** The names of their columns. */
export const SETTING_COLUMNS = STORED_KEYS.map((key) => APP_SETTINGS[key].column);

const isComplete = (values: Partial<StoredValues>): values is StoredValues =>
  STORED_KEYS.every((key) => values[key] !== undefined);

const fallbacks = (): StoredValues => {
  const values: Partial<StoredValues> = {};
  const put = <K extends StoredKey>(key: K): void => {
    values[key] = SETTINGS[key].fallback;
  };
  for (const key of STORED_KEYS) put(key);
  if (!isComplete(values)) throw new Error('A setting has no fallback.');
  return values;
};

/** The settings of an app for which nothing was chosen. */
export const NO_SETTINGS: StoredValues = fallbacks();

const readerOf = <K extends StoredKey>(key: K) => {
  const { column, fromColumn } = SETTINGS[key];
  return (values: StoredValues, row: Columns): void => {
    values[key] = fromColumn(row[column ?? key] ?? null);
  };
};

const READERS = STORED_KEYS.map((key) => readerOf(key));

/** Reads a row's settings into `values`: token requests do this, so no further object is made. */
export const readSettings = (values: StoredValues, row: Columns): void => {
  for (const read of READERS) read(values, row);
};

/** The columns of the given settings. */
export const settingColumns = (values: Partial<StoredValues>): Record<string, SqlValue> => {
  const columns: Record<string, SqlValue> = {};
  const put = <K extends StoredKey>(key: K): void => {
    const value = values[key];
    const { column, toColumn } = SETTINGS[key];
    if (value !== undefined && column !== null) columns[column] = toColumn(value);
  };
  for (const key of STORED_KEYS) put(key);
  return columns;
};
