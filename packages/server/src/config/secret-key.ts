import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, unlinkSync, writeSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { decodeKey, secretKey } from './values.js';
import { ConfigError, type Config } from './index.js';

const isCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;

/** Creates the file atomically: readers never see half of it, and processes that start together all get the same key. */
const create = (file: string): void => {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.${randomBytes(8).toString('hex')}`;
  const descriptor = openSync(draft, 'wx', 0o600);
  try {
    writeSync(descriptor, `${randomBytes(32).toString('base64url')}\n`);
    fsyncSync(descriptor);
    linkSync(draft, file);
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error;
  } finally {
    closeSync(descriptor);
    unlinkSync(draft);
  }
};

const read = (file: string): string => readFileSync(file, 'utf8').trim();

const readOrCreate = (file: string): string => {
  try {
    return read(file);
  } catch (error) {
    if (!isCode(error, 'ENOENT')) throw error;
    create(file);
    return read(file);
  }
};

const accessible = (file: string): string => {
  try {
    return readOrCreate(file);
  } catch (error) {
    throw new ConfigError([
      `${file} can be neither read nor created (${error instanceof Error ? error.message : String(error)}). Make it and its folder accessible to the user that runs Octroi, or set OCTROI_SECRET_KEY.`,
    ]);
  }
};

/**
 * The installation's secret key. With SQLite and no configured key, the one in `secret.key` beside the database,
 * created (readable by its owner only) if missing. Throws a ConfigError when the file contains no key, because anybody
 * could guess an empty one.
 */
export const resolveSecretKey = (config: Config): Buffer => {
  if (config.secretKey) return decodeKey(config.secretKey.reveal());
  const file = resolve(dirname(config.databaseUrl.slice('file:'.length)), 'secret.key');
  const text = accessible(file);
  try {
    return decodeKey(secretKey(text).reveal());
  } catch {
    throw new ConfigError([
      `${file} is damaged: it must hold at least 32 bytes in hex or base64url. Restore it from a backup. If the database is new too, delete both and start again.`,
    ]);
  }
};
