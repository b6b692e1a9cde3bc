import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, unlinkSync, writeSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { decodeKey, secretKey } from './values.js';
import { ConfigError, type Config } from './index.js';

const isCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;

/**
 * Makes the file whole or not at all: a reader never sees it half written, and of several processes that start together
 * one gives the key to all.
 */
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

const readOrCreate = (file: string): string => {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    if (!isCode(error, 'ENOENT')) throw error;
    create(file);
    return readFileSync(file, 'utf8').trim();
  }
};

/**
 * The installation's secret key. With SQLite and none configured, the one in `secret.key` beside the database, made (and
 * readable by its owner only) when it is not there yet. Throws a ConfigError when the file holds no key: what was sealed
 * under the lost one would be sealed under a key that anybody can guess.
 */
export const resolveSecretKey = (config: Config): Buffer => {
  if (config.secretKey) return decodeKey(config.secretKey.reveal());
  const file = resolve(dirname(config.databaseUrl.slice('file:'.length)), 'secret.key');
  const text = readOrCreate(file);
  try {
    return decodeKey(secretKey(text).reveal());
  } catch {
    throw new ConfigError([
      `${file} is damaged: it must hold at least 32 bytes in hex or base64url. Restore it from a backup. If the database is new too, delete both and start again.`,
    ]);
  }
};
