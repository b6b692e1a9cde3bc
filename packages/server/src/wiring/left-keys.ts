import type { Config } from '../config/index.js';
import { leftKeys } from '../config/secret-key.js';
import type { SecretKeys } from '../domain/keys/index.js';
import { machineClock } from '../kernel/clock.js';

/** Follows the name of the file. */
export const LEFT =
  'was left by a process that was killed while it replaced the secret key. It is removed, and its key no longer opens the database. secret.key has not changed.';

/**
 * Undoes what killed processes began: the database accepts the keys in files beside `secret.key` no longer, and then the files
 * go. A key that a process has used stays. Resolves to the files.
 */
export const removeLeftKeys = async (config: Config, secretKeys: SecretKeys): Promise<string[]> => {
  const left = leftKeys(config, machineClock.now());
  for (const { key, remove } of left) {
    if (key !== null) await secretKeys.remove(key);
    remove();
  }
  return left.map(({ file }) => file);
};
