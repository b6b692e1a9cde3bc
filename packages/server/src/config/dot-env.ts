import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseEnv } from 'node:util';
import type { Environment } from '../kernel/settings/reading.js';

/** The `.env` file of a folder, as Node reads it. */
export interface DotEnv {
  readonly path: string;
  readonly values: Environment;
  /** Each names a variable and completes the list of what is wrong with the configuration. */
  readonly faults: readonly string[];
}

/** A value without quotes in which a # follows other text directly, so that it is hardly meant to start a comment. */
const CUT_VALUE = /^[ \t]*(?:export[ \t]+)?(OCTROI_\w+)[ \t]*=(?![ \t]*['"`])(?:[^\n#]*[^\s#])?#\S/gm;

/** Null if the folder has none. Windows editors put a byte-order mark before the first name, which is dropped. */
export const readDotEnv = (directory: string): DotEnv | null => {
  const path = resolve(directory, '.env');
  if (!existsSync(path)) return null;
  const text = readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  const faults = Array.from(
    text.matchAll(CUT_VALUE),
    ([, name]) =>
      `${name} has a # without quotes in ${path}, where it starts a comment. Put the value in quotes: ${name}="...".`,
  );
  return { path, values: parseEnv(text), faults };
};
