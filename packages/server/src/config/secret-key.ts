import { randomBytes } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { decodeKey, secretKey } from './values.js';
import { ConfigError, type Config } from './index.js';
import { MINUTE } from '../kernel/clock.js';

/** Drafts of `secret.key`, and what replaces it. */
const LEFT = /^secret\.key\.(?:new|[0-9a-f]{16})$/;
const LEFT_AFTER = MINUTE;

const isCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;

const fileOf = ({ databaseUrl }: Config): string => resolve(dirname(databaseUrl.slice('file:'.length)), 'secret.key');

const newKey = (): Buffer => randomBytes(32);

/** Writes the key to a file beside its own, to be put in its place whole. */
const draft = (name: string, key: Buffer): void => {
  mkdirSync(dirname(name), { recursive: true, mode: 0o700 });
  const descriptor = openSync(name, 'wx', 0o600);
  try {
    writeSync(descriptor, `${key.toString('base64url')}\n`);
    fsyncSync(descriptor);
  } catch (error) {
    unlinkSync(name);
    throw error;
  } finally {
    closeSync(descriptor);
  }
};

/** Readers never see half of the file, and processes that start together all get the same key. */
const createFile = (file: string): void => {
  const name = `${file}.${randomBytes(8).toString('hex')}`;
  draft(name, newKey());
  try {
    linkSync(name, file);
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error;
  } finally {
    unlinkSync(name);
  }
};

const accessible = <T>(file: string, work: () => T): T => {
  try {
    return work();
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    throw new ConfigError([
      `${file} can be neither read nor written (${error instanceof Error ? error.message : String(error)}). Make it and its folder accessible to the user that runs Octroi, or set OCTROI_SECRET_KEY.`,
    ]);
  }
};

const textOf = (file: string): string | null => {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    if (isCode(error, 'ENOENT')) return null;
    throw error;
  }
};

/**
 * The installation's secret key: the configured one or, with SQLite, the one in `secret.key` beside the database; null if there
 * is none yet. Throws a ConfigError when the file contains no key, because anybody could guess an empty one.
 */
export const readSecretKey = (config: Config): Buffer | null => {
  if (config.secretKey) return decodeKey(config.secretKey.reveal());
  const file = fileOf(config);
  const text = accessible(file, () => textOf(file));
  if (text === null) return null;
  try {
    return decodeKey(secretKey(text).reveal());
  } catch {
    throw new ConfigError([
      `${file} is damaged: it must hold at least 32 bytes in hex or base64url. Restore it from a backup. If the database is new too, delete both and start again.`,
    ]);
  }
};

/** Creates `secret.key`, readable by its owner only. Returns the key of whoever was first. */
export const createSecretKey = (config: Config): Buffer => {
  const file = fileOf(config);
  accessible(file, () => createFile(file));
  return readSecretKey(config) ?? missingSecretKey(config);
};

export const missingSecretKey = (config: Config): never => {
  throw new ConfigError([
    `${fileOf(config)} is missing, and what is encrypted in the database cannot be read without it. Restore it from a backup, or set OCTROI_SECRET_KEY to the key.`,
  ]);
};

/** A file with a key beside `secret.key`, which a process left that was killed. */
export interface LeftKey {
  file: string;
  /** Null if it holds none, or only half of one. */
  key: Buffer | null;
  remove(): void;
}

const keyIn = (text: string): Buffer | null => {
  try {
    return decodeKey(secretKey(text.trim()).reveal());
  } catch {
    return null;
  }
};

/**
 * What processes left that were killed while they made or replaced `secret.key`. Files of the last minute may be in use. None
 * where the key is configured.
 */
export const leftKeys = (config: Config, now: number): LeftKey[] => {
  if (config.secretKey) return [];
  const own = fileOf(config);
  const folder = dirname(own);
  return accessible(own, () =>
    readdirSync(folder)
      .filter((name) => LEFT.test(name))
      .map((name) => join(folder, name))
      .filter((file) => now - statSync(file).mtimeMs > LEFT_AFTER)
      .map((file) => ({
        file,
        key: keyIn(readFileSync(file, 'utf8')),
        remove: () => rmSync(file, { force: true }),
      })),
  );
};

interface Replacement {
  /** Makes the database accept the key, before `secret.key` holds it. */
  use: (key: Buffer) => Promise<void>;
  /** Undoes that. */
  undo: (key: Buffer) => Promise<void>;
}

/** A new secret key. A configured key stands where only the operator can change it: then `file` is null. */
export const replaceSecretKey = async (
  config: Config,
  { use, undo }: Replacement,
): Promise<{ key: Buffer; file: string | null }> => {
  const key = newKey();
  if (config.secretKey) {
    await use(key);
    return { key, file: null };
  }
  const file = fileOf(config);
  // One at a time: whoever is second finds it there.
  const name = `${file}.new`;
  accessible(file, () => {
    try {
      draft(name, key);
    } catch (error) {
      if (!isCode(error, 'EEXIST')) throw error;
      throw new ConfigError([
        `${name} exists: another command is replacing the key, or was interrupted just now. Try again in a minute.`,
      ]);
    }
  });
  try {
    await use(key);
    renameSync(name, file);
  } catch (error) {
    // First, so that no file is left with a key that opens the database.
    await undo(key);
    rmSync(name, { force: true });
    throw error;
  }
  return { key, file };
};
